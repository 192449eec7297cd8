"""What follows from the logs of a session: whether it counts, and whether it is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from accounts.rows import as_key, as_moment
from routines.models import ExerciseSession, Outcome

# By hand, because building it by querysets took a quarter of the time of a log.
_SETTLE = """\
UPDATE routines_exercisesession SET
       is_performed = EXISTS (SELECT 1 FROM routines_exerciselog l
                               WHERE l.session_id = %s AND l.undone_at IS NULL AND l.outcome = %s),
       finished_at = {finished_at}
 WHERE id = %s
"""
_STAYS_OR_NOW = "COALESCE(finished_at, %s)"
_WITH_THE_LAST_LOG = """\
CASE WHEN (SELECT COUNT(*) FROM routines_exerciselog l
            WHERE l.session_id = %s AND l.undone_at IS NULL)
       >= COALESCE(exercise_count, (SELECT v.exercise_count FROM routines_assignmentversion v
                                     WHERE v.id = routines_exercisesession.version_id))
     THEN COALESCE(finished_at, %s) ELSE finished_at END"""


def settle(
    session: ExerciseSession,
    *,
    now: dt.datetime,
    is_over: bool = False,
    is_undone: bool = False,
    is_locked: bool = False,
) -> None:
    """Bring the session up to date with its logs, in one statement (PostgreSQL: and a lock).

    It counts from its first performed exercise on, and is over with its last one or when
    `is_over`. Taking a log back opens it again, unless it was rated already. `is_locked` says that
    this transaction has the lock on the session already.
    """
    if not is_locked and connection.features.has_select_for_update:
        # Two changes in the same moment must see each other.
        ExerciseSession.objects.select_for_update(no_key=True).only("pk").get(pk=session.pk)
    key, at = as_key(session.pk), as_moment(now)
    if is_over:
        finished_at, values = _STAYS_OR_NOW, [at]
    elif is_undone and session.pain_after is None and session.effort is None:
        finished_at, values = "NULL", []
    else:
        finished_at, values = _WITH_THE_LAST_LOG, [key, at]
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE.format(finished_at=finished_at),
            [key, Outcome.PERFORMED.value, *values, key],
        )


def settle_together(sessions: Mapping[UUID, dt.datetime]) -> None:
    """Bring sessions that this transaction has locked up to date with new logs (1 statement, many times).

    As `settle` for each, at its own moment.
    """
    performed, rows = Outcome.PERFORMED.value, []
    for pk, at in sessions.items():
        key = as_key(pk)
        rows.append((key, performed, key, as_moment(at), key))
    with connection.cursor() as cursor:
        cursor.executemany(_SETTLE.format(finished_at=_WITH_THE_LAST_LOG), rows)
