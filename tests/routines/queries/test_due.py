"""What was due and what was performed, by the versions and pauses of the time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routines.domain.adherence import DayAdherence
from routines.models import Assignment, ExerciseSession
from routines.queries.due import (
    adherence_days,
    asked,
    due_on,
    performed_per_day,
    summed_days,
    version_on,
    with_history,
)
from routines.services import assignments
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_assignment,
    make_frequency,
    make_homework,
    make_log,
    make_performed_session,
    make_revision,
    make_routine,
    make_session,
    make_skip,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
WEEK = [TODAY + days * DAY for days in range(7)]


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def read(assignment: Assignment) -> Assignment:
    return with_history(Assignment.objects.filter(pk=assignment.pk)).get()


def make_eventful(homework: Homework) -> Assignment:
    """Twice a day from the third day on, a pause on the fifth, and an end on the sixth."""
    given, maya = homework.assignment, homework.maya
    make_revision(given, frequency=make_frequency(times_per_day=2), at=NOW + 2 * DAY)
    assignments.pause(assignment=given, by=maya, at=NOW + 4 * DAY)
    assignments.resume(assignment=given, by=maya, at=NOW + 5 * DAY)
    assignments.end(assignment=given, by=maya, at=NOW + 5 * DAY)
    return read(given)


def test_each_day_is_due_by_the_version_then_in_force(homework: Homework) -> None:
    assignment = make_eventful(homework)

    assert [due_on(assignment, day) for day in WEEK] == [1, 1, 2, 2, 0, 2, 0]
    assert due_on(assignment, TODAY - DAY) == 0


def test_both_ways_of_reading_history_say_the_same(homework: Homework) -> None:
    assignment = make_eventful(homework)
    make_assignment(client=homework.ivan, routine=make_routine(name="Core 2"))

    first, second = asked(Assignment.objects.all())

    assert (first.name, first.ended_on, first.now.times_per_day) == ("Core 1", WEEK[5], 2)
    assert [first.due_on(day) for day in WEEK] == [due_on(assignment, day) for day in WEEK]
    assert [second.due_on(day) for day in WEEK] == [1] * 7
    assert second.due_on(TODAY - DAY) == 0


def test_the_version_of_a_day_is_the_last_one_in_force(homework: Homework) -> None:
    assignment = make_eventful(homework)
    versions = assignment.versions.all()

    numbers = [version_on(versions, TODAY + days * DAY) for days in (-1, 1, 2)]

    assert [one and one.number for one in numbers] == [None, 1, 2]


def test_two_revisions_on_one_day_count_as_the_last(homework: Homework) -> None:
    for times in (3, 2):
        make_revision(homework.assignment, frequency=make_frequency(times_per_day=times))

    assert due_on(read(homework.assignment), TODAY) == 2


def test_sessions_count_from_the_first_exercise_whether_finished_or_not(
    homework: Homework,
) -> None:
    make_performed_session(assignment=homework.assignment)
    make_performed_session(assignment=homework.assignment)
    make_log(session=make_session(assignment=homework.assignment, day=TODAY - DAY))
    make_skip(session=make_session(assignment=homework.assignment, day=TODAY - 2 * DAY))
    make_performed_session(assignment=homework.assignment, day=TODAY - 9 * DAY)

    counts = performed_per_day(ExerciseSession.objects.all(), since=TODAY - 7 * DAY, until=TODAY)

    assert counts == {homework.assignment.pk: {TODAY: 2, TODAY - DAY: 1}}


def test_adherence_stands_due_beside_performed(homework: Homework) -> None:
    entries = adherence_days(read(homework.assignment), [TODAY - DAY, TODAY], {TODAY: 1})

    assert [one.state for one in entries] == ["rest", "performed"]


def test_history_takes_the_same_statements_for_one_and_for_many(
    homework: Homework, count_statements: Any
) -> None:
    def statements() -> int:
        with count_statements() as counted:
            for one in with_history(Assignment.objects.all()):
                due_on(one, TODAY)
        return len(counted)

    one = statements()
    for number in range(5):
        more = make_assignment(client=homework.ivan, routine=make_routine(name=f"More {number}"))
        make_revision(more, note="Slowly.")

    assert statements() == one == 3


# --- several at once -----------------------------------------------------------------------


def summed(*entries: tuple[int, int]) -> DayAdherence:
    """Sum the due and performed of several assignments on one day."""
    (one,) = summed_days(
        [[DayAdherence(day=TODAY, due=due, performed=done)] for due, done in entries]
    )
    return one


@pytest.mark.parametrize(
    ("entries", "due", "performed", "extra", "state"),
    [
        ([(1, 1), (1, 1)], 2, 2, 0, "performed"),
        ([(1, 1), (1, 0)], 2, 1, 0, "partial"),
        ([(1, 0), (1, 0)], 2, 0, 0, "missed"),
        # Doing one twice does not hide that the other was left out.
        ([(1, 2), (1, 0)], 2, 1, 1, "partial"),
        # Nor does doing one on its rest day.
        ([(0, 1), (1, 0)], 1, 0, 1, "partial"),
        ([(0, 1), (0, 0)], 0, 0, 1, "extra"),
        ([(0, 0), (0, 0)], 0, 0, 0, "rest"),
    ],
)
def test_each_assignment_counts_only_for_itself(
    entries: list[tuple[int, int]], due: int, performed: int, extra: int, state: str
) -> None:
    one = summed(*entries)

    assert (one.due, one.performed, one.extra, one.state) == (due, performed, extra, state)


def test_the_days_of_nothing_are_none() -> None:
    assert summed_days([]) == []
