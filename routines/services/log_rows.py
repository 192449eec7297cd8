"""The row of a log, stored by one statement written by hand."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connection

from accounts.rows import as_key
from routines.models import ExerciseLog

_FIELDS = ExerciseLog._meta.concrete_fields
# Two exercises logged in the same moment must see each other, or neither is the last one: so the
# insert takes the lock on its session as well, where the database has such locks.
_INSERT = """\
INSERT INTO routines_exerciselog ({columns})
SELECT {values} FROM routines_exercisesession WHERE id = %s {lock}
ON CONFLICT DO NOTHING
"""
_COLUMNS = ", ".join(f'"{one.column}"' for one in _FIELDS)
_VALUES = ", ".join(["%s"] * len(_FIELDS))


def insert_once(log: ExerciseLog) -> bool:
    """Store the log and lock its session until the transaction ends (1 statement).

    Return False, with nothing stored and no error to recover from, where the key is taken, the
    exercise stands in this session already, or the session is gone.
    """
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    statement = _INSERT.format(columns=_COLUMNS, values=_VALUES, lock=lock)
    values = [one.get_db_prep_save(getattr(log, one.attname), connection) for one in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, as_key(log.session_id)])
        is_stored: bool = cursor.rowcount == 1
    if is_stored:
        log._state.adding = False
        log._state.db = DEFAULT_DB_ALIAS
    return is_stored
