"""Adherence: performed over due, counted honestly and without streaks.

A session done twice where one was due does not make up for another day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAdherence:
    """One day of homework: how many sessions were due, how many were performed.

    `extra` are sessions that stand for nothing due, where several assignments are summed.
    """

    day: dt.date
    due: int
    performed: int
    extra: int = 0

    @property
    def is_active(self) -> bool:
        """Whether anything at all was done, due or not."""
        return self.performed > 0 or self.extra > 0

    @property
    def state(self) -> str:
        """`rest` (nothing due, nothing done), `extra`, `missed`, `partial` or `performed`."""
        if not self.due:
            return "extra" if self.is_active else "rest"
        if not self.is_active:
            return "missed"
        return "performed" if self.performed >= self.due else "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """Performed over due in a period; `ratio` is None when nothing was due."""

    performed: int
    due: int

    @property
    def ratio(self) -> float | None:
        """Performed over due, 0 to 1, or None when nothing was due."""
        return self.performed / self.due if self.due else None


def days(
    period: Iterable[dt.date], *, due: Mapping[dt.date, int], performed: Mapping[dt.date, int]
) -> list[DayAdherence]:
    """Return one entry for each day of `period`, in its order."""
    return [
        DayAdherence(day=day, due=due.get(day, 0), performed=performed.get(day, 0))
        for day in period
    ]


def total(entries: Iterable[DayAdherence]) -> Adherence:
    """Return the adherence of all the days; extra sessions count only up to what was due."""
    listed = list(entries)
    return Adherence(
        performed=sum(min(entry.performed, entry.due) for entry in listed),
        due=sum(entry.due for entry in listed),
    )


def missed_in_a_row(entries: Iterable[DayAdherence], *, today: dt.date) -> int:
    """Return how many due days up to yesterday went by, one after another, with nothing done.

    Today is not over, so it never counts as missed; rest days neither count nor break the row.
    """
    missed = 0
    for entry in sorted(entries, key=lambda each: each.day, reverse=True):
        if entry.is_active:
            break
        if entry.due and entry.day < today:
            missed += 1
    return missed
