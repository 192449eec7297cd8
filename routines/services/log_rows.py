"""The rows of logs, stored by statements written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from accounts.rows import as_key, as_moment
from routines.models import ExerciseLog, ExerciseSession

# Two exercises logged in the same moment must see each other, or neither is the last one: so the
# insert takes the lock on its session as well, where the database has such locks.
_INTO = """\
INSERT INTO routines_exerciselog
       (id, session_id, prescription_id, outcome, skip_reason, sets, source,
        logged_at, received_at, fingerprint, instead_id, undone_at)
"""
_INSERT = f"""{_INTO}\
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
  FROM routines_exercisesession WHERE id = %s {{lock}}
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - ours
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def insert_once(log: ExerciseLog) -> bool:
    """Store a new log and lock its session until the transaction ends (1 statement).

    Return False, with nothing stored and no error to recover from, where the key is taken, the
    exercise stands in this session already, or the session is gone.
    """
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(lock=lock), [*_values_of([log]), as_key(log.session_id)])
        is_stored: bool = cursor.rowcount == 1
    if is_stored:
        _note_stored(log)
    return is_stored


def insert_together(logs: Sequence[ExerciseLog]) -> bool:
    """Store new logs and lock their sessions (1 statement; PostgreSQL: 2).

    Return False where any of them is not stored, for one of the reasons of `insert_once`: the caller
    then rolls back, and stores them one by one.
    """
    if connection.features.has_select_for_update:
        keys = {log.session_id for log in logs}
        rows = ExerciseSession.objects.select_for_update(no_key=True).filter(pk__in=keys)
        if len(rows.order_by("pk").values_list("pk")) < len(keys):
            return False
    into = f"{_INTO}VALUES {', '.join([_ROW] * len(logs))} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(into, _values_of(logs))
        if cursor.rowcount < len(logs):
            return False
    for log in logs:
        _note_stored(log)
    return True


def _values_of(logs: Sequence[ExerciseLog]) -> list[Any]:
    # Many are of one session and one moment: each is put into the database's own form once.
    key, moment = cache(as_key), cache(as_moment)
    # Logs that are done as asked for share one list of sets.
    sets = {id(log.sets): log.sets for log in logs}
    texts = {one: connection.ops.adapt_json_value(each, None) for one, each in sets.items()}
    values: list[Any] = []
    for log in logs:
        values += (
            *(as_key(log.pk), key(log.session_id), key(log.prescription_id)),
            *(str(log.outcome), log.skip_reason, texts[id(log.sets)], str(log.source)),
            *(moment(log.logged_at), moment(log.received_at), log.fingerprint),
            key(log.instead_id) if log.instead_id else None,
            moment(log.undone_at) if log.undone_at else None,
        )
    return values


def _note_stored(log: ExerciseLog) -> None:
    log._state.adding = False
    log._state.db = DEFAULT_DB_ALIAS
