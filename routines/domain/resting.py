"""What rests after a warning sign: all exercises, or those that load the place.

Our safety rules pause "nerve, stretch, strength below the level of change" for today's flags; walking
and positions of comfort may stay open.
"""

from __future__ import annotations

from collections.abc import Iterable

EVERYTHING = "all"
LEGS = "legs"
NOTHING = "none"
TAGS = "tags:"

_LEG_REGIONS = frozenset({"buttock", "hip", "thigh", "lower-leg"})
_NERVE_AND_STRETCH = frozenset({"stretch", "nerve-glide"})


def is_rested(rests: Iterable[str], *, kind: str, region: str, loads: Iterable[str]) -> bool:
    """Return whether an exercise rests after signs that say `rests`.

    `rests` are `all`, `legs` (nerve work, stretches, and what works the leg), `none`, or
    `tags:<load tag>`; `kind`, `region` and `loads` are those of the exercise.
    """
    tags = set(loads)
    return any(_rests(rule, kind=kind, region=region, tags=tags) for rule in rests)


def _rests(rule: str, *, kind: str, region: str, tags: set[str]) -> bool:
    if rule == EVERYTHING:
        return True
    if rule == LEGS:
        return kind in _NERVE_AND_STRETCH or region in _LEG_REGIONS
    return rule.startswith(TAGS) and rule.removeprefix(TAGS) in tags
