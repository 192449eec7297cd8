"""Desk breaks over the last weeks, and what became of reminders: for Progress and for therapists.

Breaks stand beside the other homework and are in none of its numbers: docs/decisions/0104.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from routines.domain.breaks import (
    BreakDay,
    BreakWeek,
    UsualDay,
    break_weeks,
    exercised_percent,
    monday_of,
    usual_day,
)
from routines.domain.desk import DeskEventKind
from routines.domain.schedule import last_days, local_day
from routines.models import (
    Assignment,
    DeskEvent,
    ExerciseSession,
    Field,
    OccurrenceState,
    Reminder,
    ReminderAnswer,
    ReminderOccurrence,
    SparedBecause,
)
from routines.queries.due import Asked, asked, performed_per_day

WEEKS = 8
THERAPISTS_DAYS = 28
_ANSWERED = (ReminderAnswer.DONE, ReminderAnswer.SNOOZED, ReminderAnswer.OPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderCount:
    """What became of the reminders of one week: sent, answered, and not needed any more."""

    first: dt.date
    is_this_week: bool
    sent: int = 0
    answered: int = 0
    not_needed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakProgress:
    """The last eight weeks of one client's breaks, oldest first, and their reminders.

    `reminders` are those of this week or of the last, whichever has some, else None.
    """

    weeks: tuple[BreakWeek, ...]
    reminders: ReminderCount | None

    @property
    def this_week(self) -> BreakWeek:
        """The week that today is in."""
        return self.weeks[-1]

    @property
    def told(self) -> BreakWeek | None:
        """The week to speak of: the latest with a working day that is over, or None."""
        return next((week for week in reversed(self.weeks) if week.usual is not None), None)

    @property
    def has_breaks(self) -> bool:
        """Whether in these weeks a break was asked for or taken."""
        return any(week.taken or any(day.asked for day in week.days) for week in self.weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakAdherence:
    """A client's breaks as their therapist sees them, over the last 28 days.

    `usual` is None while no working day is over; `exercised` is a percentage, None without a break.
    `off_since` is set where the client has switched their desk days off.
    """

    usual: UsualDay | None
    exercised: int | None
    working_days: int
    off_since: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Free:
    """Days on which nobody is asked to stand up: as the client has said, on their own calendar.

    And whether they have a desk plan and reminders at all.
    """

    has_plan: bool
    has_reminders: bool
    weekdays: frozenset[int] = frozenset()
    off_from: dt.date | None = None
    off_until: dt.date | None = None
    off_since: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        if self.off_since is not None and day >= self.off_since:
            return True
        if day.weekday() in self.weekdays:
            return True
        begins, ends = self.off_from, self.off_until
        return begins is not None and begins <= day and (ends is None or day <= ends)


def break_progress(*, client: User, day: dt.date) -> BreakProgress:
    """Read the client's own breaks for their own `day`.

    5 statements at most, whatever the size; 2 where nothing of it was ever used.
    """
    first = monday_of(day) - dt.timedelta(weeks=WEEKS - 1)
    given = asked(Assignment.objects.filter(client=client, field=Field.DESK))
    sessions = ExerciseSession.objects.filter(client=client, assignment__field=Field.DESK)
    performed = performed_per_day(sessions, since=first, until=day) if given else {}
    free = _free_days(client)
    days = _days(
        last_days(day, (day - first).days + 1),
        given,
        performed,
        free=free,
        stood=_stood(client, viewer=client, since=first, until=day)
        if given or free.has_plan
        else {},
    )
    return BreakProgress(
        weeks=break_weeks(days, today=day),
        reminders=_reminders(client, today=day) if free.has_reminders else None,
    )


def break_adherence(
    *,
    homework: Sequence[Asked],
    performed: Mapping[UUID, Mapping[dt.date, int]],
    client: User,
    viewer: User,
    day: dt.date,
) -> BreakAdherence | None:
    """Return how the breaks among the homework went (2 statements); None where there are none.

    `homework` and `performed` are what `viewer` may see; the client's `day` is today. Their days away
    are left out and not told: only the client reads those.
    """
    given = [one for one in homework if one.is_break]
    if not given:
        return None
    period = last_days(day, THERAPISTS_DAYS)
    free = _free_days(client)
    stood = _stood(client, viewer=viewer, since=period[0], until=day)
    days = _days(period, given, performed, free=free, stood=stood)
    return BreakAdherence(
        usual=usual_day(days, today=day),
        exercised=exercised_percent(days),
        working_days=sum(1 for one in days if one.asked and one.day < day),
        off_since=free.off_since,
    )


def _days(
    period: Sequence[dt.date],
    given: Sequence[Asked],
    performed: Mapping[UUID, Mapping[dt.date, int]],
    *,
    free: _Free,
    stood: Mapping[dt.date, int],
) -> list[BreakDay]:
    return [
        BreakDay(
            day=day,
            # One plan at a time; on the day one takes over from another, both would ask.
            asked=0 if free.on(day) else max((one.due_on(day) for one in given), default=0),
            exercised=sum(performed.get(one.assignment_id, {}).get(day, 0) for one in given),
            stood=stood.get(day, 0),
        )
        for day in period
    ]


def _stood(client: User, *, viewer: User, since: dt.date, until: dt.date) -> Counter[dt.date]:
    events = DeskEvent.objects.visible_to(viewer).filter(
        client=client, kind=DeskEventKind.STOOD, local_day__range=(since, until)
    )
    return Counter(events.values_list("local_day", flat=True))


def _free_days(client: User) -> _Free:
    reminders = Reminder.objects.filter(client=OuterRef("pk"))
    rows = User.objects.select_related("desk_plan", "reminder_settings")
    row = rows.annotate(has_reminders=Exists(reminders)).get(pk=client.pk)
    plan, rests = getattr(row, "desk_plan", None), getattr(row, "reminder_settings", None)
    hours = plan.hours if plan is not None and plan.is_on else []
    return _Free(
        has_plan=plan is not None,
        has_reminders=row.has_reminders,
        weekdays=frozenset(weekday for weekday, span in enumerate(hours) if span is None),
        off_from=rests.off_from if rests is not None else None,
        off_until=rests.off_until if rests is not None else None,
        off_since=local_day(plan.changed_at, client.time_zone)
        if plan is not None and not plan.is_on
        else None,
    )


def _reminders(client: User, *, today: dt.date) -> ReminderCount | None:
    monday = monday_of(today)
    before = monday - dt.timedelta(weeks=1)
    rows = (
        ReminderOccurrence.objects.filter(reminder__client=client, local_day__range=(before, today))
        .values_list("local_day", "state", "spared_because", "answer")
        .annotate(number=Count("pk"))
    )
    sent: Counter[dt.date] = Counter()
    answered: Counter[dt.date] = Counter()
    not_needed: Counter[dt.date] = Counter()
    for day, state, because, answer, number in rows:
        first = monday_of(day)
        if state == OccurrenceState.SENT:
            sent[first] += number
            answered[first] += number if answer in _ANSWERED else 0
        elif because == SparedBecause.LOGGED:
            not_needed[first] += number
    for first in (monday, before):
        if sent[first] or not_needed[first]:
            return ReminderCount(
                first=first,
                is_this_week=first == monday,
                sent=sent[first],
                answered=answered[first],
                not_needed=not_needed[first],
            )
    return None
