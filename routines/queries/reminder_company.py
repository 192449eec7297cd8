"""What else a client is told these days: how much today already, and what is due at the same time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from routines.domain.reminders import CHECK_IN_EVERY, STOP_SLOT, is_snoozed
from routines.domain.schedule import local_day
from routines.models import OccurrenceState, ReminderKind, ReminderOccurrence

# Homework that is due within so long is told of in one notice.
TOGETHER = dt.timedelta(minutes=5)
_LOOK_BACK = CHECK_IN_EVERY + dt.timedelta(days=1)
# What was due earlier was sent on another day, wherever somebody is.
_A_DAY_ANYWHERE = dt.timedelta(hours=36)
_TOLD = (OccurrenceState.SENT, OccurrenceState.CLAIMED)


@dataclass(slots=True)
class Company:
    """The other occurrences of one client in the last days, those of now among them."""

    rows: list[ReminderOccurrence] = field(default_factory=list)

    def told_today(self, one: ReminderOccurrence, *, now: dt.datetime) -> int:
        """Return how many notices the client has got today, or is getting before this one.

        What they asked for again by "In 5 minutes" is not counted.
        """
        zone = one.reminder.client.time_zone
        today = local_day(now, zone)
        return sum(
            1
            for other in self.rows
            if not is_snoozed(other.slot)
            and other.slot != STOP_SLOT
            and (
                (other.sent_at is not None and local_day(other.sent_at, zone) == today)
                or (other.state == OccurrenceState.CLAIMED and _key(other) < _key(one))
            )
        )

    def was_told_this_week(self, one: ReminderOccurrence) -> bool:
        """Whether another occurrence of the same reminder was sent within six days before it."""
        return any(
            other.sent_at is not None
            and other.due_at > one.due_at - CHECK_IN_EVERY
            and other.reminder_id == one.reminder_id
            for other in self.rows
        )

    def beside(self, one: ReminderOccurrence) -> list[ReminderOccurrence]:
        """Return homework of the client that is due at the same time, this one too, in order."""
        return sorted(
            (
                other
                for other in self.rows
                if other.reminder.kind == ReminderKind.HOMEWORK
                and other.slot != STOP_SLOT
                and not is_snoozed(other.slot)
                and abs(other.due_at - one.due_at) <= TOGETHER
                and other.state in (*_TOLD, OccurrenceState.WAITING)
            ),
            key=_key,
        )


def company(occurrences: Sequence[ReminderOccurrence], *, now: dt.datetime) -> dict[UUID, Company]:
    """Return for each client of the occurrences what they are told, these too (1 statement)."""
    found: dict[UUID, Company] = defaultdict(Company)
    today = Q(due_at__gt=now - _A_DAY_ANYWHERE)
    this_week = Q(due_at__gt=now - _LOOK_BACK, reminder__kind=ReminderKind.CHECK_IN)
    others = (
        ReminderOccurrence.objects.filter(
            today | this_week,
            reminder__client__in={one.reminder.client_id for one in occurrences},
            state__in=(*_TOLD, OccurrenceState.WAITING),
        )
        .exclude(pk__in=[one.pk for one in occurrences])
        .select_related("reminder__client", "reminder__assignment__version")
    )
    for row in [*occurrences, *others]:
        found[row.reminder.client_id].rows.append(row)
    return found


def _key(one: ReminderOccurrence) -> tuple[dt.datetime, UUID]:
    return (one.due_at, one.pk)
