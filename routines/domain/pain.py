"""Pain on the 0-10 scale over time: seven-day averages, and which way they went.

What to say to a single answer lives in `rating`. Nothing here says what a number means for the body.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WINDOW_DAYS = 7
ENOUGH_VALUES = 3
SAME_BELOW = 1.0  # a smaller change of the average is a wobble, not a finding

# From our safety rules: 2 more on average from one week to the next is worth a word.
WORTH_TELLING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PainValue:
    """One answer to "pain right now", 0 to 10, on the client's own day."""

    day: dt.date
    pain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAverage:
    """The average of the seven days that end with `day`."""

    day: dt.date
    average: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PainTrend:
    """Which way the seven-day average went.

    `direction` is `none` (no value), `few` (under three), `short` (all within
    one week), `down`, `up` or `same`. `start` and `end` are averages, 0 where unknown.
    """

    direction: str
    count: int
    start: float = 0.0
    end: float = 0.0

    @property
    def title(self) -> str:
        """The finding in a few words: the title of the chart."""
        if self.direction == "none":
            return "Your chart starts here"
        if self.direction == "few":
            return "Your first dot is on the chart" if self.count == 1 else "Two dots so far"
        if self.direction == "short":
            return f"Around {whole(self.end)} so far"
        if self.direction == "same":
            return f"About the same, around {whole(self.end)}"
        return f"{self.direction.capitalize()} from {whole(self.start)} to {whole(self.end)}"

    @property
    def difference(self) -> int:
        """By how many whole points the average moved, without a sign."""
        return abs(whole(self.end) - whole(self.start))

    @property
    def is_worth_telling(self) -> bool:
        """Whether the average climbed so far that the therapist should hear of it."""
        return self.direction == "up" and self.difference >= WORTH_TELLING


def seven_day_averages(values: Iterable[PainValue]) -> list[DayAverage]:
    """Return, for each day with a value, the average of the seven days that end with it.

    A day counts once, with the mean of its values, so that three sessions on one day do not
    outweigh the days around it. Oldest first.
    """
    by_day = _daily_means(values)
    return [DayAverage(day=day, average=_average_until(by_day, day)) for day in sorted(by_day)]


def trend(values: Sequence[PainValue]) -> PainTrend:
    """Return which way pain went between the first and the last seven days of `values`."""
    if not values:
        return PainTrend(direction="none", count=0)
    by_day = _daily_means(values)
    first, last = min(by_day), max(by_day)
    span = (last - first).days + 1
    if len(values) < ENOUGH_VALUES:
        return PainTrend(direction="few", count=len(values), end=_average_until(by_day, last))
    if span <= WINDOW_DAYS:
        return PainTrend(direction="short", count=len(values), end=_average_until(by_day, last))
    # In the second week shorter windows: days that count on both sides would hide a change.
    length = min(WINDOW_DAYS, span // 2)
    start = _average_until(by_day, first + dt.timedelta(days=length - 1), length)
    end = _average_until(by_day, last, length)
    direction = "same"
    if abs(end - start) >= SAME_BELOW:
        direction = "down" if end < start else "up"
    return PainTrend(direction=direction, count=len(values), start=start, end=end)


def whole(average: float) -> int:
    """Return the average as the nearest whole number, halves up, the way people read it."""
    return math.floor(average + 0.5)


def _daily_means(values: Iterable[PainValue]) -> dict[dt.date, float]:
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for value in values:
        by_day[value.day].append(value.pain)
    return {day: sum(pains) / len(pains) for day, pains in by_day.items()}


def _average_until(by_day: dict[dt.date, float], day: dt.date, length: int = WINDOW_DAYS) -> float:
    since = day - dt.timedelta(days=length - 1)
    inside = [mean for each, mean in by_day.items() if since <= each <= day]
    return sum(inside) / len(inside)
