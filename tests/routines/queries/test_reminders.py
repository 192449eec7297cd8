"""What the page of reminders lists, in as many statements for one as for ten."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from routines.models import Assignment, DeskPlan, Reminder, ReminderKind, ReminderSettings, Status
from routines.queries.reminders import ReminderPage, reminder_page
from routines.services.reminders import turn_all_on, turn_off
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_frequency,
    make_performed_session,
    make_routine,
)

pytestmark = pytest.mark.django_db

WORKDAY = ["09:00", "17:30"]


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def homework(ivan: User) -> Assignment:
    frequency = make_frequency(times_per_day=2)
    routine = make_routine(name="Piriformis release")
    return make_assignment(client=ivan, frequency=frequency, routine=routine)


@pytest.fixture
def reminder(ivan: User, homework: Assignment) -> Reminder:
    turn_all_on(client=ivan, now=NOW)
    return Reminder.objects.get(assignment=homework)


def page(client: User) -> ReminderPage:
    return reminder_page(client=client, day=TODAY)


def plan(client: User, hours: list[Any]) -> None:
    DeskPlan.objects.create(client=client, hours=hours, changed_at=NOW)


def test_before_anything_is_on_there_are_no_lines(ivan: User, homework: Assignment) -> None:
    found = page(ivan)

    assert (found.lines, found.others) == ((), (homework,))
    assert not found.is_any_on
    assert not found.has_begun
    assert found.quiet_hours == "21:00 to 7:30"


def test_homework_comes_first_then_the_questions_then_the_desk(
    ivan: User, reminder: Reminder
) -> None:
    found = page(ivan)

    assert [(one.title, one.times) for one in found.lines] == [
        ("Piriformis release", "8:00 and 18:30"),
        ("The morning after", "8:30"),
        ("Weekly check-in", "17:00"),
        ("Desk breaks", ""),
    ]
    assert found.others == ()
    assert found.is_any_on


def test_nobody_else_is_on_the_page(reminder: Reminder) -> None:
    lena = make_client(display_name="Lena Vogel", email="lena@example.org")

    assert page(lena).lines == ()


def test_ended_homework_is_gone_and_new_homework_waits_to_be_turned_on(
    ivan: User, reminder: Reminder, homework: Assignment
) -> None:
    other = make_assignment(client=ivan, routine=make_routine(name="Core", slug="core"))
    Assignment.objects.filter(pk=homework.pk).update(status=Status.ENDED)

    found = page(ivan)

    assert "Piriformis release" not in [one.title for one in found.lines]
    assert found.others == (other,)


def test_desk_breaks_that_were_given_have_no_line_of_their_own(
    ivan: User, reminder: Reminder
) -> None:
    make_assignment(client=ivan, routine=make_routine(name="Break", slug="break", field="desk"))

    found = page(ivan)

    assert found.others == ()
    assert [one.title for one in found.lines if one.is_desk] == ["Desk breaks"]


def test_what_stopped_by_itself_is_off_and_told_until_it_was_read(
    ivan: User, reminder: Reminder
) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(stopped_at=NOW)

    (stopped,) = page(ivan).stopped
    assert (stopped.title, stopped.is_on) == ("Piriformis release", False)
    Reminder.objects.filter(pk=reminder.pk).update(is_stop_told=True)
    assert page(ivan).stopped == []


def test_times_that_have_become_quiet_are_said(ivan: User, reminder: Reminder) -> None:
    ReminderSettings.objects.create(client=ivan, quiet_from=dt.time(18), quiet_until=dt.time(8))

    line = page(ivan).lines[0]

    assert (line.times, line.quiet_times) == ("8:00 and 18:30", "18:30")


def test_switched_off_one_by_one_nothing_is_on(ivan: User, reminder: Reminder) -> None:
    for one in Reminder.objects.all():
        turn_off(reminder=one, now=NOW)

    assert not page(ivan).is_any_on


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        (0, 0, f"{TODAY.day} {TODAY:%B}"),
        (-3, 2, f"{TODAY.day - 3} {TODAY:%B} to {TODAY.day + 2} {TODAY:%B}"),
        (-3, -1, ""),
    ],
    ids=["none", "one-day", "several", "over"],
)
def test_days_off_are_said_until_they_are_over(
    ivan: User, first: int | None, last: int | None, words: str
) -> None:
    days = [None if one is None else TODAY + dt.timedelta(days=one) for one in (first, last)]
    ReminderSettings.objects.create(client=ivan, off_from=days[0], off_until=days[1])

    assert page(ivan).days_off == words


def test_no_quiet_hours_are_none(ivan: User) -> None:
    ReminderSettings.objects.create(client=ivan, quiet_from=dt.time(9), quiet_until=dt.time(9))

    assert page(ivan).quiet_hours == ""


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([WORKDAY] * 5 + [None, None], "Mon to Fri, 9:00 to 17:30"),
        ([WORKDAY, None, ["08:00", "12:00"], None, None, None, None], "Mon and Wed"),
        ([None] * 7, ""),
        ([], ""),
    ],
    ids=["the-same", "different", "no-day", "not-asked"],
)
def test_work_hours_are_said_in_short(ivan: User, hours: list[Any], words: str) -> None:
    plan(ivan, hours)

    assert page(ivan).work_hours == words


def test_a_first_session_makes_the_phone_worth_asking(ivan: User, homework: Assignment) -> None:
    make_performed_session(assignment=homework)

    assert page(ivan).has_begun


def test_ten_reminders_cost_as_much_as_one(
    ivan: User, reminder: Reminder, count_statements: CountStatements
) -> None:
    with count_statements() as one:
        page(User.objects.get(pk=ivan.pk))
    for number in range(9):
        make_assignment(client=ivan, routine=make_routine(name=f"R{number}", slug=f"r{number}"))
    turn_all_on(client=ivan, now=NOW)

    with count_statements() as ten:
        assert len(page(User.objects.get(pk=ivan.pk)).lines) == 13

    assert len(ten) == len(one) == 7
    assert {one.kind for one in Reminder.objects.all()} == set(ReminderKind.values)
