"""The morning after: one number, kept with all sessions of the day before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routines.models import ExerciseSession
from routines.services import next_days
from routines.services.sessions import NotYourHomeworkError, SessionError, TooLateError
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_assignment,
    make_homework,
    make_performed_session,
    make_ruled_homework,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def answer(homework: Homework, **changes: Any) -> list[ExerciseSession]:
    usual: dict[str, Any] = {
        "client": homework.ivan,
        "day": TODAY + DAY,
        "pain": 2,
        "by": homework.ivan,
        "now": NOW + DAY,
    }
    return next_days.answer(**{**usual, **changes})


def test_it_is_kept_with_every_performed_session_of_the_day_before(homework: Homework) -> None:
    other = make_assignment(client=homework.ivan)
    first = make_performed_session(assignment=homework.assignment)
    second = make_performed_session(assignment=other, now=NOW + dt.timedelta(hours=1))
    untouched = make_session(assignment=other, now=NOW + dt.timedelta(hours=2))
    older = make_performed_session(assignment=other, day=TODAY - DAY)

    assert answer(homework) == [first, second]

    for session in (first, second):
        session.refresh_from_db()
        assert (session.pain_next_day, session.next_day_at) == (2, NOW + DAY)
    for session in (untouched, older):
        session.refresh_from_db()
        assert session.pain_next_day is None


def test_it_may_be_corrected_the_same_day(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)
    answer(homework)
    answer(homework, pain=5, now=NOW + DAY + dt.timedelta(hours=3))

    session.refresh_from_db()
    assert session.pain_next_day == 5


@pytest.mark.parametrize("pain", [-1, 11])
def test_a_number_off_the_scale_is_refused(homework: Homework, pain: int) -> None:
    make_performed_session(assignment=homework.assignment)

    with pytest.raises(SessionError, match="from 0 to 10"):
        answer(homework, pain=pain)


@pytest.mark.parametrize("days", [0, 2])
def test_only_the_clients_own_today_is_asked(homework: Homework, days: int) -> None:
    make_performed_session(assignment=homework.assignment)

    with pytest.raises(TooLateError, match="another day"):
        answer(homework, day=TODAY + days * DAY)


def test_the_day_is_that_of_the_clients_own_zone(homework: Homework) -> None:
    homework.ivan.time_zone = "Pacific/Auckland"
    homework.ivan.save(update_fields=["time_zone"])
    make_performed_session(assignment=homework.assignment)

    late = NOW.replace(hour=23)
    assert len(answer(homework, day=TODAY + DAY, now=late)) == 1


def test_ten_sessions_cost_no_statement_more_than_one(count_statements: CountStatements) -> None:
    costs = []
    for number in (1, 10):
        homework = make_ruled_homework()
        for hour in range(number):
            make_performed_session(
                assignment=homework.assignment, now=NOW + dt.timedelta(hours=hour / 2)
            )
        with count_statements() as statements:
            assert len(answer(homework)) == number
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_nobody_answers_for_somebody_else(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)

    with pytest.raises(NotYourHomeworkError):
        answer(homework, by=homework.maya)


def test_nothing_done_is_nothing_asked(homework: Homework) -> None:
    with pytest.raises(SessionError, match="Nothing was done yesterday"):
        answer(homework)
