"""What a client says about their reminders is kept, and planned anew."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import Assignment, Reminder, ReminderKind, ReminderSettings
from routines.services.reminders import (
    ReminderError,
    change_settings,
    change_times,
    see_stop,
    turn_all_off,
    turn_all_on,
    turn_homework_on,
    turn_off,
    turn_on,
)
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_frequency

pytestmark = pytest.mark.django_db

# NOW is 09:30 in UTC, where Ivan lives.
EVENING = NOW.replace(hour=18, minute=30)
ON, OFF = True, False


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan, frequency=make_frequency(times_per_day=2))


@pytest.fixture
def reminder(ivan: User, homework: Assignment) -> Reminder:
    turn_all_on(client=ivan, now=NOW)
    return Reminder.objects.get(assignment=homework)


def switches(client: User) -> dict[str, bool]:
    return {one.kind: one.is_on for one in Reminder.objects.filter(client=client)}


def test_all_of_it_comes_on_at_once_and_goes_off_at_once(ivan: User, reminder: Reminder) -> None:
    assert set(switches(ivan)) == set(ReminderKind.values)
    assert set(switches(ivan).values()) == {ON}
    assert reminder.next_at == EVENING

    turn_all_off(client=ivan, now=NOW)

    assert set(switches(ivan).values()) == {OFF}
    assert not Reminder.objects.filter(next_at__isnull=False).exists()
    turn_all_on(client=ivan, now=NOW)
    assert set(switches(ivan).values()) == {ON}


def test_a_second_phone_does_not_turn_on_what_was_turned_off(
    ivan: User, reminder: Reminder
) -> None:
    turn_off(reminder=reminder, now=NOW)

    turn_all_on(client=ivan, now=NOW)

    assert switches(ivan)[ReminderKind.HOMEWORK] is OFF
    reminder.refresh_from_db()
    assert reminder.next_at is None


def test_homework_that_came_later_is_turned_on_alone(ivan: User, reminder: Reminder) -> None:
    turn_all_off(client=ivan, now=NOW)
    other = make_assignment(client=ivan)

    turn_homework_on(assignment=other, now=NOW)

    on = Reminder.objects.filter(client=ivan, is_on=True)
    assert [one.assignment for one in on] == [other]


def test_what_stopped_by_itself_begins_again_from_nothing(reminder: Reminder) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(
        stopped_at=NOW, ignored_in_a_row=5, is_stop_told=True, next_at=None
    )

    turn_on(reminder=reminder, now=NOW)

    reminder.refresh_from_db()
    assert (reminder.stopped_at, reminder.ignored_in_a_row) == (None, 0)
    assert not reminder.is_stop_told
    assert reminder.next_at == EVENING


def test_that_it_stopped_is_told_once(reminder: Reminder) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(stopped_at=NOW)

    see_stop(reminder=reminder)

    reminder.refresh_from_db()
    assert reminder.is_stop_told
    assert reminder.stopped_at == NOW


def test_other_times_are_kept_in_order_and_planned(reminder: Reminder) -> None:
    change_times(reminder=reminder, times=[dt.time(17), dt.time(10)], now=NOW)

    reminder.refresh_from_db()
    assert reminder.times == ["10:00", "17:00"]
    assert reminder.next_at == NOW.replace(hour=10, minute=0)


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([], "Pick one time at least"),
        ([dt.time(8), dt.time(9), dt.time(10)], "more times than you are asked"),
        ([dt.time(9), dt.time(21)], r"21:00 is in your quiet hours, 21:00 to 7:30\."),
        ([dt.time(7, 29)], r"7:29 is in your quiet hours"),
    ],
    ids=["none", "too-many", "quiet-evening", "quiet-morning"],
)
def test_times_that_make_no_sense_are_refused_with_what_to_do(
    reminder: Reminder, times: list[dt.time], sentence: str
) -> None:
    with pytest.raises(ReminderError, match=sentence):
        change_times(reminder=reminder, times=times, now=NOW)

    reminder.refresh_from_db()
    assert reminder.times == ["08:00", "18:30"]


def test_the_first_quiet_minute_is_quiet_and_the_last_one_is_over(reminder: Reminder) -> None:
    change_times(reminder=reminder, times=[dt.time(7, 30), dt.time(20, 59)], now=NOW)

    reminder.refresh_from_db()
    assert reminder.times == ["07:30", "20:59"]


def test_a_question_has_one_time_and_a_desk_break_none(ivan: User, reminder: Reminder) -> None:
    question = Reminder.objects.get(client=ivan, kind=ReminderKind.NEXT_DAY)
    desk = Reminder.objects.get(client=ivan, kind=ReminderKind.DESK)

    with pytest.raises(ReminderError, match="more times"):
        change_times(reminder=question, times=[dt.time(8), dt.time(9)], now=NOW)
    with pytest.raises(ReminderError, match="work hours"):
        change_times(reminder=desk, times=[dt.time(8)], now=NOW)


def test_days_off_move_what_comes_next(ivan: User, reminder: Reminder) -> None:
    today = NOW.date()

    change_settings(client=ivan, now=NOW, off_from=today, off_until=today + dt.timedelta(days=1))

    reminder.refresh_from_db()
    assert reminder.next_at == NOW.replace(hour=8, minute=0) + dt.timedelta(days=2)
    assert ReminderSettings.objects.get().off_from == today


def test_settings_are_kept_one_by_one(ivan: User) -> None:
    change_settings(client=ivan, now=NOW, most_per_day=3)
    change_settings(client=ivan, now=NOW, quiet_from=dt.time(20), quiet_until=dt.time(9))

    own = ReminderSettings.objects.get(client=ivan)
    assert (own.most_per_day, own.quiet_from, own.quiet_until) == (3, dt.time(20), dt.time(9))


def test_settings_that_make_no_sense_are_refused_with_what_to_do(ivan: User) -> None:
    today = NOW.date()
    User.objects.filter(pk=ivan.pk).update(email=None)
    ivan.refresh_from_db()

    with pytest.raises(ReminderError, match="Swap them"):
        change_settings(
            client=ivan, now=NOW, off_from=today, off_until=today - dt.timedelta(days=1)
        )
    with pytest.raises(ReminderError, match="address"):
        change_settings(client=ivan, now=NOW, by_email=True)

    assert not ReminderSettings.objects.exists()
