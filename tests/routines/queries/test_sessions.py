"""What the page of a session reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import User
from routines.domain.doses import Dose
from routines.models import Assignment
from routines.queries.sessions import for_logging, performed_of, previous_pain, session_page
from routines.services.sessions import undo
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    STRETCH,
    make_assignment,
    make_exercise,
    make_log,
    make_performed_session,
    make_routine,
    make_session,
    make_skip,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan)


def give_long(ivan: User) -> Assignment:
    """Give homework of which one exercise fits into three minutes."""
    hold = replace(STRETCH, hold_seconds=80)
    routine = make_routine(exercises=[make_exercise(dosage=hold) for _ in range(3)])
    return make_assignment(client=ivan, routine=routine)


def test_each_exercise_stands_with_what_became_of_it(homework: Assignment) -> None:
    session = make_session(assignment=homework)
    first, second = prescriptions_of_session(session)
    log = make_log(session=session, prescription=first)

    page = session_page(session)

    assert [one.prescription for one in page.exercises] == [first, second]
    assert [one.log for one in page.exercises] == [log, None]
    assert (page.logged, page.is_all_logged) == (1, False)


def test_what_was_undone_stands_open_again(homework: Assignment) -> None:
    session = make_session(assignment=homework)
    undo(log=make_log(session=session), by=session.client, now=NOW)

    assert session_page(session).logged == 0


@pytest.mark.parametrize("dose", list(Dose))
def test_the_page_takes_two_statements(
    homework: Assignment, count_statements: CountStatements, dose: Dose
) -> None:
    session = make_performed_session(assignment=homework, dose=dose)

    with count_statements() as statements:
        page = session_page(session)
        assert page.is_all_logged
        assert all(one.log and one.log.session == session for one in page.exercises)

    assert len(statements) == 2


def test_only_the_client_logs(ivan: User, homework: Assignment) -> None:
    session = make_session(assignment=homework)

    assert list(for_logging(ivan)) == [session]
    assert homework.assigned_by
    assert not for_logging(homework.assigned_by).exists()


def test_the_rating_before_is_the_last_one_earlier(homework: Assignment) -> None:
    for days, pain in ((3, 6), (2, 5), (1, None)):
        at = NOW - dt.timedelta(days=days)
        make_performed_session(assignment=homework, pain=pain, now=at)
    today = make_performed_session(assignment=homework, pain=2)

    assert previous_pain(today) == (5, (NOW - dt.timedelta(days=2)).date())


def test_the_first_rating_has_none_before_it(homework: Assignment) -> None:
    assert previous_pain(make_performed_session(assignment=homework, pain=2)) is None


def test_skipped_and_undone_are_not_performed(homework: Assignment) -> None:
    session = make_session(assignment=homework)
    first, second = prescriptions_of_session(session)
    make_skip(session=session, prescription=first)
    log = make_log(session=session, prescription=second)

    assert performed_of(session) == (1, 2)
    undo(log=log, by=log.session.client, now=NOW)
    assert performed_of(session) == (0, 2)


def test_a_gentle_session_asks_for_less_of_each(homework: Assignment) -> None:
    session = make_session(assignment=homework, dose=Dose.GENTLE)

    page = session_page(session)

    assert [str(one.dosage) for one in page.exercises] == ["2 × 6", "2 × 30 s each side"]


def test_a_short_session_shows_only_its_exercises(ivan: User) -> None:
    session = make_session(assignment=give_long(ivan), dose=Dose.SHORT)

    page = session_page(session)

    assert [(one.number, str(one.dosage)) for one in page.exercises] == [
        (1, "1 min 20 s each side")
    ]
    assert page.minutes == 3
    make_log(session=session)
    assert session_page(session).is_all_logged
    assert performed_of(session) == (1, 1)


def test_what_was_logged_beyond_a_short_session_is_not_hidden(ivan: User) -> None:
    session = make_session(assignment=give_long(ivan), dose=Dose.SHORT)
    make_log(session=session, prescription=prescriptions_of_session(session)[2])

    assert [one.number for one in session_page(session).exercises] == [1, 3]


def test_the_minutes_of_a_session_are_those_of_its_dose(ivan: User) -> None:
    homework = give_long(ivan)
    full, gentle = (
        session_page(make_session(assignment=homework, dose=dose))
        for dose in (Dose.FULL, Dose.GENTLE)
    )

    assert full.minutes == homework.current_version.estimated_minutes
    assert gentle.minutes < full.minutes
