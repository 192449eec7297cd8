"""What a reminder's rows say as a rule of the domain: its times, its zone, when it keeps quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from routines.domain.reminders import EVENING, NOON, QuietHours, ReminderTimes
from routines.models import Reminder, ReminderKind, ReminderQuerySet, ReminderSettings, Status

# From this wall time on a kind is of no use any more that day.
_LATEST: Mapping[str, dt.time] = {
    ReminderKind.HOMEWORK: EVENING,
    ReminderKind.NEXT_DAY: NOON,
    ReminderKind.CHECK_IN: EVENING,
}


def with_rules(reminders: ReminderQuerySet) -> ReminderQuerySet:
    """Fetch with the reminders all that their rules need, in the same statement."""
    return reminders.select_related("client__reminder_settings", "assignment__version")


def settings_kept(client: User) -> ReminderSettings:
    """Return the client's settings, the usual ones (not stored) where there are none."""
    try:
        return client.reminder_settings
    except ReminderSettings.DoesNotExist:
        return ReminderSettings(client=client)


def quiet_hours(settings: ReminderSettings) -> QuietHours:
    """Return the quiet hours as a value."""
    return QuietHours(starts=settings.quiet_from, ends=settings.quiet_until)


def rule_of(reminder: Reminder) -> ReminderTimes | None:
    """Return when a reminder is due by its wall times, or None while it never is.

    Not for desk breaks, whose moments come of the day. It is never due while it is off or stopped,
    and once its homework has ended; while homework is paused it is, for nobody knows until when.
    """
    if not reminder.is_on or reminder.stopped_at is not None:
        return None
    homework = reminder.assignment
    if homework is not None and (homework.status == Status.ENDED or homework.version is None):
        return None
    settings = settings_kept(reminder.client)
    return ReminderTimes(
        times=tuple(reminder.times),
        time_zone=reminder.client.time_zone,
        quiet=quiet_hours(settings),
        latest=_LATEST[reminder.kind],
        frequency=None if homework is None else homework.current_version.frequency,
        off_from=settings.off_from,
        off_until=settings.off_until,
    )
