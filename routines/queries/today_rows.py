"""The rows behind Today, by two statements written by hand.

Today is the page everybody opens, and building the same statements and model trees anew took most
of its time. `tests/routines/queries/test_today_rows.py` holds them equal to the plain way.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from accounts.rows import as_key, from_key, known
from routines.domain.schedule import Frequency, bits_to_weekdays, weekdays_to_bits
from routines.domain.warning_signs import CheckPoint
from routines.models import Assignment, AssignmentVersion, ExerciseSession, Field
from routines.queries.due import Asked
from routines.queries.json_rows import moment_of

_ASSIGNMENTS = """\
SELECT a.id, a.name, a.field, a.status, a.ended_on, a.clinic_id, a.version_id, a.seen_version,
       a.assigned_by_id, g.display_name, v.number, v.effective_on, v.starts_on, v.ends_on, v.times_per_day,
       v.weekday_bits, v.estimated_seconds, v.changes, p.starts_on, p.ends_on,
       EXISTS (SELECT 1 FROM routines_exercisesession s WHERE s.assignment_id = a.id),
       EXISTS (SELECT 1 FROM routines_flag f
                WHERE f.client_id = a.client_id AND f.urgency = 'now' AND f.cleared_at IS NULL),
       (SELECT p.side || ' ' || CASE WHEN e.figure <> '' THEN e.figure
                                     WHEN e.clinic_id IS NULL THEN e.slug ELSE '' END
               || ' ' || e.name
          FROM routines_prescription p JOIN routines_exercise e ON e.id = p.exercise_id
         WHERE p.version_id = c.id ORDER BY p.position LIMIT 1),
       c.exercise_count, k.joining, k.week_6, k.monthly, k.weekly, k.before
  FROM routines_assignment a
  JOIN routines_assignmentversion c ON c.id = a.version_id
  JOIN routines_assignmentversion v ON v.assignment_id = a.id
  LEFT JOIN routines_pause p ON p.assignment_id = a.id
  LEFT JOIN accounts_user g ON g.id = a.assigned_by_id
  LEFT JOIN (SELECT client_id,
                    MAX(CASE WHEN kind = 'joining' THEN answered_at END) AS joining,
                    MAX(CASE WHEN kind = 'week-6' THEN answered_at END) AS week_6,
                    MAX(CASE WHEN kind = 'monthly' THEN answered_at END) AS monthly,
                    MAX(CASE WHEN kind = 'weekly' THEN answered_at END) AS weekly,
                    MAX(CASE WHEN kind = 'before' THEN answered_at END) AS before
               FROM routines_checkin
              WHERE client_id = %s AND answers <> '{}'
              GROUP BY client_id) k ON k.client_id = a.client_id
 WHERE a.client_id = %s
   AND (a.ended_on IS NULL OR a.ended_on >= %s)
   AND (c.ends_on IS NULL OR c.ends_on >= %s)
 ORDER BY a.created_at, a.id, v.number
"""
_SESSIONS = """\
SELECT id, assignment_id, local_day, started_at, finished_at, is_performed, pain_before, pain_after,
       pain_next_day, effort, dose
  FROM routines_exercisesession
 WHERE client_id = %s AND local_day BETWEEN %s AND %s
 ORDER BY started_at, id
"""


@dataclass(slots=True)
class AssignmentRow:
    """One assignment with its history: `assignment` knows what Today shows of it, and its version.

    `cover` is the figure that stands for it, that of its first exercise, with its side and name.
    `has_emergency`: its client needs help now, as far as nobody has cleared it.
    `checks` are when its client answered each check last, the same in every row.
    """

    assignment: Assignment
    was_ever_begun: bool
    has_emergency: bool = False
    cover: str = ""
    cover_side: str = ""
    cover_name: str = ""
    estimated_seconds: int = 0
    exercise_count: int = 0
    checks: dict[CheckPoint, dt.datetime] = field(default_factory=dict)
    frequencies: dict[int, tuple[dt.date, Frequency]] = field(default_factory=dict)
    changes: dict[int, list[str]] = field(default_factory=dict)
    pauses: set[tuple[dt.date, dt.date | None]] = field(default_factory=set)

    @property
    def asked(self) -> Asked:
        """What it asked for over time."""
        one = self.assignment
        return Asked(
            assignment_id=one.pk,
            client_id=one.client_id,
            clinic_id=one.clinic_id,
            name=one.name,
            status=one.status,
            ended_on=one.ended_on,
            frequencies=tuple(self.frequencies.values()),
            pauses=tuple(self.pauses),
            is_break=one.field == Field.DESK,
        )


@dataclass(slots=True)
class SessionRows:
    """The sessions of some days: how many count on each day, for each assignment.

    `latest` are those of the last day, for each assignment, oldest first. `pains` are the pain
    before (0 to 10) and on the morning after of each that counts on the day before the last, oldest
    first; None where not known.
    """

    performed: dict[UUID, Counter[dt.date]] = field(default_factory=lambda: defaultdict(Counter))
    latest: dict[UUID, list[ExerciseSession]] = field(default_factory=lambda: defaultdict(list))
    pains: list[tuple[int | None, int | None]] = field(default_factory=list)


def assignment_rows(client: User, *, since: dt.date) -> list[AssignmentRow]:
    """Read the client's homework that is not over before `since`, oldest first (1 statement).

    The assignments and versions hold only what Today shows; they are to be read, never saved.
    """
    with connection.cursor() as cursor:
        key = as_key(client.pk)
        cursor.execute(_ASSIGNMENTS, [key, key, _day(since), _day(since)])
        found = cursor.fetchall()
    rows: dict[Any, AssignmentRow] = {}
    givers: dict[Any, User] = {}
    for values in found:
        key, name, color, status, ended_on, clinic, version, seen, giver, giver_name = values[:10]
        number, effective_on, starts_on, ends_on, times, bits, seconds, changes = values[10:18]
        rests_from, rests_to, was_begun, has_emergency, cover, count = values[18:24]
        row = rows.get(key)
        if row is None:
            assignment: Assignment = known(
                Assignment,
                id=from_key(key),
                client_id=client.pk,
                clinic_id=clinic and from_key(clinic),
                assigned_by_id=giver and from_key(giver),
                name=name,
                field=color,
                status=status,
                version_id=from_key(version),
                seen_version=seen,
                ended_on=ended_on,
            )
            assignment.client = client
            if giver and giver not in givers:
                givers[giver] = known(User, id=from_key(giver), display_name=giver_name)
            assignment.assigned_by = givers[giver] if giver else None
            side, _, rest = (cover or "").partition(" ")
            figure, _, called = rest.partition(" ")
            row = rows[key] = AssignmentRow(
                assignment, bool(was_begun), bool(has_emergency), figure, side, called
            )
            row.exercise_count = count
            row.checks = _checks(values[24:])
        if rests_from is not None:
            row.pauses.add((rests_from, rests_to))
        if number in row.frequencies:
            continue
        row.frequencies[number] = (effective_on, _frequency(times, bits, starts_on, ends_on))
        row.changes[number] = json.loads(changes) if isinstance(changes, str) else changes
        row.estimated_seconds = seconds
    for row in rows.values():
        row.assignment.version = _version_in_force(row)
    return list(rows.values())


def session_rows(client: User, *, since: dt.date, until: dt.date) -> SessionRows:
    """Read the client's sessions of these days (1 statement); they are to be read, never saved."""
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS, [as_key(client.pk), _day(since), _day(until)])
        found = cursor.fetchall()
    rows = SessionRows()
    yesterday = until - dt.timedelta(days=1)
    for values in found:
        key, assignment, day, started_at, finished_at, is_performed = values[:6]
        pain_before, pain_after, pain_next_day, effort, dose = values[6:]
        assignment_id = from_key(assignment)
        if is_performed:
            rows.performed[assignment_id][day] += 1
            if day == yesterday:
                rows.pains.append((pain_before, pain_next_day))
        if day == until:
            session: ExerciseSession = known(
                ExerciseSession,
                id=from_key(key),
                assignment_id=assignment_id,
                local_day=day,
                started_at=_moment(started_at),
                finished_at=_moment(finished_at) if finished_at else None,
                is_performed=bool(is_performed),
                dose=dose,
                pain_after=pain_after,
                effort=effort,
            )
            rows.latest[assignment_id].append(session)
    return rows


def _version_in_force(row: AssignmentRow) -> AssignmentVersion:
    number, (effective_on, frequency) = list(row.frequencies.items())[-1]
    version: AssignmentVersion = known(
        AssignmentVersion,
        id=row.assignment.version_id,
        number=number,
        effective_on=effective_on,
        starts_on=frequency.starts_on,
        ends_on=frequency.ends_on,
        times_per_day=frequency.times_per_day,
        weekday_bits=weekdays_to_bits(frequency.weekdays),
        estimated_seconds=row.estimated_seconds,
        exercise_count=row.exercise_count,
    )
    return version


def _checks(moments: Sequence[Any]) -> dict[CheckPoint, dt.datetime]:
    kinds = (
        *(CheckPoint.JOINING, CheckPoint.WEEK_6, CheckPoint.MONTHLY),
        *(CheckPoint.WEEKLY, CheckPoint.BEFORE),
    )
    # What SQLite has computed comes as text.
    return {
        kind: moment_of(at) if isinstance(at, str) else _moment(at)
        for kind, at in zip(kinds, moments, strict=True)
        if at is not None
    }


def _frequency(times: int, bits: int, starts_on: dt.date, ends_on: dt.date | None) -> Frequency:
    return Frequency(
        times_per_day=times,
        weekdays=bits_to_weekdays(bits),
        starts_on=starts_on,
        ends_on=ends_on,
    )


# SQLite keeps keys as text and moments without their zone, PostgreSQL has types for both.


def _day(day: dt.date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _moment(value: dt.datetime) -> dt.datetime:
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
