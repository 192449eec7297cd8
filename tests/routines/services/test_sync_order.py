"""What follows from all that arrived of a session: its end, the pain around it, what waited for it."""

from __future__ import annotations

from typing import Any

import pytest

from routines.models import CheckIn, ExerciseSession
from tests.check_in_factories import SADDLE
from tests.factories import NOW
from tests.homework_factories import Homework, make_homework, make_ruled_homework
from tests.outbox import DAY, HOUR, MINUTE, Phone, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + DAY


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.mark.parametrize("is_backwards", [False, True])
def test_a_session_ends_with_its_last_exercise(homework: Homework, is_backwards: bool) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    logs = [phone.log(session, homework.bridge, at=NOW + MINUTE)]
    logs.append(phone.log(session, homework.stretch, at=NOW + 5 * MINUTE))
    later = phone.about("rating", session, at=NOW + 6 * MINUTE, pain_after=2)
    take_in(homework.ivan, [session], now=LATER)

    for one in [later, *logs[::-1]] if is_backwards else [*logs, later]:
        take_in(homework.ivan, [one], now=LATER)

    assert ExerciseSession.objects.get().finished_at == NOW + 5 * MINUTE


@pytest.mark.parametrize("is_backwards", [False, True])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("rating", {"effort": 4}),
        ("finish", {}),
        ("report", {"feeling": "spreading"}),
        ("check_in", {"kind": "during", "answers": SADDLE}),
    ],
)
def test_or_with_what_ended_it_before(
    homework: Homework, kind: str, body: dict[str, Any], is_backwards: bool
) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    first = phone.log(session, homework.bridge, at=NOW + MINUTE)
    if kind == "check_in":
        end = phone.make("check_in", at=NOW + 2 * MINUTE, **body)
    else:
        end = phone.about(kind, session, at=NOW + 2 * MINUTE, **body)
    last = phone.log(session, homework.stretch, at=NOW + 3 * MINUTE)
    take_in(homework.ivan, [session], now=LATER)

    for one in [last, end, first] if is_backwards else [first, end, last]:
        take_in(homework.ivan, [one], now=LATER)

    assert ExerciseSession.objects.get().finished_at == NOW + 2 * MINUTE


def test_the_pain_before_is_told_when_it_arrives_late(homework: Homework) -> None:
    phone = Phone()
    morning = phone.begin(homework.assignment, at=NOW)
    first = phone.about("rating", morning, at=NOW + MINUTE, pain_after=2)
    evening = phone.begin(homework.assignment, at=NOW + 8 * HOUR)
    second = phone.about("rating", evening, at=NOW + 8 * HOUR + MINUTE, pain_after=7)

    take_in(homework.ivan, [evening, second], now=LATER)
    row = ExerciseSession.objects.get()
    assert [row.pain_before] == [None]
    take_in(homework.ivan, [morning, first], now=LATER)

    row.refresh_from_db()
    assert [row.pain_before, row.zone] == [2, "red"]


def test_the_rules_look_again_at_what_arrived_late() -> None:
    homework = make_ruled_homework()
    phone = Phone()
    morning = phone.begin(homework.assignment, at=NOW)
    phone.log(morning, homework.bridge, at=NOW)
    phone.about("rating", morning, at=NOW + MINUTE, pain_after=1)
    before = list(phone.made)
    evening = phone.begin(homework.assignment, at=NOW + 8 * HOUR)
    phone.log(evening, homework.bridge, at=NOW + 8 * HOUR)
    phone.about("rating", evening, at=NOW + 8 * HOUR + MINUTE, pain_after=5)
    after = phone.made[len(before) :]

    take_in(homework.ivan, after, now=LATER)
    assert homework.assignment.versions.count() == 1
    take_in(homework.ivan, before, now=LATER)

    # 5 after 1 is a rise of more than three, and only the later arrival shows it.
    assert homework.assignment.versions.count() == 2


def test_a_late_session_is_part_of_the_day_that_was_answered_about(homework: Homework) -> None:
    phone = Phone()
    sessions = [phone.begin(homework.assignment, at=NOW + number * HOUR) for number in range(2)]
    logs = [phone.log(one, homework.bridge, at=NOW + HOUR) for one in sessions]
    morning = phone.make("next_day", at=NOW + 23 * HOUR, day="2026-03-11", pain=6)

    take_in(homework.ivan, [sessions[0], logs[0], morning], now=LATER)
    take_in(homework.ivan, [sessions[1], logs[1]], now=LATER)

    found = set(ExerciseSession.objects.values_list("pain_next_day", "next_day_at"))
    assert found == {(6, NOW + 23 * HOUR)}


def test_a_check_in_gets_its_session_when_it_arrives(homework: Homework) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    check_in = phone.make("check_in", kind="after", pain=3, session=session["id"])

    take_in(homework.ivan, [check_in])
    take_in(homework.ivan, [session])

    assert str(CheckIn.objects.get(pk=check_in["id"]).session_id) == session["id"]


def test_what_a_page_ended_stays_as_it_is(homework: Homework) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    log = phone.log(session, homework.bridge, at=NOW + MINUTE)
    rest = phone.log(session, homework.stretch, at=NOW + HOUR)
    take_in(homework.ivan, [session, log], now=LATER)
    ended = NOW + 2 * MINUTE
    ExerciseSession.objects.update(pain_after=3, finished_at=ended)

    take_in(homework.ivan, [rest], now=LATER)

    assert ExerciseSession.objects.get().finished_at == ended
