"""Claiming occurrences, so that each is seen to by one worker, and taking back what a dead one held.

On PostgreSQL rows that another worker holds are skipped; on SQLite one writer is let in at a time,
and the state compared before it is set. See docs/decisions/0101-reminders-are-claimed-occurrences.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from accounts.database import write_transaction
from routines.models import OccurrenceState, ReminderOccurrence

BATCH = 50
# Sending a batch takes a minute at the very most; see `accounts.push.sender`.
LEASE = dt.timedelta(seconds=90)
# Who has failed so often in one occurrence would fail for ever.
MOST_TRIES = 8

M = TypeVar("M", bound=Model)


def sendable(*, now: dt.datetime) -> QuerySet[ReminderOccurrence]:
    """Return what waits to be sent at `now`, in order."""
    may_be_tried = Q(try_at__isnull=True) | Q(try_at__lte=now)
    rows = ReminderOccurrence.objects.filter(
        may_be_tried, state=OccurrenceState.WAITING, due_at__lte=now
    )
    return rows.order_by("due_at", "pk")


def claim(*, now: dt.datetime, worker: str, limit: int = BATCH) -> list[ReminderOccurrence]:
    """Claim at most `limit` occurrences for this worker, and return them with all that they need.

    Nothing is written where nothing waits. The claim holds until `LEASE` after `now`.
    """
    if not sendable(now=now).exists():
        return []
    lease_until = now + LEASE
    with write_transaction():
        keys = list(skip_locked(sendable(now=now)).values_list("pk", flat=True)[:limit])
        ReminderOccurrence.objects.filter(pk__in=keys, state=OccurrenceState.WAITING).update(
            state=OccurrenceState.CLAIMED, claimed_by=worker, lease_until=lease_until
        )
    return list(with_all(held(keys, worker=worker, lease_until=lease_until)))


def held(
    keys: Sequence[Any], *, worker: str, lease_until: dt.datetime
) -> QuerySet[ReminderOccurrence]:
    """Return those of the occurrences that this very claim still holds."""
    return ReminderOccurrence.objects.filter(
        pk__in=keys,
        state=OccurrenceState.CLAIMED,
        claimed_by=worker,
        lease_until=lease_until,
    )


def with_all(occurrences: QuerySet[ReminderOccurrence]) -> QuerySet[ReminderOccurrence]:
    """Fetch with the occurrences their reminder, its client with settings, and its homework."""
    return occurrences.select_related(
        "reminder__client__reminder_settings", "reminder__assignment__version"
    ).order_by("due_at", "pk")


def reap(*, now: dt.datetime) -> int:
    """Let what a dead worker held wait again, and return how many; they keep their tag.

    A second push so replaces the first and is not seen twice. What ends a worker each time it is
    tried is given up after `MOST_TRIES`. Nothing is written where every lease holds.
    """
    over = ReminderOccurrence.objects.filter(
        state=OccurrenceState.CLAIMED, lease_until__lte=now
    ).order_by("lease_until")
    if not over.exists():
        return 0
    with write_transaction():
        rows = list(skip_locked(over).only("pk", "tries"))
        for one in rows:
            one.tries += 1
            is_hopeless = one.tries >= MOST_TRIES
            one.state = OccurrenceState.FAILED if is_hopeless else OccurrenceState.WAITING
            one.claimed_by, one.lease_until = "", None
        ReminderOccurrence.objects.bulk_update(
            rows, ["state", "tries", "claimed_by", "lease_until"], batch_size=200
        )
    return len(rows)


def skip_locked(rows: QuerySet[M]) -> QuerySet[M]:
    """Lock the rows that nobody else has locked; on SQLite the whole transaction is the lock."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, no_key=True)
    return rows
