"""What was due and what was performed, day by day, for any number of assignments at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.rows import from_key, raw_key
from routines.domain.adherence import DayAdherence, days
from routines.domain.schedule import Frequency, bits_to_weekdays
from routines.models import Assignment, AssignmentVersion, ExerciseSession, Field


def with_history(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Fetch with the assignments the versions and pauses that tell what was due (2 statements)."""
    return assignments.prefetch_related("versions", "pauses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one assignment asked for over time, from its first version to its last."""

    assignment_id: UUID
    client_id: UUID
    clinic_id: UUID | None
    name: str
    status: str
    ended_on: dt.date | None
    frequencies: tuple[tuple[dt.date, Frequency], ...]
    pauses: tuple[tuple[dt.date, dt.date | None], ...]
    # Desk breaks: so many a day that they would drown the rest, and so are counted beside it.
    is_break: bool = False

    @property
    def now(self) -> Frequency:
        """How often the last version asks for it."""
        return self.frequencies[-1][1]

    def due_on(self, day: dt.date) -> int:
        """Return how many times it was due on `day`, by the version then in force."""
        if self.ended_on is not None and day > self.ended_on:
            return 0
        if any(first <= day and (last is None or day <= last) for first, last in self.pauses):
            return 0
        for effective_on, frequency in reversed(self.frequencies):
            if effective_on <= day:
                return frequency.due_on(day)
        return 0

    def days(
        self, period: Sequence[dt.date], performed: Mapping[dt.date, int]
    ) -> list[DayAdherence]:
        """Return due and performed for each day of the period."""
        return days(period, due={day: self.due_on(day) for day in period}, performed=performed)


def asked(assignments: QuerySet[Assignment]) -> list[Asked]:
    """Return what each of the assignments asked for over time, oldest first (1 statement)."""
    # Versions times pauses in one answer: a few small rows more, and two statements less.
    rows: Iterable[tuple[Any, ...]] = (
        assignments.filter(versions__isnull=False)
        .order_by("created_at", "pk", "versions__number")
        .values_list(
            *(raw_key("pk"), raw_key("client_id"), raw_key("clinic_id")),
            *("name", "status", "ended_on", "field"),
            *("versions__number", "versions__effective_on", "versions__times_per_day"),
            *("versions__weekday_bits", "versions__starts_on", "versions__ends_on"),
            *("pauses__starts_on", "pauses__ends_on"),
        )
    )
    heads: dict[Any, tuple[Any, ...]] = {}
    frequencies: dict[Any, dict[int, tuple[dt.date, Frequency]]] = defaultdict(dict)
    pauses: dict[Any, set[tuple[dt.date, dt.date | None]]] = defaultdict(set)
    for row in rows:
        pk = row[0]
        heads[pk] = row[:7]
        number, effective_on, times, bits, starts_on, ends_on, rests_from, rests_to = row[7:]
        if number not in frequencies[pk]:
            frequency = Frequency(
                times_per_day=times,
                weekdays=bits_to_weekdays(bits),
                starts_on=starts_on,
                ends_on=ends_on,
            )
            frequencies[pk][number] = (effective_on, frequency)
        if rests_from is not None:
            pauses[pk].add((rests_from, rests_to))
    return [
        Asked(
            assignment_id=from_key(pk),
            client_id=from_key(client_id),
            clinic_id=from_key(clinic_id) if clinic_id else None,
            name=name,
            status=status,
            ended_on=ended_on,
            frequencies=tuple(frequencies[pk].values()),
            pauses=tuple(pauses[pk]),
            is_break=color == Field.DESK,
        )
        for pk, client_id, clinic_id, name, status, ended_on, color in heads.values()
    ]


def due_on(assignment: Assignment, day: dt.date) -> int:
    """Return how many times the assignment was due on `day`, by the version then in force.

    The assignment must come from `with_history`, or each call asks the database again.
    """
    return _asked_of(assignment).due_on(day)


def version_on(versions: Iterable[AssignmentVersion], day: dt.date) -> AssignmentVersion | None:
    """Return the version in force on `day`, or None before the first."""
    effective = [version for version in versions if version.effective_on <= day]
    return max(effective, key=lambda version: version.number, default=None)


def performed_per_day(
    sessions: QuerySet[ExerciseSession], *, since: dt.date, until: dt.date
) -> dict[UUID, Counter[dt.date]]:
    """Return how many sessions count on each day, for each assignment (1 statement)."""
    counts: dict[UUID, Counter[dt.date]] = defaultdict(Counter)
    rows = (
        sessions.performed()  # type: ignore[attr-defined]
        .filter(local_day__range=(since, until))
        .values_list("assignment_id", "local_day")
    )
    for assignment_id, day in rows:
        counts[assignment_id][day] += 1
    return counts


def adherence_days(
    assignment: Assignment, period: Sequence[dt.date], performed: Mapping[dt.date, int]
) -> list[DayAdherence]:
    """Return due and performed of one assignment for each day of the period."""
    return _asked_of(assignment).days(period, performed)


def summed_days(each: Iterable[Sequence[DayAdherence]]) -> list[DayAdherence]:
    """Return the days of several assignments as one row of days.

    Each assignment counts only up to what it asked for, so doing one twice hides no other.
    """
    return [
        DayAdherence(
            day=same_day[0].day,
            due=sum(one.due for one in same_day),
            performed=sum(min(one.performed, one.due) for one in same_day),
            extra=sum(max(0, one.performed - one.due) for one in same_day),
        )
        for same_day in zip(*each, strict=True)
    ]


def without_breaks(homework: Iterable[Asked]) -> tuple[Asked, ...]:
    """Return the homework that is no desk break: what days, weeks and missed days are about."""
    return tuple(one for one in homework if not one.is_break)


def _asked_of(assignment: Assignment) -> Asked:
    versions = sorted(assignment.versions.all(), key=lambda version: version.number)
    return Asked(
        assignment_id=assignment.pk,
        client_id=assignment.client_id,
        clinic_id=assignment.clinic_id,
        name=assignment.name,
        status=assignment.status,
        ended_on=assignment.ended_on,
        frequencies=tuple((each.effective_on, each.frequency) for each in versions),
        pauses=tuple((pause.starts_on, pause.ends_on) for pause in assignment.pauses.all()),
        is_break=assignment.field == Field.DESK,
    )
