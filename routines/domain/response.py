"""The ledger of responses: how often pain moved up, stayed or moved down after an exercise.

Plain counts of what was seen together. Nothing here says that the exercise was the cause.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENOUGH_SAMPLES = 5  # our own rule: fewer are chance more often than not


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSample:
    """One time an exercise or routine was done: furthest pain before and after, 0 to 7.

    None is no pain at all, closer to the spine than any level.
    """

    key: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How often the furthest pain moved up, stayed the same or moved down after `key`."""

    key: str
    moved_up: int
    same: int
    moved_down: int

    @property
    def count(self) -> int:
        """How many times it was done with a map before and after."""
        return self.moved_up + self.same + self.moved_down

    @property
    def said(self) -> str:
        """The counts in a sentence, such as "Of 9 times: moved up 5, the same 3, moved down 1"."""
        return (
            f"Of {self.count} times: moved up {self.moved_up}, the same {self.same}, "
            f"moved down {self.moved_down}"
        )


def responses(samples: Iterable[ResponseSample]) -> Mapping[str, Response | None]:
    """Return the counts for each key, in the order the keys were first seen.

    None under five samples: too few to say anything.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for sample in samples:
        by_key[sample.key].append(_level(sample.after) - _level(sample.before))
    return {key: _count(key, changes) for key, changes in by_key.items()}


def _count(key: str, changes: list[int]) -> Response | None:
    if len(changes) < ENOUGH_SAMPLES:
        return None
    return Response(
        key=key,
        moved_up=sum(change < 0 for change in changes),
        same=changes.count(0),
        moved_down=sum(change > 0 for change in changes),
    )


def _level(furthest: int | None) -> int:
    return -1 if furthest is None else furthest
