"""The direction guard: ways of loading the spine after which one client's pain pattern got worse.

Plain counts of what was seen together, with their days. Nothing here says what the cause was, and it
forbids nothing: it warns the therapist who assigns an exercise, and takes bends out of desk breaks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from routines.domain.centralization import Status

# Our own rule, not a clinical one: one bad session is chance more often than not.
SPREADING_AT_LEAST = 2


class SpineLoad(StrEnum):
    """A direction in which an exercise loads the low back; each is a load tag of the library."""

    FLEXION = "spine-flexion"
    EXTENSION = "spine-extension"
    SIDE_BEND = "spine-side-bend"
    ROTATION = "spine-rotation"


class Bend(StrEnum):
    """One bend of a desk break."""

    FORWARD = "forward"
    BACK = "back"
    LEFT = "left"
    RIGHT = "right"


# The library does not tell left from right, so a bend to either side stands for both.
_BENDS = {
    Bend.FORWARD: SpineLoad.FLEXION,
    Bend.BACK: SpineLoad.EXTENSION,
    Bend.LEFT: SpineLoad.SIDE_BEND,
    Bend.RIGHT: SpineLoad.SIDE_BEND,
}
_DO = {
    SpineLoad.FLEXION: "bend the low back forward",
    SpineLoad.EXTENSION: "bend the low back backward",
    SpineLoad.SIDE_BEND: "bend the low back to the side",
    SpineLoad.ROTATION: "twist the low back",
}


def bends_of(loads: Collection[str]) -> tuple[Bend, ...]:
    """Return the bends that an exercise with these load tags makes: forward, back, left, right."""
    return tuple(bend for bend, load in _BENDS.items() if load in loads)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionSample:
    """One session: its day, the load tags of all exercises done in it, what it did to the pattern."""

    day: dt.date
    loads: frozenset[str]
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class WorseDirection:
    """A direction after which it got worse: on which `days`, oldest first, of how many sessions.

    `others_worse` of `others` sessions without that direction got worse too.
    """

    direction: SpineLoad
    days: tuple[dt.date, ...]
    sessions: int
    others_worse: int = 0
    others: int = 0

    @property
    def said(self) -> str:
        """The counts in words: "worse after 2 of 3 sessions that bend the low back forward"."""
        return (
            f"worse after {len(self.days)} of {self.sessions} sessions that {_DO[self.direction]}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The directions after which one client's pain pattern got worse."""

    worse: tuple[WorseDirection, ...] = ()

    def against(self, loads: Collection[str]) -> tuple[WorseDirection, ...]:
        """Return which of them an exercise with these load tags goes in, with their evidence."""
        return tuple(one for one in self.worse if one.direction in loads)

    def warning(self, loads: Collection[str]) -> str:
        """Return the warning for the therapist who assigns such an exercise, "" where there is none.

        It names days as "3 Nov"; it is for staff, and tells what was seen, not why.
        """
        found = [f"{one.said} ({_say_days(one.days)})" for one in self.against(loads)]
        return f"This client was {', and '.join(found)}." if found else ""

    def allowed_bends(self, *, blocked: Collection[str] = ()) -> tuple[Bend, ...]:
        """Return the bends that stay in a desk break: forward, back, left, right.

        `blocked` are the load tags that the client's precautions block.
        """
        gone = {*blocked, *(one.direction for one in self.worse)}
        return tuple(bend for bend, load in _BENDS.items() if load not in gone)


def worse_directions(samples: Iterable[DirectionSample]) -> tuple[WorseDirection, ...]:
    """Return the directions after which the pain pattern got worse, with what that rests on.

    Worse is "spreading" and nothing else. A direction counts with two spreading sessions or more, when
    they are half of the sessions with it or more, and sessions without it spread no more often.
    Sessions of which too little is known are left out on both sides. How far back to look is up to
    the caller.
    """
    known = sorted(
        (each for each in samples if each.status is not Status.NOT_ENOUGH),
        key=lambda each: each.day,
    )
    found = (_evidence(direction, known) for direction in SpineLoad)
    return tuple(one for one in found if _is_worse(one))


def _evidence(direction: SpineLoad, known: Sequence[DirectionSample]) -> WorseDirection:
    those = [each for each in known if direction in each.loads]
    others = [each for each in known if direction not in each.loads]
    return WorseDirection(
        direction=direction,
        days=tuple(each.day for each in those if each.status is Status.SPREADING),
        sessions=len(those),
        others_worse=sum(each.status is Status.SPREADING for each in others),
        others=len(others),
    )


def _is_worse(one: WorseDirection) -> bool:
    spreading = len(one.days)
    if spreading < SPREADING_AT_LEAST or spreading * 2 < one.sessions:
        return False
    # The shares multiplied out: without other sessions there is nothing to hold against it.
    return one.others_worse * one.sessions <= spreading * one.others


def _say_days(days: Iterable[dt.date]) -> str:
    return ", ".join(f"{day.day} {day:%b}" for day in days)
