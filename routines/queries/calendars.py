"""What a client's calendar feed tells of: the reminders that are on, for the next weeks.

Desk breaks are not in it: when to stand up comes of the day itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Max, Q

from accounts.models import User
from accounts.secrets import hash_secret
from routines.domain.calendar_feed import CalendarEntry, feed_days, is_quiet, write_feed
from routines.domain.reminder_words import CHECK_IN, MORNING, homework_words
from routines.domain.schedule import local_day
from routines.models import Assignment, CheckIn, CheckKind, Reminder, ReminderKind, ReminderSettings
from routines.queries.due import Asked, asked, without_breaks

QUESTION_MINUTES = 5
_COUNTS_AS_WEEKLY = (CheckKind.WEEKLY, CheckKind.MONTHLY, CheckKind.JOINING)
_WEEK = dt.timedelta(weeks=1)


def settings_of_link(secret: str) -> ReminderSettings | None:
    """Return whose calendar a secret opens, with the client, or None (1 statement)."""
    rows = ReminderSettings.objects.select_related("client")
    return rows.filter(calendar_hash=hash_secret(secret), client__is_active=True).first()


def link_made_at(client: User) -> dt.datetime | None:
    """Return since when the client has a calendar link, or None where there is none (1 statement)."""
    rows = ReminderSettings.objects.filter(client=client, calendar_hash__isnull=False)
    return rows.values_list("calendar_made_at", flat=True).first()


def calendar_feed(settings: ReminderSettings, *, now: dt.datetime, address: str) -> bytes:
    """Return the feed of the client whose settings these are (3 statements at most).

    `address` is where the app is opened.
    """
    client = settings.client
    today = local_day(now, client.time_zone)
    return write_feed(
        _entries(settings, today=today),
        time_zone=client.time_zone,
        today=today,
        address=address,
    )


def _entries(settings: ReminderSettings, *, today: dt.date) -> list[CalendarEntry]:
    client = settings.client
    reminders = list(
        Reminder.objects.filter(client=client, is_on=True, stopped_at__isnull=True)
        .exclude(kind=ReminderKind.DESK)
        .select_related("assignment__version")
        .order_by("pk")
    )
    if not reminders:
        return []
    days = [day for day in feed_days(today) if not _is_away(settings, day)]
    recent = Q(ended_on__isnull=True) | Q(ended_on__gte=today - _WEEK)
    given = asked(Assignment.objects.filter(recent, client=client))
    homework = {one.assignment_id: one for one in given}
    entries = []
    for one in reminders:
        summary, minutes = _words(one)
        told = tuple(_days_of(one, days, homework=homework, client=client))
        entries += [
            CalendarEntry(
                key=one.pk,
                summary=summary,
                at=at,
                minutes=minutes,
                days=told,
                changed_at=one.changed_at,
            )
            for at in _times(one)
            if not is_quiet(at, quiet_from=settings.quiet_from, quiet_until=settings.quiet_until)
        ]
    return entries


def _days_of(
    reminder: Reminder, days: Sequence[dt.date], *, homework: Mapping[UUID, Asked], client: User
) -> Iterable[dt.date]:
    if reminder.kind == ReminderKind.HOMEWORK:
        given = homework.get(reminder.assignment_id) if reminder.assignment_id else None
        # Breaks are homework, too, but their moments come of the day.
        is_told = given is not None and not given.is_break
        return [day for day in days if is_told and given is not None and given.due_on(day)]
    if reminder.kind == ReminderKind.NEXT_DAY:
        given_ones = without_breaks(homework.values())
        before = dt.timedelta(days=1)
        return [day for day in days if any(one.due_on(day - before) for one in given_ones)]
    return _weekly(days, client=client)


def _weekly(days: Sequence[dt.date], *, client: User) -> Iterable[dt.date]:
    """Return one day a week, beginning a week after the last time; where there was none, Mondays."""
    last: dt.date | None = CheckIn.objects.filter(
        client=client, kind__in=_COUNTS_AS_WEEKLY
    ).aggregate(last=Max("local_day"))["last"]
    if last is None:
        return [day for day in days if day.weekday() == 0]
    return [day for day in days if day >= last + _WEEK and day.weekday() == last.weekday()]


def _is_away(settings: ReminderSettings, day: dt.date) -> bool:
    begins, ends = settings.off_from, settings.off_until
    return begins is not None and begins <= day and (ends is None or day <= ends)


def _words(reminder: Reminder) -> tuple[str, int]:
    if reminder.kind == ReminderKind.HOMEWORK and reminder.assignment is not None:
        minutes = reminder.assignment.current_version.estimated_minutes
        return homework_words(minutes).title, minutes
    if reminder.kind == ReminderKind.NEXT_DAY:
        return MORNING.title, QUESTION_MINUTES
    return CHECK_IN.title, QUESTION_MINUTES


def _times(reminder: Reminder) -> list[dt.time]:
    return [dt.time.fromisoformat(text) for text in dict.fromkeys(reminder.times)]
