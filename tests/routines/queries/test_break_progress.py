"""A client's breaks over weeks, what asks for none, and what became of reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from routines.domain.breaks import UsualDay
from routines.models import (
    DeskPlan,
    OccurrenceState,
    Reminder,
    ReminderAnswer,
    ReminderKind,
    ReminderOccurrence,
    ReminderSettings,
    SparedBecause,
)
from routines.queries.break_progress import BreakProgress, break_progress
from routines.services.assignments import pause
from tests.break_factories import give_breaks, take
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
# Monday of the week before; TODAY is a Tuesday.
MONDAY = TODAY - 8 * DAY


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def read(client: User) -> BreakProgress:
    return break_progress(client=client, day=TODAY)


def test_breaks_with_exercises_and_just_standing_up_are_told_apart(ivan: User) -> None:
    breaks = give_breaks(ivan)
    for number in range(5):
        take(breaks, MONDAY + number * DAY, exercised=3, stood=2)

    found = read(ivan)

    assert found.weeks[-2].first == MONDAY
    assert (found.weeks[-2].exercised, found.weeks[-2].stood) == (15, 10)
    assert found.weeks[-2].usual == UsualDay(taken=5, asked=8)
    assert found.told is found.this_week, "the Monday of this week is over"


def test_eight_weeks_end_with_this_one(ivan: User) -> None:
    weeks = read(ivan).weeks

    assert len(weeks) == 8
    assert weeks[-1].is_this_week
    assert [len(week.days) for week in weeks] == [7] * 7 + [TODAY.weekday() + 1]


def test_today_is_told_of_only_while_nothing_else_is(ivan: User) -> None:
    breaks = give_breaks(ivan, days=0)
    take(breaks, TODAY, exercised=2)

    found = read(ivan)

    assert found.told is None
    assert found.this_week.today_so_far is not None
    assert found.this_week.today_so_far.taken == 2


def test_other_homework_is_no_break(ivan: User) -> None:
    other = make_assignment(client=ivan)
    take(other, TODAY, exercised=2)

    assert not read(ivan).has_breaks


def plan(client: User, *, is_on: bool = True, changed_at: dt.datetime = NOW) -> None:
    hours = [["09:00", "17:00"], None, *[["09:00", "17:00"]] * 3, None, None]
    DeskPlan.objects.create(client=client, hours=hours, is_on=is_on, changed_at=changed_at)


def asked_days(client: User) -> list[dt.date]:
    days = [day for week in read(client).weeks for day in week.days]
    return [one.day for one in days if one.asked and MONDAY <= one.day < TODAY]


def test_days_that_ask_for_nothing_are_not_held_against_anybody(ivan: User) -> None:
    breaks = give_breaks(ivan)
    week = [MONDAY + number * DAY for number in (0, 1, 2, 3, 4, 7)]
    assert asked_days(ivan) == week, "without a word of theirs, all working days count"

    plan(ivan)
    assert MONDAY + DAY not in asked_days(ivan), "a weekday off"

    ReminderSettings.objects.create(
        client=ivan, off_from=MONDAY + 2 * DAY, off_until=MONDAY + 3 * DAY
    )
    assert asked_days(ivan) == [MONDAY, MONDAY + 4 * DAY, MONDAY + 7 * DAY], "days away"

    pause(assignment=breaks, by=breaks.assigned_by or ivan, at=NOW - 4 * DAY)
    assert asked_days(ivan) == [MONDAY], "while the plan rests"


def test_a_desk_day_that_was_switched_off_asks_from_then_on_for_nothing(ivan: User) -> None:
    give_breaks(ivan)
    plan(ivan, is_on=False, changed_at=NOW - 6 * DAY)

    assert asked_days(ivan) == [MONDAY, MONDAY + DAY]


def test_two_plans_on_the_day_of_the_change_ask_only_once(ivan: User) -> None:
    give_breaks(ivan, slug="desk-break-2")
    give_breaks(ivan, slug="desk-break-5", times_per_day=2)

    asked = {day.asked for week in read(ivan).weeks for day in week.days}

    assert asked == {0, 8}


def occur(reminder: Reminder, day: dt.date, slot: str, **fields: Any) -> None:
    ReminderOccurrence.objects.create(
        reminder=reminder, local_day=day, slot=slot, due_at=NOW, ends_at=NOW + DAY, **fields
    )


def test_reminders_are_told_for_this_week_or_else_the_last(ivan: User) -> None:
    reminder = Reminder.objects.create(client=ivan, kind=ReminderKind.DESK, changed_at=NOW)
    assert read(ivan).reminders is None

    sent, spared = OccurrenceState.SENT, OccurrenceState.SPARED
    occur(reminder, MONDAY, "08:00", state=sent, answer=ReminderAnswer.DONE)
    told = read(ivan).reminders
    assert told is not None
    assert (told.is_this_week, told.sent, told.answered, told.not_needed) == (False, 1, 1, 0)

    occur(reminder, TODAY, "08:00", state=sent, answer=ReminderAnswer.IGNORED)
    occur(reminder, TODAY, "09:00", state=sent, answer=ReminderAnswer.SNOOZED)
    occur(reminder, TODAY, "10:00", state=spared, spared_because=SparedBecause.LOGGED)
    occur(reminder, TODAY, "11:00", state=spared, spared_because=SparedBecause.QUIET)
    told = read(ivan).reminders
    assert told is not None
    assert (told.is_this_week, told.sent, told.answered, told.not_needed) == (True, 2, 1, 1)


def test_nobody_elses_breaks_or_reminders_are_counted(ivan: User) -> None:
    lena = make_client(therapist=make_therapist(clinic=make_clinic()), display_name="Lena Vogel")
    take(give_breaks(lena), MONDAY, exercised=1, stood=1)
    reminder = Reminder.objects.create(client=lena, kind=ReminderKind.DESK, changed_at=NOW)
    occur(reminder, TODAY, "08:00", state=OccurrenceState.SENT)

    found = read(ivan)

    assert not found.has_breaks
    assert found.reminders is None


def test_ten_of_everything_cost_the_same_statements_as_one(
    ivan: User, count_statements: CountStatements
) -> None:
    with count_statements() as none:
        read(ivan)
    breaks = give_breaks(ivan)
    reminder = Reminder.objects.create(client=ivan, kind=ReminderKind.DESK, changed_at=NOW)
    take(breaks, MONDAY, exercised=1, stood=1)
    with count_statements() as one:
        read(ivan)
    for number in range(10):
        give_breaks(ivan, slug=f"desk-{number}")
        take(breaks, MONDAY, exercised=1, stood=1)
        occur(reminder, TODAY, f"0{number}:00", state=OccurrenceState.SENT)
    with count_statements() as many:
        read(ivan)

    assert len(none) == 2
    assert len(one) == len(many) == 5
