"""The row of a log, stored by one statement written by hand."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connection

from accounts.rows import as_key, as_moment
from routines.models import ExerciseLog

# Two exercises logged in the same moment must see each other, or neither is the last one: so the
# insert takes the lock on its session as well, where the database has such locks.
_INSERT = """\
INSERT INTO routines_exerciselog
       (id, session_id, prescription_id, outcome, skip_reason, sets, source,
        logged_at, received_at, fingerprint, instead_id, undone_at)
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
  FROM routines_exercisesession WHERE id = %s {lock}
    ON CONFLICT DO NOTHING
"""


def insert_once(log: ExerciseLog) -> bool:
    """Store a new log and lock its session until the transaction ends (1 statement).

    Return False, with nothing stored and no error to recover from, where the key is taken, the
    exercise stands in this session already, or the session is gone.
    """
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    session = as_key(log.session_id)
    values = [
        *(as_key(log.pk), session, as_key(log.prescription_id)),
        *(str(log.outcome), log.skip_reason),
        *(connection.ops.adapt_json_value(log.sets, None), str(log.source)),
        *(as_moment(log.logged_at), as_moment(log.received_at), log.fingerprint),
        as_key(log.instead_id) if log.instead_id else None,
        as_moment(log.undone_at) if log.undone_at else None,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(lock=lock), [*values, session])
        is_stored: bool = cursor.rowcount == 1
    if is_stored:
        log._state.adding = False
        log._state.db = DEFAULT_DB_ALIAS
    return is_stored
