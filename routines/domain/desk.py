"""Days at a desk: how somebody's go, and what can happen on one. What comes of it: `desk_days`.

Wall times are the client's own; moments are aware.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from accounts.time_zones import zone_or_utc
from routines.domain.directions import bends_of

# Minutes of sitting at most. Our source names 45; see `content/sources.yaml`, `seed-neurologist`.
USUAL_INTERVAL = 45
SHORTEST_INTERVAL = 20
LONGEST_INTERVAL = 90
SNOOZE_MINUTES = 5
MOST_SNOOZES = 3
USUAL_GOAL = 8

# A session that was left open does not make somebody stand for hours.
LONGEST_BREAK = dt.timedelta(minutes=20)

WallTimes = tuple[dt.time, dt.time]


class Begins(StrEnum):
    """How a day at the desk begins: by a tap, when work does, or when the app is first opened."""

    TAP = "tap"
    CLOCK = "clock"
    OPEN = "open"


class DeskEventKind(StrEnum):
    """What can happen on a day at a desk, apart from a break that is done as homework."""

    STARTED = "started"
    STOOD = "stood"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


class ImpossibleDeskError(ValueError):
    """No day can go like this. `field` names what to change; the text says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class WorkHours:
    """From when to when somebody works, for seven weekdays, Monday first; None is a day off.

    Raises `ImpossibleDeskError` when a day ends before it begins.
    """

    week: tuple[WallTimes | None, ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ImpossibleDeskError("hours", "A week has seven days. Say something for each.")
        for weekday, times in enumerate(self.week):
            if times is not None and times[0] >= times[1]:
                raise ImpossibleDeskError(
                    f"until_{weekday}", "Work ends before it begins. Choose a later end."
                )

    @classmethod
    def from_json(cls, rows: Sequence[Sequence[str] | None]) -> Self:
        """Return the hours that a row keeps; the usual week where it keeps none."""
        if not rows:
            return cls(USUAL_WEEK)
        times = dt.time.fromisoformat
        return cls(tuple((times(row[0]), times(row[1])) if row else None for row in rows))

    def to_json(self) -> list[list[str] | None]:
        """Return the hours the way a row keeps them: `["09:00", "17:30"]`, or None for a day off."""
        return [[f"{one:%H:%M}" for one in times] if times else None for times in self.week]


USUAL_WEEK: tuple[WallTimes | None, ...] = (
    *((dt.time(9, 0), dt.time(17, 30)),) * 5,
    None,
    None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """How somebody's days at the desk go; `interval` is in minutes, `time_zone` their own.

    Raises `ImpossibleDeskError` for an interval or a lunch that cannot be.
    """

    interval: int
    hours: WorkHours
    time_zone: str
    lunch: WallTimes | None = None
    begins: Begins = Begins.TAP

    def __post_init__(self) -> None:
        if not SHORTEST_INTERVAL <= self.interval <= LONGEST_INTERVAL:
            raise ImpossibleDeskError(
                "interval",
                f"Choose between {SHORTEST_INTERVAL} and {LONGEST_INTERVAL} minutes.",
            )
        if self.lunch is not None and self.lunch[0] >= self.lunch[1]:
            raise ImpossibleDeskError(
                "lunch_until", "Lunch ends before it begins. Choose a later end."
            )

    def work_on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """Return from which moment to which somebody works on `day` (UTC), or None."""
        times = self.hours.week[day.weekday()]
        return self._moments(day, times) if times else None

    def lunch_on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """Return from which moment to which lunch is on `day` (UTC), or None."""
        return self._moments(day, self.lunch) if self.lunch else None

    def goal(self, day: dt.date, *, asked: int = USUAL_GOAL) -> int:
        """Return how many breaks `day` has: as many as were asked for, where so many fit in."""
        times = self.hours.week[day.weekday()]
        if times is None:
            return asked
        minutes = _minutes_between(times)
        if self.lunch is not None:
            both = max(times[0], self.lunch[0]), min(times[1], self.lunch[1])
            minutes -= max(0, _minutes_between(both))
        return max(1, min(asked, minutes // self.interval))

    def to_json(self) -> dict[str, object]:
        """Return the rules as the phone works by them; see `static/js/lib/desk.js`."""
        return {
            "interval": self.interval,
            "hours": self.hours.to_json(),
            "lunch": [f"{one:%H:%M}" for one in self.lunch] if self.lunch else None,
            "begins": self.begins.value,
            "zone": self.time_zone,
        }

    def _moments(self, day: dt.date, times: WallTimes) -> tuple[dt.datetime, dt.datetime]:
        own = zone_or_utc(self.time_zone)
        first, last = (dt.datetime.combine(day, one, own).astimezone(dt.UTC) for one in times)
        # Where the clock is put forward, two wall times can be one moment.
        return first, max(first, last)


# What stands for squats in a break; all are counted one by one.
_SQUATS = {
    "desk-squat": "squats",
    "mini-squat": "mini squats",
    "chair-sit-to-stand": "sit-to-stands",
}


@dataclass(frozen=True, slots=True)
class BreakMove:
    """One exercise of a desk break: its slug, how often (0 where it is held), its load tags."""

    slug: str
    repetitions: int
    loads: frozenset[str]


def say_break(moves: Sequence[BreakMove]) -> str:
    """Return what a break asks for in a few words: "15 squats and 4 bends." or "5 exercises."

    Few, because they are read in between: at most 12 words stand before the figure.
    """
    squats = [one for one in moves if one.slug in _SQUATS and one.repetitions]
    bending = [one for one in moves if one not in squats and bends_of(one.loads)]
    bends = len({bend for one in bending for bend in bends_of(one.loads)})
    if len(squats) != 1 or len(squats) + len(bending) != len(moves):
        return "1 exercise." if len(moves) == 1 else f"{len(moves)} exercises."
    said = f"{squats[0].repetitions} {_SQUATS[squats[0].slug]}"
    return f"{said} and {bends} bends." if bends > 1 else f"{said}{' and a bend' * bends}."


def _minutes_between(times: WallTimes) -> int:
    first, last = times
    return (last.hour - first.hour) * 60 + last.minute - first.minute


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTap:
    """One event of a day: `until` is the end of a pause, where it has one. `key` settles a draw."""

    kind: DeskEventKind
    at: dt.datetime
    until: dt.datetime | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBreak:
    """A session of a desk break. It counts once something of it was done; begun, it stands us up."""

    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    is_performed: bool = True

    @property
    def at(self) -> dt.datetime:
        """When somebody sat down again, as far as is known."""
        latest = self.started_at + LONGEST_BREAK
        return min(self.finished_at or self.started_at, latest)
