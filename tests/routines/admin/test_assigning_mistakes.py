"""Putting homework together: mistakes, and keys that are not one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from routines.models import Assignment, Routine
from tests.factories import (
    make_client,
    make_clinic,
    make_therapist,
)
from tests.homework_factories import make_exercise, make_routine, prescriptions_of
from tests.homework_forms import exercises_of, filled, form_url

pytestmark = pytest.mark.django_db

UNPROCESSABLE = 422


def sign_in(person: User) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def therapist() -> User:
    return maya()


@pytest.fixture
def ivan(therapist: User) -> User:
    return make_client(therapist=therapist)


@pytest.fixture
def routine() -> Routine:
    return make_routine(review_after_weeks=2, days_per_week=5)


# --- mistakes ------------------------------------------------------------------------------


YESTERDAY, TOMORROW, AFTER_TOMORROW = (
    (dt.date.today() + dt.timedelta(days=days)).isoformat() for days in (-1, 1, 2)
)


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ({}, {"sets": "0"}, "Choose between 1 and 20 sets."),
        ({}, {"sets": "abc"}, "Write a whole number, for example 10."),
        ({}, {"sets": "-3"}, "Choose between 1 and 20 sets."),
        ({}, {"repetitions": "", "hold_seconds": "5"}, "Say how many repetitions"),
        ({}, {"duration_seconds": "60"}, "Give repetitions or a duration, not both."),
        ({}, {"repetition_pattern": "lots"}, "Write one number for each set, for example 5-3-1."),
        ({}, {"load": "x" * 81}, "Use at most 80 letters."),
        ({}, {"note": "x" * 241}, "This note has 241 letters. Shorten it to 240; nothing is lost."),
        ({"weekdays": []}, {}, "Choose at least one day of the week."),
        ({"weekdays": ["9"]}, {}, "Choose days of the week."),
        ({"times_per_day": "13"}, {}, "Choose between 1 and 12 times a day."),
        ({"times_per_day": ""}, {}, "Say how many times a day."),
        ({"starts_on": YESTERDAY}, {}, "This day is over. Choose today or a later day."),
        (
            {"starts_on": AFTER_TOMORROW, "ends_on": TOMORROW},
            {},
            "The last day is before the first",
        ),
        ({"starts_on": "2999-01-05"}, {}, "Choose a first day within the next two years."),
        ({"ends_on": "9999-12-31"}, {}, "Choose a last day within the next two years, or none."),
        ({"starts_on": "someday"}, {}, "Write the first day as a date."),
        (
            {"note": "x" * 2001},
            {},
            "This note has 2001 letters. Shorten it to 2,000; nothing is lost.",
        ),
    ],
)
def test_each_mistake_is_said_at_its_place(
    therapist: User,
    ivan: User,
    routine: Routine,
    head: dict[str, Any],
    row: dict[str, Any],
    said: str,
) -> None:
    data = filled(*exercises_of(routine), rows={0: row}, **({"note": "Kept."} | head))

    answer = sign_in(therapist).post(form_url(routine, ivan), data)

    text = answer.content.decode()
    assert answer.status_code == UNPROCESSABLE
    assert said in text
    assert "aria-invalid" in text
    for value in (data["note"], row.get("sets", ""), row.get("note", "")):
        assert value in text
    assert not Assignment.objects.exists()


def test_no_exercise_or_the_same_twice_is_said(
    therapist: User, ivan: User, routine: Routine
) -> None:
    bridge, stretch = exercises_of(routine)
    browser = sign_in(therapist)

    none = browser.post(
        form_url(routine, ivan),
        filled(bridge, stretch, rows={0: {"leave_out": "on"}, 1: {"leave_out": "on"}}),
    )
    twice = browser.post(form_url(routine, ivan), filled(bridge, bridge))

    assert "Keep at least one exercise." in none.content.decode()
    assert "This exercise stands here twice." in twice.content.decode()
    assert {none.status_code, twice.status_code} == {UNPROCESSABLE}


def test_a_side_is_asked_for_where_there_are_two(
    therapist: User, ivan: User, routine: Routine
) -> None:
    bridge, stretch = exercises_of(routine)
    browser = sign_in(therapist)

    missing = browser.post(form_url(routine, ivan), filled(bridge, stretch, rows={1: {"side": ""}}))
    unknown = browser.post(
        form_url(routine, ivan), filled(bridge, stretch, rows={1: {"side": "up"}})
    )

    assert "Figure four needs a side. Choose one." in missing.content.decode()
    assert "Choose a side from the list." in unknown.content.decode()


def test_a_page_that_arrived_in_part_is_no_error(
    therapist: User, ivan: User, routine: Routine
) -> None:
    browser = sign_in(therapist)

    for data in (
        {"send": "1"},
        {"send": "1", "exercises-TOTAL_FORMS": "9999", "exercises-INITIAL_FORMS": "0"},
        {"move": "x", "exercises-TOTAL_FORMS": "nonsense"},
        {"add": "1", "new": "nonsense"},
    ):
        assert browser.post(form_url(routine, ivan), data).status_code in {200, UNPROCESSABLE}
    assert not Assignment.objects.exists()


# --- foreign ids ---------------------------------------------------------------------------


@pytest.fixture
def foreign(routine: Routine) -> dict[str, Any]:
    clinic = make_clinic(name="Other")
    tom = make_therapist(clinic=clinic, display_name="Tom Hale")
    exercise = make_exercise(name="FOREIGN exercise", clinic=clinic)
    return {
        "client": make_client(therapist=tom, display_name="FOREIGN Noor", email="n@example.org"),
        "exercise": exercise,
        "routine": make_routine(name="FOREIGN routine", clinic=clinic, exercises=[exercise]),
    }


def test_a_foreign_client_or_routine_does_not_exist(
    therapist: User, ivan: User, routine: Routine, foreign: dict[str, Any]
) -> None:
    browser = sign_in(therapist)
    data = filled(*exercises_of(routine))

    for url in (
        form_url(routine, foreign["client"]),
        form_url(routine, ivan, foreign["client"]),
        form_url(foreign["routine"], ivan),
    ):
        assert browser.get(url).status_code == 404
        assert browser.post(url, data).status_code == 404
    assert not Assignment.objects.exists()


def test_a_foreign_exercise_is_neither_assigned_nor_named(
    therapist: User, ivan: User, routine: Routine, foreign: dict[str, Any]
) -> None:
    bridge, stretch = exercises_of(routine)
    browser = sign_in(therapist)
    url = form_url(routine, ivan)

    sent = browser.post(url, filled(bridge, foreign["exercise"]))
    added = browser.post(
        url, filled(bridge, stretch) | {"add": "1", "new": str(foreign["exercise"].pk)}
    )
    moved = browser.post(url, filled(bridge) | {"move": f"{foreign['exercise'].pk}:up"})

    assert sent.status_code == UNPROCESSABLE
    assert "This exercise is not in your library. Leave it out." in sent.content.decode()
    for answer in (sent, added, moved):
        assert "FOREIGN" not in answer.content.decode()
    assert added.content.decode().count('class="dose card') == 2
    assert not Assignment.objects.exists()


def test_an_added_exercise_reaches_the_homework(
    therapist: User, ivan: User, routine: Routine
) -> None:
    own = make_exercise(name="Own", clinic=therapist.memberships.get().clinic)

    sign_in(therapist).post(form_url(routine, ivan), filled(*exercises_of(routine), own))

    assert [row.exercise for row in prescriptions_of(Assignment.objects.get())][-1] == own
