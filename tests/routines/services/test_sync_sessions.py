"""Ratings and answers of the morning after, whatever arrives first."""

from __future__ import annotations

import itertools

import pytest

from routines.models import ExerciseSession, SyncReceipt
from tests.factories import NOW
from tests.homework_factories import Homework, make_homework
from tests.outbox import DAY, HOUR, MINUTE, Phone, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + DAY


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(3))), ids=str)
def test_of_each_number_the_latest_stands(homework: Homework, arrival: tuple[int, ...]) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    ratings = [
        phone.about("rating", session, at=NOW + MINUTE, pain_after=1, effort=2, note="One"),
        phone.about("rating", session, at=NOW + 2 * MINUTE, pain_after=3),
        phone.about("rating", session, at=NOW + 3 * MINUTE, effort=7),
    ]
    take_in(homework.ivan, [session], now=LATER)

    for place in arrival:
        take_in(homework.ivan, [ratings[place]], now=LATER)

    row = ExerciseSession.objects.get()
    assert (row.pain_after, row.effort, row.note) == (3, 7, "One")


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(2))), ids=str)
def test_the_latest_answer_of_a_morning_stands(
    homework: Homework, arrival: tuple[int, ...]
) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    log = phone.log(session, homework.bridge)
    answers = [
        phone.make("next_day", at=NOW + (20 + pain) * HOUR, day="2026-03-11", pain=pain)
        for pain in (1, 3)
    ]
    take_in(homework.ivan, [session, log], now=LATER)

    for place in arrival:
        take_in(homework.ivan, [answers[place]], now=LATER)

    assert ExerciseSession.objects.get().pain_next_day == 3


def test_an_answer_waits_for_what_was_done_the_day_before(homework: Homework) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    log = phone.log(session, homework.bridge)
    answer = phone.make("next_day", at=NOW + 22 * HOUR, day="2026-03-11", pain=2)

    assert [one.result for one in take_in(homework.ivan, [answer], now=LATER)] == ["retry"]
    assert not SyncReceipt.objects.exists()
    take_in(homework.ivan, [session], now=LATER)
    assert [one.result for one in take_in(homework.ivan, [answer], now=LATER)] == ["retry"]
    found = take_in(homework.ivan, [answer, log], now=LATER)

    assert [one.result for one in found] == ["stored", "stored"]


def test_an_answer_for_another_day_is_refused(homework: Homework) -> None:
    phone = Phone()
    phone.make("next_day", at=NOW, day="2026-03-09", pain=2)

    (outcome,) = take_in(homework.ivan, phone.made)

    assert outcome.result == "invalid"
    assert "another day" in outcome.reason
