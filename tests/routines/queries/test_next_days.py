"""What is asked and shown on the morning after."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.traffic_light import NextDay
from routines.models import ExerciseSession
from routines.queries.next_days import Morning, morning
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_homework,
    make_performed_session,
    make_session,
    make_skip,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
YESTERDAY = TODAY - DAY


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def do_yesterday(homework: Homework, *, hours: int = 0, **known: int | None) -> None:
    at = NOW - DAY + dt.timedelta(hours=hours)
    session = make_performed_session(assignment=homework.assignment, day=YESTERDAY, now=at)
    ExerciseSession.objects.filter(pk=session.pk).update(**known)


def see(homework: Homework, day: dt.date = TODAY) -> Morning | None:
    return morning(client=homework.ivan, day=day)


def test_the_day_after_homework_is_asked_about(homework: Homework) -> None:
    do_yesterday(homework)

    assert see(homework) == Morning(day=TODAY, pain=None, change=None, before=None)


def test_after_that_day_and_for_others_there_is_no_question(homework: Homework) -> None:
    do_yesterday(homework)

    assert see(homework, TODAY + DAY) is None
    assert see(homework, YESTERDAY) is None
    assert morning(client=homework.maya, day=TODAY) is None


def test_a_day_of_skips_is_not_asked_about(homework: Homework) -> None:
    make_skip(session=make_session(assignment=homework.assignment, day=YESTERDAY))

    assert see(homework) is None


@pytest.mark.parametrize(
    ("pain", "verdict"),
    [
        (2, NextDay.SETTLED),
        (3, NextDay.SETTLED),
        (4, NextDay.SAME),
        (5, NextDay.NOT_SETTLED),
    ],
)
def test_the_answer_is_compared_with_the_pain_before(
    homework: Homework, pain: int, verdict: NextDay
) -> None:
    do_yesterday(homework, pain_before=3, pain_next_day=pain)

    found = see(homework)

    assert found is not None
    assert (found.pain, found.change, found.verdict) == (pain, pain - 3, verdict)
    assert [found.is_settled, found.is_same, found.is_not_settled].index(True) == [*NextDay].index(
        verdict
    )


def test_a_phone_is_told_what_each_answer_would_mean(homework: Homework) -> None:
    do_yesterday(homework, pain_before=3)

    found = see(homework)

    assert found is not None
    settled, same, not_settled = NextDay
    assert found.verdicts.split() == [*[settled] * 4, same, *[not_settled] * 6]


def test_without_the_pain_before_nothing_is_said(homework: Homework) -> None:
    do_yesterday(homework, pain_before=None, pain_next_day=5)

    found = see(homework)

    assert found is not None
    assert (found.pain, found.verdict, found.verdicts) == (5, None, "")
    assert not any([found.is_settled, found.is_same, found.is_not_settled])


def test_of_two_sessions_the_first_says_what_was_before(homework: Homework) -> None:
    do_yesterday(homework, pain_before=3, pain_next_day=5)
    do_yesterday(homework, hours=4, pain_before=6, pain_next_day=5)

    found = see(homework)

    assert found is not None
    assert found.change == 2


def test_what_is_filled_in_after_the_answer_is_not_asked_about_again(homework: Homework) -> None:
    do_yesterday(homework, pain_before=3, pain_next_day=0)
    do_yesterday(homework, hours=4)

    found = see(homework)

    assert found is not None
    assert found.pain == 0


def test_one_statement_for_one_session_and_for_ten(
    homework: Homework, count_statements: CountStatements
) -> None:
    do_yesterday(homework)
    with count_statements() as few:
        see(homework)
    for hours in range(9):
        do_yesterday(homework, hours=hours)

    with count_statements() as many:
        see(homework)

    assert len(many) == len(few) == 1
