"""Which reminders a client has, and when each is looked at next.

A reminder is only looked at again at its `next_at`, so whatever may make it due sooner plans anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from accounts.database import write_transaction
from accounts.models import User
from accounts.rows import as_key, as_moment
from routines.domain.reminders import (
    CHECK_IN_TIMES,
    MORNING_QUESTION_TIMES,
    next_midnight,
    usual_times,
)
from routines.models import (
    Assignment,
    AssignmentVersion,
    Field,
    Reminder,
    ReminderKind,
    ReminderQuerySet,
)
from routines.queries.reminder_needs import NextBreaks, next_breaks
from routines.queries.reminder_rules import rule_of, with_rules

_USUAL = {
    ReminderKind.NEXT_DAY: list(MORNING_QUESTION_TIMES),
    ReminderKind.CHECK_IN: list(CHECK_IN_TIMES),
    ReminderKind.DESK: [],
}


@write_transaction
def ensure_reminders(*, client: User, now: dt.datetime, breaks: NextBreaks | None = None) -> None:
    """Give a client who wants to be reminded the rows that are missing, at the usual times.

    One of each kind, and one for each homework that has not ended; desk breaks given as homework
    are reminded of as desk breaks. Those that are there stay as they are. Nothing is sent to
    anybody who has no rows, and rows are only made once somebody has said yes.
    """
    own = list(Reminder.objects.filter(client=client))
    kinds, homework = {one.kind for one in own}, {one.assignment_id for one in own}
    rows = [
        Reminder(client=client, kind=kind, times=times, changed_at=now)
        for kind, times in _USUAL.items()
        if kind not in kinds
    ]
    given = Assignment.objects.current().filter(client=client).exclude(field=Field.DESK)
    rows += [
        _for_homework(one, now=now)
        for one in given.select_related("version")
        if one.pk not in homework
    ]
    # Two taps at once make the same rows.
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    replan(client=client, now=now, breaks=breaks)


@write_transaction
def replan(*, client: User, now: dt.datetime, breaks: NextBreaks | None = None) -> None:
    """Plan anew when each of a client's reminders is looked at next (at most 6 statements).

    After a change of settings, times or the time zone. What is due already stays due.
    """
    _replan(Reminder.objects.filter(client=client), now=now, breaks=breaks)


@write_transaction
def replan_desk(*, client: User, now: dt.datetime, breaks: NextBreaks | None = None) -> None:
    """Plan anew when a client is reminded to stand up; after anything at the desk."""
    _replan(Reminder.objects.filter(client=client, kind=ReminderKind.DESK), now=now, breaks=breaks)


@write_transaction
def follow_homework(
    *, assignment: Assignment, before: AssignmentVersion | None = None, now: dt.datetime
) -> None:
    """Let reminders follow homework that was given or changed, where its client is reminded at all.

    Times that nobody has moved from the usual ones change with how often it is due (`before`: the
    version until now). At most 6 statements, one where the client has no reminders.
    """
    if assignment.field == Field.DESK:
        return
    # The client may look at it through a proxy.
    own = list(Reminder.objects.filter(client=assignment.client_id))
    if not own:
        return
    mine = next((one for one in own if one.assignment_id == assignment.pk), None)
    if mine is None:
        Reminder.objects.bulk_create([_for_homework(assignment, now=now)], ignore_conflicts=True)
    elif before is not None and mine.times == list(usual_times(before.times_per_day)):
        mine.times = list(usual_times(assignment.current_version.times_per_day))
        mine.save(update_fields=["times"])
    _replan(Reminder.objects.filter(assignment=assignment), now=now)


def plan_next(
    reminders: Sequence[Reminder], *, now: dt.datetime, breaks: NextBreaks | None = None
) -> None:
    """Set `next_at` of each to the first moment later than `now`; the caller stores it.

    The reminders come `with_rules`. No statement, but three where desk breaks are among them.
    """
    at_desk = {one.client_id: one.client for one in reminders if _is_at_desk(one)}
    stand_up = (
        (breaks or (lambda people: next_breaks(people, now)))(at_desk.values()) if at_desk else {}
    )
    for one in reminders:
        if _is_at_desk(one):
            one.next_at = _next_look_at_desk(one, stand_up.get(one.client_id), now=now)
        else:
            rule = None if one.kind == ReminderKind.DESK else rule_of(one)
            due = rule.after(now) if rule else None
            one.next_at = due.at if due else None


def keep_next(reminders: Sequence[Reminder]) -> None:
    """Store the `next_at` of reminders that are locked (1 statement for all of them).

    `bulk_update` builds a case for each row, which takes many times as long.
    """
    if not reminders:
        return
    values = [(one.next_at and as_moment(one.next_at), as_key(one.pk)) for one in reminders]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE routines_reminder SET next_at = %s WHERE id = %s", values)


def _is_at_desk(reminder: Reminder) -> bool:
    is_on = reminder.is_on and reminder.stopped_at is None
    return is_on and reminder.kind == ReminderKind.DESK


def _next_look_at_desk(
    reminder: Reminder, moment: dt.datetime | None, *, now: dt.datetime
) -> dt.datetime:
    if moment is not None:
        # One that is due right now is seen to by the next tick.
        return max(moment, now)
    return next_midnight(now, reminder.client.time_zone)


def _replan(rows: ReminderQuerySet, *, now: dt.datetime, breaks: NextBreaks | None = None) -> None:
    # In one order, so that two who plan at once do not wait for each other.
    locked = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    reminders = list(with_rules(locked))
    was = {one.pk: one.next_at for one in reminders}
    plan_next(reminders, now=now, breaks=breaks)
    for one in reminders:
        old = was[one.pk]
        if one.kind != ReminderKind.DESK and one.next_at and old is not None and old <= now:
            # The tick has not been there yet; it looks at the times as they are now.
            one.next_at = old
    keep_next([one for one in reminders if one.next_at != was[one.pk]])


def _for_homework(assignment: Assignment, *, now: dt.datetime) -> Reminder:
    return Reminder(
        client_id=assignment.client_id,
        kind=ReminderKind.HOMEWORK,
        assignment=assignment,
        times=list(usual_times(assignment.current_version.times_per_day)),
        changed_at=now,
    )
