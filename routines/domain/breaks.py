"""Desk breaks over weeks: how many a usual working day had, and of how many that were asked for.

Weeks and never streaks. A day that asked for nothing is not counted, whatever was done on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakDay:
    """One day: how many breaks were asked for, done with exercises, and only stood up for.

    `asked` is 0 on days off, while the plan rests, and where there was none.
    """

    day: dt.date
    asked: int = 0
    exercised: int = 0
    stood: int = 0

    @property
    def taken(self) -> int:
        """All breaks of the day, however they were taken."""
        return self.exercised + self.stood


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualDay:
    """What a usual working day had: the middle one of them, so that a single odd day says little.

    `taken` is never more than `asked`: a busy day makes up for no other.
    """

    taken: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakWeek:
    """A week, Monday first. `days` are those that are over, and today."""

    first: dt.date
    days: tuple[BreakDay, ...]
    today: dt.date

    @property
    def exercised(self) -> int:
        """Breaks done with exercises, on all its days."""
        return sum(one.exercised for one in self.days)

    @property
    def stood(self) -> int:
        """Breaks that were a stand and no more, on all its days."""
        return sum(one.stood for one in self.days)

    @property
    def taken(self) -> int:
        """All breaks of the week."""
        return self.exercised + self.stood

    @property
    def is_this_week(self) -> bool:
        """Whether today is one of its days."""
        return self.first <= self.today < self.first + dt.timedelta(weeks=1)

    @property
    def working_days(self) -> tuple[BreakDay, ...]:
        """The days that asked for breaks and are over."""
        return tuple(one for one in self.days if one.asked and one.day < self.today)

    @property
    def today_so_far(self) -> BreakDay | None:
        """Today, where it asks for breaks."""
        return next((one for one in self.days if one.day == self.today and one.asked), None)

    @property
    def usual(self) -> UsualDay | None:
        """Its usual working day, or None before one is over."""
        return usual_day(self.days, today=self.today)


def usual_day(days: Sequence[BreakDay], *, today: dt.date) -> UsualDay | None:
    """Return the usual one of the days that asked for breaks, or None where there was none.

    Today is not over, so it is left out. Of two in the middle the lower one stands.
    """
    over = [one for one in days if one.asked and one.day < today]
    if not over:
        return None
    return UsualDay(
        taken=median_low([min(one.taken, one.asked) for one in over]),
        asked=median_low([one.asked for one in over]),
    )


def exercised_percent(days: Sequence[BreakDay]) -> int | None:
    """Return how many of the breaks were done with exercises, 0 to 100; None without a break."""
    taken = sum(one.taken for one in days)
    if not taken:
        return None
    return round(100 * sum(one.exercised for one in days) / taken)


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the week of `day`."""
    return day - dt.timedelta(days=day.weekday())


def break_weeks(days: Sequence[BreakDay], *, today: dt.date) -> tuple[BreakWeek, ...]:
    """Return the days as weeks, oldest first, each from its Monday on; days to come are left out."""
    weeks: dict[dt.date, list[BreakDay]] = {}
    for one in sorted(days, key=lambda each: each.day):
        if one.day <= today:
            weeks.setdefault(monday_of(one.day), []).append(one)
    return tuple(
        BreakWeek(first=first, days=tuple(listed), today=today) for first, listed in weeks.items()
    )


def say_breaks_per_day(times: int) -> str:
    """Return "1 break a day" or "8 breaks a day"."""
    return "1 break a day" if times == 1 else f"{times} breaks a day"
