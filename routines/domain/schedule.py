"""When homework is due: how often, on which days, and which day it is for the client.

A client's day ends at their own midnight. Nothing here reads a clock: `now` and `on` are arguments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from accounts.time_zones import zone_or_utc

EVERY_DAY = frozenset(range(7))
MAX_TIMES_PER_DAY = 12

# Which days a "three days a week" routine starts with; the therapist or the client moves them.
# Up to four they are spread for recovery; from five on they follow the working week.
_SPREAD: dict[int, frozenset[int]] = {
    1: frozenset({0}),
    2: frozenset({0, 3}),
    3: frozenset({0, 2, 4}),
    4: frozenset({0, 1, 3, 4}),
    5: frozenset({0, 1, 2, 3, 4}),
    6: frozenset({0, 1, 2, 3, 4, 5}),
    7: EVERY_DAY,
}


class ImpossibleFrequencyError(ValueError):
    """No day would ever be due. `field` names what to change; the text says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """How often homework is due: times a day, on weekdays (0 is Monday), from and to (inclusive).

    Raises `ImpossibleFrequencyError` when it would never be due.
    """

    times_per_day: int
    weekdays: frozenset[int]
    starts_on: dt.date
    ends_on: dt.date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.times_per_day <= MAX_TIMES_PER_DAY:
            raise ImpossibleFrequencyError(
                "times_per_day", f"Choose between 1 and {MAX_TIMES_PER_DAY} times a day."
            )
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ImpossibleFrequencyError("weekdays", "Choose at least one day of the week.")
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ImpossibleFrequencyError(
                "ends_on", "The last day is before the first day. Choose a later last day."
            )

    def due_on(self, day: dt.date) -> int:
        """Return how many times the homework is due on `day`: 0 on rest days and outside the dates."""
        if day < self.starts_on or (self.ends_on is not None and day > self.ends_on):
            return 0
        return self.times_per_day if day.weekday() in self.weekdays else 0


def spread_weekdays(days_per_week: int) -> frozenset[int]:
    """Return the weekdays (0 is Monday) a routine for so many days a week starts with."""
    return _SPREAD[min(7, max(1, days_per_week))]


def weekdays_to_bits(weekdays: Collection[int]) -> int:
    """Return the weekdays as seven bits, Monday lowest, the way a row keeps them."""
    return sum(1 << day for day in set(weekdays))


@cache
def bits_to_weekdays(bits: int) -> frozenset[int]:
    """Return the weekdays kept in seven bits, Monday lowest."""
    return frozenset(day for day in range(7) if bits >> day & 1)


def local_day(now: dt.datetime, time_zone: str) -> dt.date:
    """Return the date on the client's own calendar at the moment `now` (aware)."""
    return now.astimezone(zone_or_utc(time_zone)).date()


def part_of_day(now: dt.datetime, time_zone: str) -> str:
    """Return `morning` (from 4), `afternoon` (from 12) or `evening` (from 18) where the client is."""
    hour = now.astimezone(zone_or_utc(time_zone)).hour
    if 4 <= hour < 12:
        return "morning"
    return "afternoon" if 12 <= hour < 18 else "evening"


def last_days(today: dt.date, count: int) -> list[dt.date]:
    """Return the `count` days that end with `today`, oldest first."""
    return [today - dt.timedelta(days=back) for back in range(count - 1, -1, -1)]


def say_weekdays(weekdays: frozenset[int]) -> str:
    """Return the days the way one says them: "every day", "Mon to Fri", "Mon, Wed and Fri"."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    if weekdays == EVERY_DAY:
        return "every day"
    days = sorted(weekdays)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{names[days[0]]} to {names[days[-1]]}"
    if len(days) == 1:
        return names[days[0]]
    return ", ".join(names[day] for day in days[:-1]) + f" and {names[days[-1]]}"


def say_times_per_day(times: int) -> str:
    """Return "once a day", "twice a day" or "3 times a day"."""
    return {1: "once a day", 2: "twice a day"}.get(times, f"{times} times a day")
