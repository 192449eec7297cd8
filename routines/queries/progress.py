"""The Progress page: pain over time, a month of days, and the last sessions."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from routines.domain.adherence import DayAdherence
from routines.domain.pain import DayAverage, PainTrend, PainValue, seven_day_averages, trend
from routines.domain.rating import HIGH_PAIN
from routines.models import Assignment, ExerciseSession, Field
from routines.models.sessions import EDIT_DAYS
from routines.queries.due import adherence_days, summed_days, with_history

WEEKS = (4, 12)
LAST_SESSIONS = 8
SHORTEST_CHART_DAYS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthDay:
    """One day of the calendar. `level` 0 (nothing) to 3 (all of it); `state` says it in words."""

    adherence: DayAdherence
    is_today: bool
    is_future: bool

    @property
    def level(self) -> int:
        """How much of what was due was done: 0, 1 (under half), 2 or 3 (all)."""
        entry = self.adherence
        if not entry.is_active:
            return 0
        if entry.performed >= entry.due:
            return 3
        return 2 if entry.performed * 2 >= entry.due else 1

    @property
    def state(self) -> str:
        """`future`, or how the day went: `rest`, `extra`, `missed`, `partial`, `performed`."""
        return "future" if self.is_future else self.adherence.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of days with a finding as its title."""

    first: dt.date
    days: tuple[MonthDay, ...]
    previous: dt.date | None
    next: dt.date | None

    @property
    def blanks(self) -> range:
        """One for each weekday before the first of the month; Monday begins the week."""
        return range(self.first.weekday())

    @property
    def days_performed(self) -> int:
        """On how many days something was done."""
        return sum(1 for one in self.days if one.adherence.is_active)

    @property
    def days_due(self) -> int:
        """On how many days something was due or done; today counts once it has something."""
        return sum(
            1
            for one in self.days
            if not one.is_future
            and (one.adherence.is_active or (one.adherence.due and not one.is_today))
        )

    @property
    def finding(self) -> str:
        """`none`, `some`, `half`, `most` or `all` of the days, or `rest` when nothing was due."""
        if not self.days_due:
            return "rest"
        share = self.days_performed / self.days_due
        if not share:
            return "none"
        if share == 1:
            return "all"
        return "most" if share >= 2 / 3 else "half" if share >= 0.4 else "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class PainChart:
    """Pain after sessions between two days, and which way it went."""

    since: dt.date
    until: dt.date
    values: tuple[PainValue, ...]
    averages: tuple[DayAverage, ...]
    trend: PainTrend

    @property
    def is_bad_day(self) -> bool:
        """Whether pain was high on the last day, whichever way the average goes."""
        return any(one.day == self.until and one.pain >= HIGH_PAIN for one in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSession:
    """A session in the list of the last ones."""

    session: ExerciseSession
    may_edit: bool

    @property
    def is_open(self) -> bool:
        """Whether it was begun and never finished."""
        return self.session.finished_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Everything the Progress page shows for one client."""

    day: dt.date
    weeks: int
    chart: PainChart
    month: Month
    sessions: tuple[LastSession, ...]
    # Whether there ever was any but desk breaks, which stand apart.
    has_homework: bool

    @property
    def shows_month(self) -> bool:
        """Whether the month has anything to say, or one before or after it might."""
        if not self.has_homework:
            return False
        return not self.is_first_day or bool(self.month.previous or self.month.next)

    @property
    def is_first_day(self) -> bool:
        """Whether nothing was ever done, as far as this page looks back."""
        return not self.sessions and not self.month.days_performed


def progress(
    *, client: User, day: dt.date, month: dt.date, weeks: int, now: dt.datetime
) -> Progress:
    """Read the Progress page for the client's own `day` (4 statements, whatever the size).

    `month` is any day of the month to show; a month to come counts as this one.
    """
    first = min(month, day).replace(day=1)
    days = _days_of(first)
    since = day - dt.timedelta(weeks=weeks) + dt.timedelta(days=1)
    assignments = list(
        with_history(Assignment.objects.filter(client=client)).order_by("created_at")
    )
    sessions = list(
        ExerciseSession.objects.filter(client=client)
        .filter(Q(local_day__range=(since, day)) | Q(local_day__range=(days[0], days[-1])))
        .select_related("assignment")
        .order_by("started_at")
    )
    homework = [one for one in assignments if one.field != Field.DESK]
    started_on = min((_first_day(one) for one in homework), default=day)
    return Progress(
        day=day,
        weeks=weeks,
        chart=pain_chart(
            [
                PainValue(day=one.local_day, pain=one.pain_after)
                for one in sessions
                if one.pain_after is not None
            ],
            since=since,
            until=day,
        ),
        month=_month(first, days, homework, sessions, today=day, started_on=started_on),
        has_homework=bool(homework),
        sessions=tuple(
            LastSession(session=one, may_edit=now - one.received_at <= dt.timedelta(days=EDIT_DAYS))
            for one in reversed(sessions)
            if one.local_day >= since
            and (one.is_performed or one.finished_at is None)
            # Eight breaks a day would leave no place for anything else.
            and (not homework or one.assignment.field != Field.DESK)
        )[:LAST_SESSIONS],
    )


def pain_chart(rated: Iterable[PainValue], *, since: dt.date, until: dt.date) -> PainChart:
    """Return the chart of the answers between two days, which must come oldest first."""
    values = tuple(one for one in rated if since <= one.day <= until)
    # A chart that begins with its first value, but never so short that a day looks like a month.
    earliest = min((one.day for one in values), default=until)
    begins = min(earliest, until - dt.timedelta(days=SHORTEST_CHART_DAYS))
    return PainChart(
        since=max(since, begins),
        until=until,
        values=values,
        averages=tuple(seven_day_averages(values)),
        trend=trend(values),
    )


def _month(
    first: dt.date,
    days: list[dt.date],
    assignments: list[Assignment],
    sessions: list[ExerciseSession],
    *,
    today: dt.date,
    started_on: dt.date,
) -> Month:
    performed: dict[UUID, Counter[dt.date]] = defaultdict(Counter)
    for session in sessions:
        if session.is_performed and session.finished_at is not None:
            performed[session.assignment_id][session.local_day] += 1
    each = [adherence_days(one, days, performed[one.pk]) for one in assignments]
    summed = summed_days(each) if each else [_nothing(day) for day in days]
    return Month(
        first=first,
        days=tuple(
            MonthDay(adherence=one, is_today=one.day == today, is_future=one.day > today)
            for one in summed
        ),
        previous=_month_before(first) if started_on < first else None,
        next=_month_after(first) if _month_after(first) <= today else None,
    )


def _first_day(assignment: Assignment) -> dt.date:
    return min(version.effective_on for version in assignment.versions.all())


def _days_of(first: dt.date) -> list[dt.date]:
    count = calendar.monthrange(first.year, first.month)[1]
    return [first.replace(day=number) for number in range(1, count + 1)]


def _month_before(first: dt.date) -> dt.date:
    return (first - dt.timedelta(days=1)).replace(day=1)


def _month_after(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)


def _nothing(day: dt.date) -> DayAdherence:
    return DayAdherence(day=day, due=0, performed=0)
