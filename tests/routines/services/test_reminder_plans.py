"""Which reminders a client gets, and when each is looked at."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from accounts.models import User
from accounts.services.preferences import change_preferences
from routines.domain.schedule import Frequency
from routines.models import Reminder, ReminderKind
from routines.services.reminder_plans import ensure_reminders, replan, replan_desk
from tests.conftest import CountStatements
from tests.factories import NOW, make_client
from tests.homework_factories import (
    give_homework,
    make_frequency,
    make_revision,
    make_routine,
)
from tests.reminder_factories import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    breaks_at,
    make_reminded_homework,
    make_reminder,
    make_settings,
)

pytestmark = pytest.mark.django_db

NONE_AT_DESK = breaks_at({})


def rows(client: User) -> dict[str, tuple[list[str], dt.datetime | None]]:
    """Return times and the next look of each reminder, by kind."""
    return {one.kind: (one.times, one.next_at) for one in Reminder.objects.filter(client=client)}


def test_who_says_yes_gets_one_of_each_kind_at_the_usual_times() -> None:
    homework = make_reminded_homework(times_per_day=2)
    make_reminded_homework(client=homework.client, routine=make_routine(field="desk"))

    for _ in range(2):
        ensure_reminders(client=homework.client, now=NOW, breaks=NONE_AT_DESK)

    assert rows(homework.client) == {
        "homework": (["08:00", "18:30"], EVENING),
        "next_day": (["08:30"], NOW.replace(hour=8) + DAY),
        "check_in": (["17:00"], NOW.replace(hour=17, minute=0)),
        "desk": ([], NOW.replace(hour=0, minute=0) + DAY),
    }
    assert Reminder.objects.count() == 4


def test_times_somebody_chose_stay() -> None:
    homework = make_reminded_homework()
    make_reminder(assignment=homework, times=["07:45"])

    ensure_reminders(client=homework.client, now=NOW, breaks=NONE_AT_DESK)

    assert rows(homework.client)["homework"][0] == ["07:45"]


@pytest.mark.parametrize("fields", [{"is_on": False}, {"stopped_at": NOW}], ids=["off", "stopped"])
def test_what_is_off_or_has_stopped_is_not_looked_at(fields: dict[str, object]) -> None:
    assert make_reminder(**fields).next_at is None  # type: ignore[arg-type]


def test_new_settings_move_the_next_look() -> None:
    reminder = make_reminder(times=["08:00", "18:30"])
    make_settings(client=reminder.client, quiet_from=dt.time(18), quiet_until=dt.time(7))

    replan(client=reminder.client, now=NOW)

    reminder.refresh_from_db()
    assert reminder.next_at == NOW.replace(hour=8, minute=0) + DAY


def test_what_is_due_this_moment_is_not_lost_by_planning_anew() -> None:
    reminder = make_reminder()

    replan(client=reminder.client, now=EVENING + MINUTE)

    reminder.refresh_from_db()
    assert reminder.next_at == EVENING


def test_another_time_zone_plans_anew() -> None:
    reminder = make_reminder()

    with time_machine.travel(NOW - 2 * HOUR, tick=False):
        change_preferences(user=reminder.client, time_zone="Asia/Tokyo")

    reminder.refresh_from_db()
    assert reminder.next_at == NOW


def test_the_start_of_a_day_at_the_desk_is_planned_for() -> None:
    client = make_client()
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=NONE_AT_DESK)

    replan_desk(client=client, now=NOW, breaks=breaks_at({client.pk: NOW + 45 * MINUTE}))

    reminder.refresh_from_db()
    assert reminder.next_at == NOW + 45 * MINUTE


# --- homework ------------------------------------------------------------------------------


def test_homework_given_later_is_reminded_of_where_its_client_is() -> None:
    reminder = make_reminder()
    later = give_homework(client=reminder.client, routine=make_routine(name="Hips"))

    mine = Reminder.objects.get(assignment=later)
    assert (mine.times, mine.next_at) == (["18:30"], EVENING)


def test_homework_given_to_who_is_not_reminded_makes_no_reminder() -> None:
    make_reminded_homework()
    homework = make_reminded_homework()
    give_homework(client=homework.client, routine=make_routine(name="Hips"))

    assert Reminder.objects.count() == 0


def test_a_break_at_the_desk_gets_no_times_of_its_own() -> None:
    reminder = make_reminder()
    give_homework(client=reminder.client, routine=make_routine(field="desk"))

    assert list(Reminder.objects.values_list("kind", flat=True)) == ["homework"]


@pytest.mark.parametrize(
    ("times", "after"),
    [(["18:30"], ["08:00", "13:00", "18:30"]), (["07:45"], ["07:45"])],
    ids=["usual", "chosen"],
)
def test_more_times_a_day_move_only_the_usual_times(times: list[str], after: list[str]) -> None:
    reminder = make_reminder(times=times)
    assert reminder.assignment is not None

    make_revision(reminder.assignment, frequency=make_frequency(times_per_day=3))

    reminder.refresh_from_db()
    assert reminder.times == after
    assert reminder.next_at is not None


def test_days_that_were_added_are_not_missed() -> None:
    tuesdays = Frequency(times_per_day=1, weekdays=frozenset({0}), starts_on=NOW.date())
    reminder = make_reminder(assignment=make_reminded_homework(frequency=tuesdays))
    assert reminder.next_at == EVENING + 6 * DAY
    assert reminder.assignment is not None

    make_revision(reminder.assignment, frequency=make_frequency())

    reminder.refresh_from_db()
    assert reminder.next_at == EVENING


def test_planning_takes_as_many_statements_for_one_as_for_ten(
    count_statements: CountStatements,
) -> None:
    client = make_client()
    make_reminder(client=client)
    counts = []
    for more in (0, 9):
        for number in range(more):
            routine = make_routine(name=f"Routine {number}")
            make_reminder(assignment=make_reminded_homework(client=client, routine=routine))
        Reminder.objects.update(next_at=None)
        with count_statements() as statements:
            replan(client=client, now=NOW)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 3
