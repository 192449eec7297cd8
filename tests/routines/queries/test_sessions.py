"""What the page of a session reads."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import Assignment
from routines.queries.sessions import for_logging, performed_of, previous_pain, session_page
from routines.services.sessions import undo
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    make_assignment,
    make_log,
    make_performed_session,
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


def test_the_page_takes_two_statements(
    homework: Assignment, count_statements: CountStatements
) -> None:
    session = make_performed_session(assignment=homework)

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
