"""What follows from the logs of a session: whether it counts, and whether it is over."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from routines.models import ExerciseLog, ExerciseSession, Outcome


def settle(
    session: ExerciseSession, *, now: dt.datetime, is_over: bool = False, is_undone: bool = False
) -> None:
    """Bring the session up to date with its logs, in one statement (PostgreSQL: and a lock).

    It counts from its first performed exercise on, and is over with its last one or when
    `is_over`. Taking a log back opens it again, unless it was rated already.
    """
    if connection.features.has_select_for_update:
        # Two exercises logged in the same moment must see each other, or neither is the last one.
        ExerciseSession.objects.select_for_update(no_key=True).only("pk").get(pk=session.pk)
    standing = ExerciseLog.objects.standing().filter(session=OuterRef("pk")).order_by()
    count = standing.values("session").annotate(count=Count("pk")).values("count")
    is_all_logged = GreaterThanOrEqual(Coalesce(Subquery(count), 0), session.version.exercise_count)
    ended: Case | Coalesce | Value = Case(
        When(is_all_logged, then=Coalesce("finished_at", Value(now))), default="finished_at"
    )
    if is_over:
        ended = Coalesce("finished_at", Value(now))
    elif is_undone and session.pain_after is None and session.effort is None:
        ended = Value(None)
    ExerciseSession.objects.filter(pk=session.pk).update(
        is_performed=Exists(standing.filter(outcome=Outcome.PERFORMED)), finished_at=ended
    )
