"""Sessions in a dose: begun, told and refused; what each asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routines.models import ExerciseSession
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_routine,
    prescriptions_of,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check
from tests.routines.api.test_sessions import SESSIONS, new_session


def test_a_gentle_session_says_so_and_asks_for_less(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    body = new_session(people.assignment, dose="gentle")

    answer = client.post(SESSIONS, body)
    again = client.post(SESSIONS, body)

    assert (answer.status_code, again.status_code) == (201, 200)
    assert answer.json()["dose"] == "gentle"
    said = [one["dosage"]["said"] for one in answer.json()["prescriptions"]]
    assert said == ["2 × 6", "2 × 30 s each side"]
    begun = {name: value for name, value in answer.json().items() if name != "check_due"}
    assert client.get(f"{SESSIONS}/{body['id']}").json() == begun


def test_without_a_dose_a_session_is_in_full(people: People, sign_in: SignIn) -> None:
    answer = sign_in(people.ivan).post(SESSIONS, new_session(people.assignment))

    assert answer.json()["dose"] == "full"
    assert answer.json()["prescriptions"][0]["dosage"]["said"] == "2 × 10"


def test_another_dose_under_the_same_id_is_refused(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    body = new_session(people.assignment)
    client.post(SESSIONS, body)

    answer = client.post(SESSIONS, {**body, "dose": "short"})

    assert check(answer, status=409, code="sent-before")["stands"]["dose"] == "full"


@pytest.mark.parametrize("dose", ["tiny", "", None, 3])
def test_an_unknown_dose_is_refused(people: People, sign_in: SignIn, dose: Any) -> None:
    answer = sign_in(people.ivan).post(SESSIONS, new_session(people.assignment, dose=dose))

    assert "dose" in {one["field"] for one in check(answer, status=422, code="invalid")["errors"]}
    assert not ExerciseSession.objects.exists()


def test_a_short_session_lists_only_what_it_asks_for(people: People, sign_in: SignIn) -> None:
    hold = replace(STRETCH, hold_seconds=80)
    routine = make_routine(exercises=[make_exercise(dosage=hold) for _ in range(3)])
    longer = make_assignment(client=people.ivan, routine=routine)

    answer = sign_in(people.ivan).post(SESSIONS, new_session(longer, dose="short"))

    asked = answer.json()["prescriptions"]
    assert [one["dosage"]["said"] for one in asked] == ["1 min 20 s each side"]
    assert asked[0]["id"] == str(prescriptions_of(longer)[0].pk)
