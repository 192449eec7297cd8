"""The Today page: what is next, what is done, and the last seven days, in two statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import CareRelationship, User
from routines.domain.adherence import DayAdherence, missed_in_a_row
from routines.domain.check_points import ComingCheck, checks_before_session
from routines.domain.doses import Dose
from routines.domain.schedule import last_days, say_times_per_day
from routines.domain.warning_signs import Urgency
from routines.models import Assignment, ExerciseSession, Flag, Status
from routines.queries.care import care_of
from routines.queries.changes import unseen, what_is_new
from routines.queries.due import Asked, summed_days, without_breaks
from routines.queries.next_days import Morning, morning_after
from routines.queries.today_rows import AssignmentRow, assignment_rows, session_rows
from routines.queries.todays_homework import Homework

AWAY_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """The breaks from sitting in one line: how many were done, and how many were asked for."""

    performed: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything the Today page shows for one client on their own day.

    Breaks from sitting are no part of what is `next`, `done` and `due`: eight of them would bury the
    routines. They have a row, and count in the `week`.

    `checks` are those that may come before a session. `morning` asks about yesterday's
    homework, or is None where nothing was done. `care` and `had_homework` are looked up
    only where there is no homework to show. `asks_for_help`: a flag that asks for help now stands
    open; without homework, which could rest to say so, also one that asks for a call today.
    """

    day: dt.date
    homework: tuple[Homework, ...]
    next: Homework | None
    done: int
    due: int
    week: tuple[DayAdherence, ...]
    is_away: bool
    morning: Morning | None = None
    care: CareRelationship | None = None
    had_homework: bool = False
    asks_for_help: bool = False
    checks: tuple[ComingCheck, ...] = ()

    @property
    def days_performed(self) -> int:
        """On how many of the last seven days something was done."""
        return sum(1 for one in self.week if one.is_active)

    @property
    def others(self) -> tuple[Homework, ...]:
        """All homework but the next one and desk breaks, for the list below it."""
        return tuple(one for one in self.routines if one is not self.next)

    @property
    def routines(self) -> tuple[Homework, ...]:
        """All homework but breaks from sitting."""
        return tuple(one for one in self.homework if not one.is_break)

    @property
    def desk(self) -> DeskRow | None:
        """The breaks from sitting that are not over, or None where there are none."""
        if not self._breaks:
            return None
        return DeskRow(
            performed=sum(one.performed for one in self._breaks),
            due=max(one.due for one in self._breaks),
        )

    @property
    def changed(self) -> tuple[Homework, ...]:
        """Homework with changes that the client has not put away yet."""
        return tuple(one for one in self.homework if one.changes)

    @property
    def state(self) -> str:
        """What the page is about.

        `next`, `away` (next, after missed days), `first` (next, never begun), `done`, `rest`,
        `paused`, `later`, `over` (it ended), `desk` (only breaks from sitting), or `none` (nothing
        was ever given).
        """
        if self.next is not None:
            if self.next.open_session is None and not self.done:
                if not any(one.was_ever_begun for one in self.routines):
                    return "first"
                if self.is_away:
                    return "away"
            return "next"
        if self.due:
            return "done"
        routines = [one for one in self.routines if one.state != "over"]
        if not routines and any(one.assignment.status == Status.ACTIVE for one in self._breaks):
            return "desk"
        states = {one.state for one in (routines or self.homework)}
        for state in ("rest", "later", "paused", "over"):
            if state in states:
                return state
        return "over" if self.had_homework else "none"

    @property
    def tone(self) -> str:
        """The color the page begins with: that of the homework it is about, or a calm one."""
        if self.next is not None:
            return self.next.assignment.field
        match self.state:
            case "done" if self.was_too_much:
                return "ql"
            case "done" | "rest":
                return "leg"
            case "paused" | "later":
                return self.homework[0].assignment.field
        return "desk"

    @property
    def _breaks(self) -> tuple[Homework, ...]:
        return tuple(one for one in self.homework if one.is_break and one.state != "over")

    @property
    def next_on(self) -> dt.date | None:
        """The next day after today on which a routine is due, or None."""
        days = [one.next_on for one in self.routines]
        return min((day for day in days if day is not None), default=None)

    @property
    def is_tomorrow_next(self) -> bool:
        """Whether something is due tomorrow."""
        return self.next_on == self.day + dt.timedelta(days=1)

    @property
    def therapist_name(self) -> str:
        """The first name of the therapist behind the homework, or "" where there is none."""
        if self.care is not None:
            return self.care.therapist.first_name
        givers = (one.assignment.assigned_by for one in self.homework)
        return next((giver.first_name for giver in givers if giver is not None), "")

    @property
    def minutes_done(self) -> int | None:
        """Minutes of homework done today, as prescribed; None where some was gentle or short."""
        if not all(one.is_done_in_full for one in self.routines):
            return None
        return sum(one.minutes * one.performed for one in self.routines)

    @property
    def was_too_much(self) -> bool:
        """Whether what was done today hurt much, or was too hard: then nothing sounds like praise."""
        last = [one.last_session for one in self.homework if one.last_session is not None]
        return any(one.was_too_much for one in last)

    @property
    def is_empty(self) -> bool:
        """Whether there is no homework at all."""
        return not self.homework


def today(*, client: User, day: dt.date) -> Today:
    """Read the Today page of `client` for their own `day` (2 statements, whatever the size).

    One more on a day on which several changes of one homework wait to be looked at.
    """
    week = last_days(day, 7)
    # What ended within the week still counts for its days, or ending one would empty the row.
    rows = assignment_rows(client, since=week[0])
    sessions = session_rows(client, since=week[0], until=day)
    histories = [row.asked for row in rows]
    new = what_is_new(
        [
            unseen(row.assignment.pk, seen_version=row.assignment.seen_version, told=row.changes)
            for row in rows
        ]
    )
    homework = tuple(
        _homework(
            row,
            asked,
            day=day,
            todays=sessions.latest[asked.assignment_id],
            changes=new[asked.assignment_id],
        )
        for row, asked in zip(rows, histories, strict=True)
    )
    # Eight breaks a day would hide the two sessions that matter; who has nothing else sees them.
    in_sum = without_breaks(histories) or tuple(histories)
    per_assignment = [one.days(week, sessions.performed[one.assignment_id]) for one in in_sum]
    summed = summed_days(per_assignment) if per_assignment else []
    routines = [one for one in homework if not one.is_break]
    waiting = [one for one in routines if one.is_waiting]
    had_homework, asks_for_help = (
        (True, any(row.has_emergency for row in rows)) if rows else _without_homework(client)
    )
    return Today(
        day=day,
        homework=homework,
        next=min(waiting, key=_priority, default=None),
        done=sum(min(one.performed, one.due) for one in routines),
        due=sum(one.due for one in routines),
        week=tuple(summed),
        is_away=missed_in_a_row(summed, today=day) >= AWAY_DAYS,
        morning=morning_after(sessions.pains, day=day),
        care=None if homework else care_of(client),
        checks=checks_before_session(rows[0].checks) if rows else (),
        had_homework=had_homework,
        asks_for_help=asks_for_help,
    )


def join_summary(client: User, day: dt.date) -> str:
    """Return what waits for an invited client, in one line without health words; "" when nothing."""
    given = Assignment.objects.filter(client=client, status=Status.ACTIVE).with_current_version()
    minutes = [one.current_version.estimated_minutes for one in given]
    times = [one.current_version.times_per_day for one in given]
    if not minutes:
        return ""
    if len(minutes) == 1:
        return f"{minutes[0]} minutes, {say_times_per_day(times[0])}."
    total = sum(length * often for length, often in zip(minutes, times, strict=True))
    return f"{len(minutes)} routines, about {total} minutes a day."


def _homework(
    row: AssignmentRow,
    asked: Asked,
    *,
    day: dt.date,
    todays: list[ExerciseSession],
    changes: Sequence[str],
) -> Homework:
    # Until the client ends it, a session of today is not done, though it counts for the day.
    finished = [one for one in todays if one.is_performed and one.finished_at is not None]
    unfinished = [one for one in todays if one.finished_at is None]
    return Homework(
        assignment=row.assignment,
        day=day,
        due=asked.due_on(day),
        performed=len(finished),
        open_session=unfinished[-1] if unfinished else None,
        last_session=todays[-1] if todays else None,
        is_done_in_full=all(one.dose == Dose.FULL for one in finished),
        was_ever_begun=row.was_ever_begun,
        finished=tuple(one.pk for one in todays if one.finished_at is not None),
        cover=row.cover,
        cover_side=row.cover_side,
        cover_name=row.cover_name,
        changes=tuple(changes),
    )


def _without_homework(client: User) -> tuple[bool, bool]:
    """Return whether there ever was homework, and whether a sign asks for a call (1 statement).

    No homework rests to say so; so what asks for a call today counts, too.
    """
    facts: tuple[bool, bool] = User.objects.values_list(
        Exists(Assignment.objects.filter(client=OuterRef("pk"))),
        Exists(Flag.objects.open().exclude(urgency=Urgency.VISIT).filter(client=OuterRef("pk"))),
    ).get(pk=client.pk)
    return facts


def _priority(homework: Homework) -> tuple[bool, int]:
    # What was begun comes first, then what was done least today, then the oldest homework.
    return (homework.open_session is None, homework.performed)
