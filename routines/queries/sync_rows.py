"""What taking in an outbox reads, by statements written by hand.

A day arrives in one request, and building the same querysets anew took a third of its time.
`tests/routines/queries/test_sync_rows.py` holds them equal to the plain way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import User
from accounts.rows import Columns, Statement, as_key, as_moment, from_key, from_moment, holes
from routines.domain.warning_signs import Urgency
from routines.models import (
    AssignmentVersion,
    Exercise,
    ExerciseSession,
    Prescription,
    SentKind,
    SyncReceipt,
    SyncResult,
)
from routines.models.reports import STOPPING

_RECEIPTS = Statement(
    """\
SELECT {receipt} FROM routines_syncreceipt r WHERE r.account_id = %s AND r.sent_id IN ({{keys}})
""",
    receipt=Columns(SyncReceipt, "r"),
)
_SESSIONS = Statement(
    """\
SELECT {session}, {version}
  FROM routines_exercisesession s JOIN routines_assignmentversion v ON v.id = s.version_id
 WHERE s.client_id = %s AND s.id IN ({{keys}})
""",
    session=Columns(ExerciseSession, "s"),
    # More of it is read when it is asked for.
    version=Columns(AssignmentVersion, "v", only=("id", "exercise_count")),
)
_PRESCRIPTIONS = Statement(
    """\
SELECT {prescription}, {exercise}
  FROM routines_prescription p JOIN routines_exercise e ON e.id = p.exercise_id
 WHERE p.version_id = %s
""",
    prescription=Columns(Prescription, "p"),
    exercise=Columns(Exercise, "e", only=("id", "slug", "name")),
)
_COURSE = Columns(
    ExerciseSession,
    "s",
    only=("id", "client", "local_day", "started_at", "finished_at", "pain_after", "effort"),
)
_COURSES = f"""\
SELECT {_COURSE.sql}, COALESCE(s.exercise_count, v.exercise_count),
       (SELECT COUNT(*) FROM routines_exerciselog l
         WHERE l.session_id = s.id AND l.undone_at IS NULL),
       (SELECT MAX(l.logged_at) FROM routines_exerciselog l
         WHERE l.session_id = s.id AND l.undone_at IS NULL),
       (SELECT MIN(p.reported_at) FROM routines_painreport p
         WHERE p.session_id = s.id AND p.feeling IN ({holes(len(STOPPING))}))
  FROM routines_exercisesession s JOIN routines_assignmentversion v ON v.id = s.version_id
 WHERE s.client_id = %s AND s.id IN ({{keys}})
"""  # noqa: S608 - ours
_SAID = """\
SELECT r.target, r.kind, r.made_at FROM routines_syncreceipt r
 WHERE r.account_id = %s AND r.kind IN (%s, %s, %s) AND r.result <> %s AND r.target IN ({targets})
"""
_ALARMS = """\
SELECT c.answered_at FROM routines_checkin c
 WHERE c.client_id = %s AND c.urgency = %s AND c.answered_at >= %s
"""
_RATED = """\
SELECT s.id FROM routines_exercisesession s
 WHERE s.client_id = %s AND s.started_at BETWEEN %s AND %s AND s.pain_after IS NOT NULL
"""


class Course(NamedTuple):
    """How far one session has come: what it asks for, what stands of it, and a sign to stop."""

    session: ExerciseSession
    asked_count: int
    log_count: int
    last_logged_at: dt.datetime | None
    stopped_at: dt.datetime | None


class SaidLater(NamedTuple):
    """A rating or an end of a session, or an answer of the morning after, which arrived before."""

    target: str
    kind: str
    made_at: dt.datetime


def receipts_of(account: User, keys: Collection[UUID]) -> dict[UUID, SyncReceipt]:
    """Return the receipts of these things by their keys (1 statement)."""
    given = [as_key(key) for key in keys]
    rows = _RECEIPTS.all([as_key(account.pk), *given], keys=holes(len(given)))
    return {row.sent_id: row for (row,) in rows}


def sessions_of(client: User, keys: Collection[UUID]) -> list[ExerciseSession]:
    """Return those of these sessions that are the client's, with version (1 statement)."""
    given = [as_key(key) for key in keys]
    found: list[ExerciseSession] = []
    for session, version in _SESSIONS.all([as_key(client.pk), *given], keys=holes(len(given))):
        session.version = version
        # Its client is who was asked for; nothing has to be read for that.
        session.client = client
        found.append(session)
    return found


def prescriptions_of(version: UUID) -> dict[UUID, Prescription]:
    """Return the exercises of a version by their keys (1 statement)."""
    found: dict[UUID, Prescription] = {}
    for prescription, exercise in _PRESCRIPTIONS.all([as_key(version)]):
        prescription.exercise = exercise
        found[prescription.pk] = prescription
    return found


def courses_of(client: User, keys: Collection[UUID]) -> list[Course]:
    """Return how far these sessions of the client have come, in the order begun (1 statement)."""
    given = [as_key(key) for key in keys]
    rows = _rows(_COURSES.format(keys=holes(len(given))), [*STOPPING, as_key(client.pk), *given])
    found = []
    for row in rows:
        asked, count, last, stopped = row[_COURSE.width :]
        session = _COURSE.read(row[: _COURSE.width])
        found.append(
            Course(
                session, asked, count, last and from_moment(last), stopped and from_moment(stopped)
            )
        )
    return sorted(found, key=lambda each: (each.session.started_at, each.session.pk))


def said_later(account: User, targets: Collection[str]) -> list[SaidLater]:
    """Return what of that kind stands about these sessions and days (1 statement)."""
    kinds = (SentKind.RATING.value, SentKind.FINISH.value, SentKind.NEXT_DAY.value)
    rows = _rows(
        _SAID.format(targets=holes(len(targets))),
        [as_key(account.pk), *kinds, SyncResult.CONFLICT.value, *targets],
    )
    return [SaidLater(target, kind, from_moment(at)) for target, kind, at in rows]


def alarms_of(client: User, *, since: dt.datetime) -> list[dt.datetime]:
    """Return when the client's check-ins since then said to stop at once (1 statement)."""
    rows = _rows(_ALARMS, [as_key(client.pk), Urgency.NOW.value, as_moment(since)])
    return [from_moment(at) for (at,) in rows]


def with_pain_after(client: User, *, since: dt.datetime, until: dt.datetime) -> list[UUID]:
    """Return the client's sessions begun then of which the pain afterwards is known (1 statement)."""
    rows = _rows(_RATED, [as_key(client.pk), as_moment(since), as_moment(until)])
    return [from_key(key) for (key,) in rows]


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
