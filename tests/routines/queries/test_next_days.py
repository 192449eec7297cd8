"""Which sessions the morning's question is about."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.queries.next_days import due_question
from routines.services import next_days
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_assignment,
    make_homework,
    make_performed_session,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def test_it_asks_about_what_was_done_the_day_before(homework: Homework) -> None:
    first = make_performed_session(assignment=homework.assignment)
    second = make_performed_session(assignment=homework.assignment, now=NOW + HOUR)
    other = make_assignment(client=homework.ivan, routine=make_routine(name="Hips"))
    third = make_performed_session(assignment=other, now=NOW + 2 * HOUR)

    question = due_question(client=homework.ivan, day=TODAY + DAY)

    assert question is not None
    assert question.sessions == (first, second, third)
    assert question.names == ("Core 1", "Hips")


def test_it_does_not_ask_about_nothing_today_or_long_ago(homework: Homework) -> None:
    make_session(assignment=homework.assignment)
    assert due_question(client=homework.ivan, day=TODAY + DAY) is None
    make_performed_session(assignment=homework.assignment)
    assert due_question(client=homework.ivan, day=TODAY) is None
    assert due_question(client=homework.ivan, day=TODAY + 2 * DAY) is None
    assert due_question(client=homework.maya, day=TODAY + DAY) is None


def test_once_answered_it_is_not_asked_again(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)
    next_days.answer(client=homework.ivan, day=TODAY + DAY, pain=0, by=homework.ivan, now=NOW + DAY)

    assert due_question(client=homework.ivan, day=TODAY + DAY) is None


def test_it_takes_one_statement(homework: Homework, count_statements: CountStatements) -> None:
    for hours in range(5):
        make_performed_session(assignment=homework.assignment, now=NOW + hours * HOUR)

    with count_statements() as statements:
        question = due_question(client=homework.ivan, day=TODAY + DAY)
        assert question is not None
        assert question.names == ("Core 1",)

    assert len(statements) == 1
