"""Somebody who feels so low needs a person, and no closed exercises; other signs beside it count on."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Feeling, Flag, FlagAction, Proposal, Status
from routines.services import flags
from routines.services.locks import lock_all_homework
from routines.services.rests import rest_for
from tests.check_in_factories import LOW, SADDLE, make_flag
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_homework,
    make_report,
    make_session,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def status(homework: Homework) -> str:
    homework.assignment.refresh_from_db()
    return homework.assignment.status


def test_who_feels_so_low_is_an_emergency_after_which_homework_stays_open(
    homework: Homework,
) -> None:
    session = make_session(assignment=homework.assignment)

    flag = make_flag(client=homework.ivan, answers=LOW)

    assert (flag.urgency, flag.closes_exercises) == ("now", False)
    assert flag.due_at == NOW + HOUR
    assert status(homework) == Status.ACTIVE
    assert not Proposal.objects.exists()
    session.refresh_from_db()
    assert session.finished_at is None


def test_feeling_low_takes_nothing_from_a_sign_beside_it(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan, answers=LOW | SADDLE)

    assert flag.closes_exercises
    assert status(homework) == Status.PAUSED


def test_an_emergency_the_rules_no_longer_know_closes_exercises(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan, answers=LOW, signs=["gone", "self-harm"])

    assert flag.closes_exercises


def test_what_was_reported_in_a_session_closes_exercises(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.WARNING, now=NOW)

    assert Flag.objects.get().closes_exercises


def test_homework_given_while_somebody_feels_low_is_open(homework: Homework) -> None:
    make_flag(client=homework.ivan, answers=LOW)

    assert make_assignment(client=homework.ivan, by=homework.maya).status == Status.ACTIVE


def test_homework_does_not_go_on_resting_for_who_feels_low(homework: Homework) -> None:
    make_flag(client=homework.ivan, answers=LOW)
    numb = make_flag(client=homework.ivan)
    flags.acknowledge(flag=numb, by=homework.maya, action=FlagAction.CALLED, at=NOW + HOUR)

    flags.clear(flag=numb, by=homework.maya, at=NOW + DAY)

    assert status(homework) == Status.ACTIVE


def test_nothing_is_rested_for_it_whoever_asks(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan, answers=LOW)

    assert rest_for(flag, rests=(), locked=lock_all_homework(homework.ivan), now=NOW) == []
    assert status(homework) == Status.ACTIVE
