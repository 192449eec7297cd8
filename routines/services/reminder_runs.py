"""The tick: finds the reminders that are due, makes an occurrence of each, and has them sent.

Any number of workers may tick at once. What a tick finds, it moves on in the same transaction as it
makes the occurrences, so that a worker killed anywhere has done all of it or nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from accounts.database import write_transaction
from routines.domain.reminders import DESK_WINDOW, DueTime, slot_of
from routines.domain.schedule import local_day
from routines.models import (
    OccurrenceState,
    Reminder,
    ReminderKind,
    ReminderOccurrence,
    SparedBecause,
    Status,
)
from routines.queries.reminder_needs import NextBreaks, next_breaks
from routines.queries.reminder_rules import rule_of, with_rules
from routines.services.reminder_answers import settle
from routines.services.reminder_claims import BATCH, reap, sendable, skip_locked
from routines.services.reminder_plans import keep_next, plan_next

PLANNED_AT_ONCE = 200
# So long back what was missed while nobody ran is noted down; longer ago nobody looks.
_LOOK_BACK = dt.timedelta(days=1)
_MOMENT = dt.timedelta(microseconds=1)
# Then what is made is sent first; the next tick goes on.
_MOST_PORTIONS = 25
# As many as wait in line at most; a later tick puts the rest there.
_MOST_TASKS = 40


class Enqueue(Protocol):
    """Puts batches in line until so many are, and returns how many it added."""

    def __call__(self, *, wanted: int) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What one tick did: occurrences made, taken back from the dead, judged, batches put in line."""

    made: int = 0
    reaped: int = 0
    settled: int = 0
    batches: int = 0


def tick(
    *,
    now: dt.datetime,
    enqueue: Enqueue,
    breaks: NextBreaks | None = None,
    is_thorough: bool = True,
) -> Ticked:
    """Do everything that is due at `now`, but for sending, which `enqueue` puts in line.

    `is_thorough`: also
    judges what was sent and takes back what dead workers held. Where nothing is due it reads a few
    rows by their index and writes nothing.
    """
    made = 0
    for _ in range(_MOST_PORTIONS):
        found = _plan_some(now=now, breaks=breaks)
        made += found.made
        if found.looked_at < PLANNED_AT_ONCE:
            break
    reaped = reap(now=now) if is_thorough else 0
    settled = settle(now=now) if is_thorough else 0
    waiting = len(sendable(now=now).values_list("pk", flat=True)[: BATCH * _MOST_TASKS])
    batches = enqueue(wanted=-(-waiting // BATCH)) if waiting else 0
    return Ticked(made=made, reaped=reaped, settled=settled, batches=batches)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    looked_at: int
    made: int


def _plan_some(*, now: dt.datetime, breaks: NextBreaks | None) -> _Planned:
    """Look at one portion of the reminders that are due, in one transaction."""
    due = Reminder.objects.filter(next_at__lte=now).order_by("next_at")
    if not due.exists():
        return _Planned(looked_at=0, made=0)
    with write_transaction():
        keys = list(skip_locked(due).values_list("pk", flat=True)[:PLANNED_AT_ONCE])
        reminders = list(with_rules(Reminder.objects.filter(pk__in=keys)))
        # Asked for once, for what is due and for what comes after it.
        stand_up = _stand_up(reminders, now=now, breaks=breaks)
        occurrences = [row for one in reminders for row in _occurrences(one, stand_up, now=now)]
        # What is there already stays: never two for one day and slot.
        ReminderOccurrence.objects.bulk_create(occurrences, ignore_conflicts=True)
        plan_next(reminders, now=now, breaks=lambda people: _following(stand_up, now=now))
        keep_next(reminders)
    return _Planned(looked_at=len(keys), made=len(occurrences))


def _stand_up(
    reminders: Iterable[Reminder], *, now: dt.datetime, breaks: NextBreaks | None
) -> Mapping[UUID, dt.datetime | None]:
    at_desk = {one.client_id: one.client for one in reminders if one.kind == ReminderKind.DESK}
    if not at_desk:
        return {}
    return (breaks or (lambda people: next_breaks(people, now)))(at_desk.values())


def _following(
    stand_up: Mapping[UUID, dt.datetime | None], *, now: dt.datetime
) -> dict[UUID, dt.datetime | None]:
    # A break that is due stays so for ten minutes; then it is the one after it.
    return {
        key: at if at is None or at > now else max(at + DESK_WINDOW, now + _MOMENT)
        for key, at in stand_up.items()
    }


def _occurrences(
    reminder: Reminder, stand_up: Mapping[UUID, dt.datetime | None], *, now: dt.datetime
) -> list[ReminderOccurrence]:
    if reminder.kind == ReminderKind.DESK:
        due = _desk_due(reminder, stand_up.get(reminder.client_id), now=now)
    else:
        due = _due(reminder, now=now)
    last = due[-1] if due else None
    return [_occurrence(reminder, one, is_last=one is last, now=now) for one in due]


def _due(reminder: Reminder, *, now: dt.datetime) -> Sequence[DueTime]:
    homework = reminder.assignment
    rule = rule_of(reminder)
    if rule is None or (homework is not None and homework.status != Status.ACTIVE):
        return ()
    planned = reminder.next_at or now
    return rule.between(max(planned, now - _LOOK_BACK) - _MOMENT, now)


def _desk_due(
    reminder: Reminder, moment: dt.datetime | None, *, now: dt.datetime
) -> Sequence[DueTime]:
    if moment is None or moment > now or not reminder.is_on or reminder.stopped_at is not None:
        return ()
    zone = reminder.client.time_zone
    return (
        DueTime(
            local_day=local_day(moment, zone),
            slot=slot_of(moment, zone),
            at=moment,
            ends_at=moment + DESK_WINDOW,
        ),
    )


def _occurrence(
    reminder: Reminder, due: DueTime, *, is_last: bool, now: dt.datetime
) -> ReminderOccurrence:
    # After downtime only the last one is said, and only while it is of use.
    is_late = not is_last or due.ends_at <= now
    return ReminderOccurrence(
        reminder=reminder,
        local_day=due.local_day,
        slot=due.slot,
        due_at=due.at,
        ends_at=due.ends_at,
        state=OccurrenceState.SPARED if is_late else OccurrenceState.WAITING,
        spared_because=SparedBecause.LATE if is_late else "",
    )
