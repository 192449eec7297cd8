"""The tick: what is due becomes an occurrence, once, and is sent while it is of use."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import OccurrenceState, Reminder, ReminderKind, ReminderOccurrence
from routines.services import assignments
from routines.services.reminder_plans import replan
from routines.services.reminder_runs import tick
from tests.conftest import CountStatements
from tests.factories import NOW, make_client
from tests.homework_factories import make_performed_session
from tests.reminder_factories import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    FakePush,
    breaks_at,
    make_reminded_homework,
    make_reminder,
    make_settings,
    run,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def push() -> FakePush:
    return FakePush()


def lives(push: FakePush, *, since: dt.datetime, until: dt.datetime, minutes: int = 30) -> None:
    """Run a worker with a fast clock."""
    now = since
    while now <= until:
        run(now, push)
        now += minutes * MINUTE


# --- when ----------------------------------------------------------------------------------


def test_a_reminder_is_sent_once_at_its_time(push: FakePush) -> None:
    reminder = make_reminder()

    run(EVENING - MINUTE, push)
    assert push.notices == []

    for minutes in (0, 1, 2):
        run(EVENING + minutes * MINUTE, push)

    assert push.titles == ["Your 6 minutes are ready"]
    assert states(reminder) == [("18:30", "sent")]
    reminder.refresh_from_db()
    assert reminder.next_at == EVENING + DAY


def test_nothing_is_sent_to_who_has_not_turned_reminders_on(push: FakePush) -> None:
    make_reminded_homework()

    lives(push, since=NOW, until=NOW + DAY)

    assert push.notices == []
    assert Reminder.objects.count() == 0


def test_an_occurrence_is_never_made_twice_for_one_day_and_slot(push: FakePush) -> None:
    reminder = make_reminder()
    run(EVENING, push)

    # As after a journey west: the same wall time comes once more on the same date.
    Reminder.objects.update(next_at=EVENING)
    run(EVENING + 5 * MINUTE, push)

    assert states(reminder) == [("18:30", "sent")]


def test_after_a_journey_the_next_one_is_at_the_wall_time_there(push: FakePush) -> None:
    client = make_client()
    reminder = make_reminder(client=client)

    client.time_zone = "America/New_York"
    client.save()
    replan(client=client, now=NOW)
    reminder.refresh_from_db()

    # 18:30 in New York, on summer time since two days ago.
    assert reminder.next_at == dt.datetime(2026, 3, 10, 22, 30, tzinfo=dt.UTC)


def test_a_journey_that_nobody_planned_for_sends_nothing_at_the_old_time(push: FakePush) -> None:
    client = make_client()
    reminder = make_reminder(client=client)
    User.objects.filter(pk=client.pk).update(time_zone="America/New_York")

    run(EVENING, push)

    assert push.notices == []
    reminder.refresh_from_db()
    assert reminder.next_at == dt.datetime(2026, 3, 10, 22, 30, tzinfo=dt.UTC)


# --- after downtime ------------------------------------------------------------------------


def test_after_downtime_only_the_last_one_that_is_of_use_is_said(push: FakePush) -> None:
    homework = make_reminded_homework(times_per_day=3)
    reminder = make_reminder(
        assignment=homework, times=["08:00", "13:00", "18:30"], now=NOW - 2 * HOUR
    )

    run(EVENING + HOUR, push)

    assert states(reminder) == [("08:00", "late"), ("13:00", "late"), ("18:30", "sent")]


def test_after_downtime_what_is_past_its_window_is_not_said(push: FakePush) -> None:
    reminder = make_reminder()

    run(EVENING + 2 * HOUR + 30 * MINUTE, push)

    assert push.notices == []
    assert states(reminder) == [("18:30", "late")]


def test_after_a_month_of_downtime_a_client_hears_at_most_one_of_each(push: FakePush) -> None:
    reminder = make_reminder()

    run(EVENING + 30 * DAY, push)

    assert len(push.notices) == 1
    assert states(reminder) == [("18:30", "late"), ("18:30", "sent")]
    reminder.refresh_from_db()
    assert reminder.next_at == EVENING + 31 * DAY


# --- homework that changes -----------------------------------------------------------------


def test_paused_homework_is_silent_and_speaks_again_after_it(push: FakePush) -> None:
    reminder = make_reminder()
    homework = reminder.assignment
    assert homework is not None
    assert homework.assigned_by is not None
    assignments.pause(assignment=homework, by=homework.assigned_by, at=NOW)

    lives(push, since=NOW, until=NOW + 3 * DAY)
    assert push.notices == []

    assignments.resume(assignment=homework, by=homework.assigned_by, at=NOW + 3 * DAY)
    lives(push, since=NOW + 3 * DAY, until=NOW + 3 * DAY + 10 * HOUR)
    assert len(push.notices) == 1


def test_ended_homework_is_never_looked_at_again(push: FakePush) -> None:
    reminder = make_reminder()
    homework = reminder.assignment
    assert homework is not None
    assert homework.assigned_by is not None
    assignments.end(assignment=homework, by=homework.assigned_by, at=NOW)

    run(EVENING, push)

    assert push.notices == []
    reminder.refresh_from_db()
    assert reminder.next_at is None


# --- desk breaks ---------------------------------------------------------------------------


def test_a_desk_break_is_said_when_it_is_time_and_not_again_while_it_stands(
    push: FakePush,
) -> None:
    client = make_client()
    due = NOW + 45 * MINUTE
    moments: dict[object, dt.datetime | None] = {client.pk: due}
    breaks = breaks_at(moments)  # type: ignore[arg-type]
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks)

    for minutes in range(0, 56):
        run(NOW + minutes * MINUTE, push, breaks=breaks)
    assert push.titles == ["Time to stand up"]
    assert push.notices[0].is_quiet
    assert push.notices[0].seconds == 600

    # Ten minutes later it is the one after it.
    moments[client.pk] = due + 45 * MINUTE
    for minutes in range(55, 95):
        run(NOW + minutes * MINUTE, push, breaks=breaks)
    assert states(reminder) == [("10:15", "sent"), ("11:00", "sent")]


def test_who_stood_up_meanwhile_is_not_told(push: FakePush) -> None:
    client = make_client()
    moments: dict[object, dt.datetime | None] = {client.pk: NOW + 45 * MINUTE}
    breaks = breaks_at(moments)  # type: ignore[arg-type]
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks)

    moments[client.pk] = NOW + 75 * MINUTE
    run(NOW + 45 * MINUTE, push, breaks=breaks)

    assert push.notices == []
    reminder.refresh_from_db()
    assert reminder.next_at == NOW + 75 * MINUTE


def test_a_day_without_desk_is_looked_at_again_the_next_day(push: FakePush) -> None:
    client = make_client(time_zone="Asia/Tokyo")
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))

    assert reminder.next_at == dt.datetime(2026, 3, 10, 15, tzinfo=dt.UTC)


# --- what it costs -------------------------------------------------------------------------


def test_a_tick_takes_as_many_statements_for_one_reminder_as_for_ten(
    count_statements: CountStatements, push: FakePush
) -> None:
    counts = []
    for day, more in enumerate((1, 9)):
        for _ in range(more):
            make_reminder(now=NOW + day * DAY)
        with count_statements() as statements:
            run(EVENING + day * DAY, push)
        counts.append(len(statements))
        ReminderOccurrence.objects.update(answer="opened")

    assert len(push.notices) == 11
    assert counts[0] == counts[1]


def test_where_nothing_is_due_nothing_is_written(
    count_statements: CountStatements, push: FakePush
) -> None:
    make_reminder()

    with count_statements() as statements:
        tick(now=NOW, enqueue=lambda *, wanted: wanted)

    assert len(statements) == 4
    assert all(one.startswith("SELECT") for one in statements)


# --- a month -------------------------------------------------------------------------------


@pytest.mark.once
def test_a_month_of_one_client_is_calm(push: FakePush) -> None:
    client = make_client(time_zone="Europe/Berlin")
    make_settings(client=client)
    homework = make_reminded_homework(client=client)
    start = dt.datetime(2026, 3, 11, 5, tzinfo=dt.UTC)
    reminder = make_reminder(assignment=homework, now=start)
    # Does it on each day but every fifth; half of the time before being told.
    for day in range(30):
        morning = start + day * DAY
        run(morning, push)
        if day % 5 and day % 2:
            make_performed_session(assignment=homework, now=morning + 5 * HOUR)
        # 18:30 is an hour earlier in UTC from 29 March on.
        for half_hours in range(20, 33):
            run(morning + half_hours * HOUR / 2, push)
        if day % 5 and not day % 2:
            make_performed_session(assignment=homework, now=morning + 14 * HOUR)
    run(start + 30 * DAY, push)

    told = ReminderOccurrence.objects.filter(state=OccurrenceState.SENT)
    assert ReminderOccurrence.objects.count() == 30
    assert {one.slot for one in ReminderOccurrence.objects.all()} == {"18:30"}
    assert len(push.notices) == told.count() == 18
    reminder.refresh_from_db()
    assert reminder.stopped_at is None
