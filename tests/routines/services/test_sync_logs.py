"""Which log of an exercise stands, whatever arrives first."""

from __future__ import annotations

import itertools

import pytest

from routines.models import ExerciseLog, SyncReceipt
from tests.factories import NOW
from tests.homework_factories import Homework, make_homework, make_log, make_session
from tests.outbox import MINUTE, SECOND, Item, Phone, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + 10 * MINUTE


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def standing() -> list[str]:
    return [str(one.pk) for one in ExerciseLog.objects.standing()]


def deliver_one_by_one(homework: Homework, items: list[Item]) -> list[str]:
    """Send each alone, those that wait again and again; return the last words, by the order made."""
    said: dict[str, str] = {}
    waiting = list(items)
    while waiting:
        one = waiting.pop(0)
        (outcome,) = take_in(homework.ivan, [one], now=LATER)
        said[one["id"]] = outcome.result.value
        if outcome.result == "retry":
            waiting.append(one)
    return [said[one["id"]] for one in sorted(items, key=lambda one: one["order"])]


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(4))), ids=str)
def test_logged_again_after_an_undo_the_second_one_stands(
    homework: Homework, arrival: tuple[int, ...]
) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    first = phone.log(session, homework.bridge)
    phone.undo(first, at=NOW + 5 * SECOND)
    second = phone.log(session, homework.bridge, at=NOW + MINUTE)

    deliver_one_by_one(homework, [phone.made[place] for place in arrival])

    assert standing() == [second["id"]]
    undone = ExerciseLog.objects.get(pk=first["id"])
    assert undone.undone_at == NOW + 5 * SECOND
    assert set(SyncReceipt.objects.values_list("result", "is_aside")) == {("stored", False)}


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(3))), ids=str)
@pytest.mark.parametrize("is_same", [True, False], ids=["same", "other"])
def test_of_two_logs_the_earlier_stands_and_the_other_is_kept_aside(
    homework: Homework, arrival: tuple[int, ...], is_same: bool
) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    first = phone.log(session, homework.bridge)
    says = {} if is_same else {"outcome": "skipped", "skip_reason": "pain"}
    second = phone.log(session, homework.bridge, at=NOW + MINUTE, **says)

    deliver_one_by_one(homework, [phone.made[place] for place in arrival])

    assert standing() == [first["id"]]
    (again,) = take_in(homework.ivan, [second], now=LATER)
    assert again.result == ("already_stored" if is_same else "conflict")
    if not is_same:
        assert again.stands == ExerciseLog.objects.get(pk=first["id"])
        assert "logged already" in again.reason


def test_what_was_logged_on_a_page_was_there_first(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    on_page = make_log(session=session, prescription=homework.bridge)
    phone = Phone()
    skipped = {"outcome": "skipped", "skip_reason": "pain"}
    phone.log(session, homework.bridge, at=NOW - MINUTE, **skipped)

    (outcome,) = take_in(homework.ivan, phone.made)

    assert (outcome.result, outcome.stands) == ("conflict", on_page)
    assert standing() == [str(on_page.pk)]


def test_one_kept_aside_and_taken_back_never_steps_in(homework: Homework) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    first = phone.log(session, homework.bridge)
    second = phone.log(session, homework.bridge, at=NOW + SECOND)
    phone.undo(second, at=NOW + 2 * SECOND)
    phone.undo(first, at=NOW + 3 * SECOND)

    assert deliver_one_by_one(homework, phone.made) == [
        "stored",
        "stored",
        "already_stored",
        "stored",
        "stored",
    ]
    assert standing() == []


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(4))), ids=str)
def test_the_latest_correction_stands(homework: Homework, arrival: tuple[int, ...]) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    log = phone.log(session, homework.bridge)
    for number, reason in enumerate(("pain", "no-time"), start=1):
        at = NOW + number * MINUTE
        phone.correct(log, at=at, outcome="skipped", skip_reason=reason)

    deliver_one_by_one(homework, [phone.made[place] for place in arrival])

    row = ExerciseLog.objects.get()
    assert (row.skip_reason, row.edited_at) == ("no-time", NOW + 2 * MINUTE)
