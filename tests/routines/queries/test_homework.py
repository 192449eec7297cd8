"""The page of one assignment, and who may see what is prescribed."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import Assignment
from routines.queries.homework import (
    HomeworkPage,
    alternatives,
    for_reading,
    homework_page,
    prescribed,
)
from routines.queries.precautions import WordsOfCare
from routines.services.assignments import end, pause
from routines.services.changes import mark_changes_seen
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    Homework,
    make_exercise,
    make_frequency,
    make_homework,
    make_performed_session,
    make_revision,
    make_self_start,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def read(user: User, assignment: Assignment, *, day: dt.date = TODAY) -> HomeworkPage:
    return homework_page(for_reading(user).get(pk=assignment.pk), day=day)


def test_it_holds_what_is_prescribed_in_order(homework: Homework) -> None:
    page = read(homework.ivan, homework.assignment)

    assert list(page.prescriptions) == [homework.bridge, homework.stretch]
    assert (page.state, page.may_start, page.is_start_the_point) == ("due", True, True)


def test_a_session_of_today_is_carried_on(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)

    page = read(homework.ivan, homework.assignment)

    assert (page.state, page.open_session, page.may_start) == ("begun", session, False)


def test_once_it_is_done_starting_is_not_the_point(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)

    page = read(homework.ivan, homework.assignment)

    assert (page.state, page.may_start, page.is_start_the_point) == ("done", True, False)


def test_twice_a_day_is_due_again(homework: Homework) -> None:
    make_revision(homework.assignment, frequency=make_frequency(times_per_day=2))
    make_performed_session(assignment=Assignment.objects.get())

    page = read(homework.ivan, homework.assignment)

    assert (page.state, page.performed, page.due) == ("again", 1, 2)


def test_a_rest_day_names_the_next_one(homework: Homework) -> None:
    make_revision(homework.assignment, frequency=make_frequency(weekdays=frozenset({4})))

    page = read(homework.ivan, homework.assignment)

    assert (page.state, page.next_on) == ("rest", TODAY + 3 * DAY)


def test_paused_and_ended_cannot_be_started(homework: Homework) -> None:
    pause(assignment=homework.assignment, by=homework.maya, at=NOW)
    paused = read(homework.ivan, homework.assignment)
    end(assignment=homework.assignment, by=homework.maya, at=NOW)
    ended = read(homework.ivan, homework.assignment, day=TODAY + DAY)

    assert (paused.state, paused.may_start, paused.may_log_yesterday) == ("paused", False, False)
    assert (ended.state, ended.may_start, ended.ended_on) == ("over", False, TODAY)


def test_yesterday_is_offered_until_it_is_logged(homework: Homework) -> None:
    tomorrow = TODAY + DAY

    assert not read(homework.ivan, homework.assignment).may_log_yesterday
    assert read(homework.ivan, homework.assignment, day=tomorrow).may_log_yesterday
    make_performed_session(assignment=homework.assignment)
    assert not read(homework.ivan, homework.assignment, day=tomorrow).may_log_yesterday


def test_the_last_day_of_ended_homework_is_offered(homework: Homework) -> None:
    end(assignment=homework.assignment, by=homework.maya, at=NOW)

    assert read(homework.ivan, homework.assignment, day=TODAY + DAY).may_log_yesterday
    assert not read(homework.ivan, homework.assignment, day=TODAY + 2 * DAY).may_log_yesterday


def test_changes_are_of_all_versions_not_looked_at(homework: Homework) -> None:
    make_revision(homework.assignment, note="Slowly.")
    make_revision(homework.assignment, frequency=make_frequency(times_per_day=2))

    changes = read(homework.ivan, homework.assignment).changes
    mark_changes_seen(assignment=Assignment.objects.get())

    assert changes == ("A new note from your therapist.", "Twice a day, it was once a day.")
    assert read(homework.ivan, homework.assignment).changes == ()


def test_strangers_read_nothing(homework: Homework) -> None:
    tom = make_therapist(clinic=make_clinic(name="Hill Clinic"), display_name="Tom Reed")
    noor = make_client(therapist=tom, display_name="Noor Aziz")

    for stranger in (tom, noor):
        assert not for_reading(stranger).exists()
        assert not prescribed(stranger, homework.bridge.exercise, homework.bridge.pk).exists()
    for known in (homework.ivan, homework.maya):
        assert for_reading(known).exists()
        assert prescribed(known, homework.bridge.exercise, homework.bridge.pk).exists()


def test_a_prescription_belongs_to_its_exercise(homework: Homework) -> None:
    assert not prescribed(homework.ivan, homework.stretch.exercise, homework.bridge.pk).exists()


def test_alternatives_are_those_one_may_look_at() -> None:
    dana = make_client(display_name="Dana Lee")
    easier = make_exercise(name="Short bridge", self_start=True)
    hidden = make_exercise(name="Long bridge", self_start=False)
    bridge = make_exercise(easier=[easier.slug, hidden.slug], harder=["never-heard-of"])

    assert alternatives(dana, bridge, words=WordsOfCare(dana.pk)) == {
        "easier": [easier],
        "harder": [],
    }


def test_homework_of_ones_own_has_no_therapist() -> None:
    dana = make_client(display_name="Dana Lee")
    own = make_self_start(client=dana)

    assert read(dana, own).state == "due"
    assert not for_reading(make_therapist(clinic=make_clinic())).exists()


def test_few_statements_whatever_changed(
    homework: Homework, count_statements: CountStatements
) -> None:
    make_revision(homework.assignment, note="Slowly.")
    make_performed_session(assignment=Assignment.objects.get())

    with count_statements() as statements:
        read(homework.ivan, homework.assignment)

    assert len(statements) <= 4
