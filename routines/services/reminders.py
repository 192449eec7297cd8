"""What a client wants to be reminded of, and when: on and off, other times, quiet hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.reminder_times import kept, said_span, said_time
from routines.models import Assignment, Reminder, ReminderKind, ReminderSettings
from routines.queries.reminder_rules import quiet_hours, settings_kept
from routines.queries.reminders import most_times
from routines.services.reminder_plans import ensure_reminders, replan


class ReminderError(ValueError):
    """These times or settings make no sense; the message says what to do."""


@write_transaction
def turn_all_on(*, client: User, now: dt.datetime) -> None:
    """Remind a client of what there is. What they switched off one by one stays off."""
    ensure_reminders(client=client, now=now)
    rows = Reminder.objects.filter(client=client)
    if not rows.filter(is_on=True, stopped_at__isnull=True).exists():
        _switch_on(rows, now)
    replan(client=client, now=now)


@write_transaction
def turn_homework_on(*, assignment: Assignment, now: dt.datetime) -> None:
    """Remind a client of homework that nothing reminded of yet."""
    ensure_reminders(client=assignment.client, now=now)
    _switch_on(Reminder.objects.filter(assignment=assignment), now)
    replan(client=assignment.client, now=now)


@write_transaction
def turn_all_off(*, client: User, now: dt.datetime) -> None:
    """Leave a client in peace; times and settings are kept."""
    rows = Reminder.objects.filter(client=client, is_on=True)
    rows.update(is_on=False, changed_at=now)
    replan(client=client, now=now)


@write_transaction
def turn_on(*, reminder: Reminder, now: dt.datetime) -> None:
    """Remind of this one again, also where it had stopped by itself."""
    _switch_on(Reminder.objects.filter(pk=reminder.pk), now)
    replan(client=reminder.client, now=now)


@write_transaction
def turn_off(*, reminder: Reminder, now: dt.datetime) -> None:
    """Remind of this one no more."""
    Reminder.objects.filter(pk=reminder.pk).update(is_on=False, changed_at=now)
    replan(client=reminder.client, now=now)


@write_transaction
def see_stop(*, reminder: Reminder) -> None:
    """Keep that the client has read that a reminder stopped by itself."""
    Reminder.objects.filter(pk=reminder.pk).update(is_stop_told=True)


@write_transaction
def change_times(*, reminder: Reminder, times: Iterable[dt.time], now: dt.datetime) -> None:
    """Remind at these wall times of the client's zone.

    Raises `ReminderError` where there is none, there are more than `most_times`, one is quiet, or
    desk breaks are meant, whose moments come of the day itself.
    """
    wanted = list(times)
    if reminder.kind == ReminderKind.DESK:
        raise ReminderError("Desk breaks go by your work hours. Change those.")
    if not wanted:
        raise ReminderError("Pick one time at least, or turn this reminder off.")
    if len(kept(wanted)) > most_times(reminder):
        raise ReminderError("These are more times than you are asked to do it. Take one out.")
    own = settings_kept(reminder.client)
    for time in sorted(wanted):
        if quiet_hours(own).covers(time):
            quiet = said_span(own.quiet_from, own.quiet_until)
            raise ReminderError(
                f"{said_time(time)} is in your quiet hours, {quiet}. "
                "Pick another time, or change your quiet hours first."
            )
    Reminder.objects.filter(pk=reminder.pk).update(times=kept(wanted), changed_at=now)
    replan(client=reminder.client, now=now)


@write_transaction
def change_settings(*, client: User, now: dt.datetime, **changes: Any) -> ReminderSettings:
    """Keep quiet hours, days off, the most in one day, or whether e-mail is wanted; return them all.

    `changes` are fields of `ReminderSettings`. Raises `ReminderError` for days off that end before
    they begin, and for e-mail where no address is known.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
    own = settings_kept(client)
    for name, value in changes.items():
        setattr(own, name, value)
    if own.by_email and not client.email:
        raise ReminderError("We know no e-mail address of yours. Give us one in Settings first.")
    if own.off_from and own.off_until and own.off_until < own.off_from:
        raise ReminderError("The last day off is before the first. Swap them.")
    own.save()
    replan(client=client, now=now)
    return own


def _switch_on(rows: Any, now: dt.datetime) -> None:
    rows.update(is_on=True, ignored_in_a_row=0, stopped_at=None, is_stop_told=False, changed_at=now)
