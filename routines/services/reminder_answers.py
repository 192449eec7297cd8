"""What clients do with what they were sent, and what follows when they do nothing five times.

Nothing is ever logged as homework by a tap on a lock screen: Done there says only that somebody
stood up. What was done in the player, or on the list, is what counts.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import F

from accounts.database import write_transaction
from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.desk import DeskEventKind
from routines.domain.reminders import (
    DESK_WINDOW,
    MOST_IGNORED,
    SNOOZE,
    STOP_SLOT,
    peace_ends,
    snoozed_slot,
)
from routines.domain.schedule import local_day
from routines.models import (
    OccurrenceState,
    Reminder,
    ReminderAnswer,
    ReminderKind,
    ReminderOccurrence,
)
from routines.queries.reminder_needs import Need, answered_at_desk, needs
from routines.queries.reminder_rules import quiet_hours, settings_kept
from routines.services import desk
from routines.services.reminder_claims import skip_locked, with_all

_BATCH = 200
# How long what a reminder says as its last word is of use.
_LAST_WORD = dt.timedelta(days=2)
_AT_DESK = {
    ReminderAnswer.DONE: DeskEventKind.STOOD,
    ReminderAnswer.SNOOZED: DeskEventKind.SNOOZED,
}


@write_transaction
def answer(*, occurrence: ReminderOccurrence, by: User, what: str, at: dt.datetime) -> None:
    """Keep what the client did with what they were sent: a value of `ReminderAnswer`.

    Done at a desk is logged as having stood up; Done elsewhere logs nothing, for what was done is
    logged where one sees it. Snoozed, it comes again in five minutes, at most three times. Any
    answer shows that somebody listens. Said again it changes nothing, and opening it later leaves
    it as it was. Somebody else's is left alone.
    """
    rows = ReminderOccurrence.objects.select_for_update(of=("self",), no_key=True)
    row = with_all(rows.filter(pk=occurrence.pk, reminder__client=by)).first()
    said = ReminderAnswer(what)
    if row is None or said in (ReminderAnswer.IGNORED, ReminderAnswer.SETTLED):
        return
    if row.answer == said or row.answer in (ReminderAnswer.DONE, ReminderAnswer.SNOOZED):
        return
    row.answer, row.answered_at = said, at
    row.save(update_fields=["answer", "answered_at"])
    Reminder.objects.filter(pk=row.reminder_id, ignored_in_a_row__gt=0).update(ignored_in_a_row=0)
    if row.slot == STOP_SLOT:
        return
    if row.reminder.kind == ReminderKind.DESK:
        if said in _AT_DESK:
            # Told twice it was refused above, so a new key is enough.
            desk.record(key=uuid7(), client=row.reminder.client, kind=_AT_DESK[said], at=at, now=at)
    elif said == ReminderAnswer.SNOOZED:
        _again(row, at=at)


def settle(*, now: dt.datetime, limit: int = _BATCH) -> int:
    """Judge what was sent, is of no use any more, and got no answer; return how many.

    Where the thing was done meanwhile nothing was ignored. Otherwise it counts, and the fifth in a
    row stops the reminder, with one last notice that says so. Nothing is written where all is judged.
    """
    over = ReminderOccurrence.objects.filter(
        state=OccurrenceState.SENT, answer="", ends_at__lte=now
    )
    if not over.exists():
        return 0
    with write_transaction():
        keys = list(skip_locked(over.order_by("ends_at")).values_list("pk", flat=True)[:limit])
        rows = list(with_all(ReminderOccurrence.objects.filter(pk__in=keys)))
        ignored, logged = _judge(rows, now=now)
        _keep(rows, ignored, now=now)
        Reminder.objects.filter(
            pk__in={one.reminder_id for one in logged}, ignored_in_a_row__gt=0
        ).update(ignored_in_a_row=0)
        _count(ignored, now=now)
    return len(rows)


def _again(row: ReminderOccurrence, *, at: dt.datetime) -> None:
    slot = snoozed_slot(row.slot)
    due_at = at + SNOOZE
    if slot is None or at >= row.ends_at:
        return
    ReminderOccurrence.objects.get_or_create(
        reminder_id=row.reminder_id,
        local_day=row.local_day,
        slot=slot,
        defaults={"due_at": due_at, "ends_at": max(row.ends_at, due_at + DESK_WINDOW)},
    )


def _judge(
    rows: Sequence[ReminderOccurrence], *, now: dt.datetime
) -> tuple[list[ReminderOccurrence], list[ReminderOccurrence]]:
    # Nobody has to answer a last word.
    asked = [one for one in rows if one.slot != STOP_SLOT]
    at_desk = [one for one in asked if one.reminder.kind == ReminderKind.DESK]
    others = [one for one in asked if one.reminder.kind != ReminderKind.DESK]
    stood = answered_at_desk(at_desk) if at_desk else set()
    need = needs(others, now=now)
    need |= {one.pk: Need.LOGGED if one.pk in stood else Need.NEEDED for one in at_desk}
    ignored = [one for one in asked if need[one.pk] is Need.NEEDED]
    return ignored, [one for one in asked if need[one.pk] is Need.LOGGED]


def _keep(
    rows: Sequence[ReminderOccurrence], ignored: Sequence[ReminderOccurrence], *, now: dt.datetime
) -> None:
    missed = {one.pk for one in ignored}
    settled = {one.pk for one in rows} - missed
    for keys, said in ((missed, ReminderAnswer.IGNORED), (settled, ReminderAnswer.SETTLED)):
        if keys:
            ReminderOccurrence.objects.filter(pk__in=keys, answer="").update(
                answer=said, answered_at=now
            )


def _count(ignored: Sequence[ReminderOccurrence], *, now: dt.datetime) -> None:
    if not ignored:
        return
    # Two of one reminder are rarely judged at once; after downtime they are.
    times: dict[int, list[uuid.UUID]] = {}
    by_reminder: dict[uuid.UUID, int] = {}
    for one in ignored:
        by_reminder[one.reminder_id] = by_reminder.get(one.reminder_id, 0) + 1
    for key, count in by_reminder.items():
        times.setdefault(count, []).append(key)
    for count, keys in times.items():
        Reminder.objects.filter(pk__in=keys).update(ignored_in_a_row=F("ignored_in_a_row") + count)
    stopping = Reminder.objects.filter(
        pk__in=by_reminder, ignored_in_a_row__gte=MOST_IGNORED, stopped_at__isnull=True
    )
    stopped = list(stopping.select_related("client__reminder_settings"))
    if not stopped:
        return
    Reminder.objects.filter(pk__in=[one.pk for one in stopped]).update(
        stopped_at=now, next_at=None, is_stop_told=False
    )
    ReminderOccurrence.objects.bulk_create(
        [_last_word(one, now=now) for one in stopped], ignore_conflicts=True
    )


def _last_word(reminder: Reminder, *, now: dt.datetime) -> ReminderOccurrence:
    client = reminder.client
    due_at = peace_ends(now, quiet=quiet_hours(settings_kept(client)), time_zone=client.time_zone)
    return ReminderOccurrence(
        reminder=reminder,
        local_day=local_day(due_at, client.time_zone),
        slot=STOP_SLOT,
        due_at=due_at,
        ends_at=due_at + _LAST_WORD,
    )
