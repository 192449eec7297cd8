"""A session that is not begun: what it asks for, and whether it has arrived."""

from __future__ import annotations

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Dosage
from routines.domain.doses import Dose
from routines.queries.new_sessions import (
    Arrived,
    arrived,
    for_beginning,
    new_session_page,
    startable,
)
from routines.queries.session_links import NO_KEY
from routines.services import assignments, sessions
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_log,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.mark.parametrize("dose", list(Dose))
def test_it_asks_for_what_a_stored_one_asks_for(
    dose: Dose, count_statements: CountStatements
) -> None:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    exercises = [make_exercise(dosage=Dosage(sets=3, repetitions=10)) for _ in range(8)]
    make_assignment(client=ivan, routine=make_routine(exercises=exercises))
    assignment = for_beginning(ivan).get()
    version = assignment.versions.get()

    with count_statements() as statements:
        page = new_session_page(assignment, version, client=ivan, dose=dose, key=NO_KEY, now=NOW)

    assert len(statements) <= 2
    stored = sessions.start(
        key=uuid7(), assignment=assignment, client=ivan, day=TODAY, at=NOW, now=NOW, dose=dose
    ).row
    for name in ("dose", "ease_percent", "exercise_count", "version_id", "local_day", "source"):
        assert getattr(page.session, name) == getattr(stored, name), name
    assert [one.prescription.position for one in page.exercises] == list(
        range(1, stored.asked_count + 1)
    )
    assert not page.logged


def test_only_ones_own_homework_can_be_begun(homework: Homework) -> None:
    assert for_beginning(homework.ivan).get() == homework.assignment
    assert not for_beginning(homework.maya).exists()


def test_a_session_has_arrived_for_its_own_client_alone(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)

    assert arrived(homework.ivan, None) is None
    assert arrived(homework.ivan, uuid7()) is None
    assert arrived(homework.maya, session.pk) is None
    assert arrived(homework.ivan, session.pk) == Arrived(session=session.pk, is_touched=False)


def test_it_is_touched_by_its_first_log_or_its_end(homework: Homework) -> None:
    logged, ended = (make_session(assignment=homework.assignment) for _ in range(2))
    make_log(session=logged)
    sessions.finish(session=ended, by=homework.ivan, now=NOW)

    for session in (logged, ended):
        found = arrived(homework.ivan, session.pk)
        assert found is not None
        assert found.is_touched


def test_a_phone_learns_which_homework_it_may_begin(homework: Homework) -> None:
    assert startable(homework.ivan) == [
        {
            "assignment": str(homework.assignment.pk),
            "version": 1,
            "name": homework.assignment.name,
            "count": homework.assignment.current_version.exercise_count,
        }
    ]
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=NOW)
    assert startable(homework.ivan) == []
    assert startable(homework.maya) == []
