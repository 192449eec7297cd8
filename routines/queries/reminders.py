"""What a client is reminded of, as their own page lists it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PushSubscription, User
from accounts.push import push_is_ready
from routines.domain.reminder_times import said_span, said_times
from routines.domain.reminders import wall_time
from routines.domain.schedule import say_weekdays
from routines.models import (
    Assignment,
    DeskPlan,
    ExerciseSession,
    Field,
    Reminder,
    ReminderKind,
    ReminderSettings,
)
from routines.queries.reminder_rules import quiet_hours, settings_kept

_TITLES = {
    ReminderKind.NEXT_DAY: gettext_lazy("The morning after"),
    ReminderKind.CHECK_IN: gettext_lazy("Weekly check-in"),
    ReminderKind.DESK: gettext_lazy("Desk breaks"),
}
_ORDER = [ReminderKind.HOMEWORK, ReminderKind.NEXT_DAY, ReminderKind.CHECK_IN, ReminderKind.DESK]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLine:
    """One reminder of a client, and how it is said."""

    reminder: Reminder
    times: str
    quiet_times: str

    @property
    def title(self) -> str:
        """What it is about, in two or three words; homework by its name."""
        if self.reminder.assignment:
            return self.reminder.assignment.name
        return str(_TITLES[ReminderKind(self.reminder.kind)])

    @property
    def is_on(self) -> bool:
        """Whether it still comes: switched on, and not stopped by itself."""
        return self.reminder.is_on and self.reminder.stopped_at is None

    @property
    def is_desk(self) -> bool:
        """Whether its moments come of the day at the desk, and not of times."""
        return self.reminder.kind == ReminderKind.DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPage:
    """All that the page of reminders shows."""

    lines: tuple[ReminderLine, ...]
    # Homework that nothing reminds of yet; breaks are no homework of their own here.
    others: tuple[Assignment, ...]
    settings: ReminderSettings
    desk: DeskPlan | None
    devices: tuple[PushSubscription, ...]
    has_begun: bool
    is_push_ready: bool
    day: dt.date

    @property
    def stopped(self) -> list[ReminderLine]:
        """Those that stopped by themselves, which the client has not been told yet."""
        return [
            one for one in self.lines if one.reminder.stopped_at and not one.reminder.is_stop_told
        ]

    @property
    def is_any_on(self) -> bool:
        """Whether the client is reminded of anything."""
        return any(one.is_on for one in self.lines)

    @property
    def quiet_hours(self) -> str:
        """As they are said: "21:00 to 7:30", or empty where there are none."""
        own = self.settings
        if own.quiet_from == own.quiet_until:
            return ""
        return said_span(own.quiet_from, own.quiet_until)

    @property
    def days_off(self) -> str:
        """As they are said: "24 December to 1 January"; empty where there are none, or they are over."""
        own = self.settings
        if not own.off_from or not own.off_until or own.off_until < self.day:
            return ""
        first, last = (f"{day.day} {day:%B}" for day in (own.off_from, own.off_until))
        return (
            first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
        )

    @property
    def work_hours(self) -> str:
        """As they are said: "Mon to Fri, 9:00 to 17:30"; empty where none are set."""
        days = {
            place: (span[0], span[1])
            for place, span in enumerate(self.desk.hours if self.desk else [])
            if span
        }
        if not days:
            return ""
        said = say_weekdays(frozenset(days))
        said = said[0].upper() + said[1:]
        spans = set(days.values())
        if len(spans) > 1:
            return said
        start, end = spans.pop()
        return f"{said}, {said_span(wall_time(start), wall_time(end))}"


def reminder_page(*, client: User, day: dt.date) -> ReminderPage:
    """Read the page in six statements, however many reminders there are; `day` is the client's own."""
    own = settings_kept(client)
    reminders = list(Reminder.objects.visible_to(client).select_related("assignment__version"))
    known = {one.assignment_id for one in reminders}
    homework = Assignment.objects.current().filter(client=client).exclude(field=Field.DESK)
    running = list(homework.order_by("created_at", "pk"))
    running_keys = {one.pk for one in running}
    lines = [
        _line(one, own)
        for one in reminders
        # Of homework that has ended there is nothing to be reminded.
        if one.assignment_id is None or one.assignment_id in running_keys
    ]
    lines.sort(key=lambda one: (_ORDER.index(ReminderKind(one.reminder.kind)), one.title))
    return ReminderPage(
        lines=tuple(lines),
        others=tuple(one for one in running if one.pk not in known),
        settings=own,
        devices=tuple(PushSubscription.objects.visible_to(client).order_by("created_at")),
        is_push_ready=push_is_ready(),
        desk=DeskPlan.objects.filter(client=client).first(),
        has_begun=ExerciseSession.objects.performed().filter(client=client).exists(),
        day=day,
    )


def most_times(reminder: Reminder) -> int:
    """Return how many times a day one may come: as often as the homework is asked for, else once."""
    if reminder.assignment is None:
        return 1
    return reminder.assignment.current_version.times_per_day


def _line(reminder: Reminder, own: ReminderSettings) -> ReminderLine:
    quiet = quiet_hours(own)
    return ReminderLine(
        reminder=reminder,
        times=said_times(reminder.times),
        quiet_times=said_times([time for time in reminder.times if quiet.covers(wall_time(time))]),
    )
