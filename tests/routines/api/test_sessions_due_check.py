"""A session begun over the API says which check-in comes first, and is never refused for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from accounts.models import User
from routines.models import CheckIn, ExerciseSession
from tests.factories import NOW
from tests.outbox import Phone, one_of
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_check_ins import CHECK_INS, new_check_in
from tests.routines.api.test_sessions import SESSIONS, new_session


@pytest.fixture
def unchecked(people: People) -> User:
    """Return Ivan, who has never answered a check."""
    CheckIn.objects.filter(client=people.ivan).delete()
    return people.ivan


def test_it_names_the_check_that_comes_before_the_first_exercise(
    people: People, unchecked: User, sign_in: SignIn
) -> None:
    client = sign_in(unchecked)
    body = new_session(people.assignment)

    first = client.post(SESSIONS, body)
    again = client.post(SESSIONS, body)
    client.post(CHECK_INS, new_check_in(kind="joining", answers={"fever": "no"}))
    answered = client.post(SESSIONS, body)

    assert (first.status_code, first.json()["check_due"]) == (201, "joining")
    assert (again.status_code, again.json()["check_due"]) == (200, "joining")
    assert (answered.status_code, answered.json()["check_due"]) == (200, None)
    with time_machine.travel(NOW + dt.timedelta(hours=4), tick=False):
        later = client.post(
            SESSIONS, new_session(people.assignment, started_at="2026-03-10T14:29:00+01:00")
        )
    assert later.json()["check_due"] == "before"


@pytest.mark.parametrize(
    "sent",
    [
        {"day": "2026-03-09"},
        {"source": "paper"},
        {"started_at": "2026-03-10T04:00:00+01:00"},
    ],
    ids=["filled in later", "from paper", "hours ago"],
)
def test_for_what_was_done_already_nothing_is_asked_and_nothing_lost(
    people: People, unchecked: User, sign_in: SignIn, sent: dict[str, Any]
) -> None:
    answer = sign_in(unchecked).post(SESSIONS, new_session(people.assignment, **sent))

    assert (answer.status_code, answer.json()["check_due"]) == (201, None)


def test_a_finished_session_asks_for_none(people: People, unchecked: User, sign_in: SignIn) -> None:
    client = sign_in(unchecked)
    body = new_session(people.assignment)
    client.post(SESSIONS, body)
    client.patch(f"{SESSIONS}/{body['id']}", {"finished": True})

    assert client.post(SESSIONS, body).json()["check_due"] is None


def test_only_the_answer_to_a_start_says_so(
    people: People, unchecked: User, sign_in: SignIn
) -> None:
    client = sign_in(unchecked)
    body = new_session(people.assignment)
    client.post(SESSIONS, body)

    assert "check_due" not in client.get(f"{SESSIONS}/{body['id']}").json()


def test_an_outbox_is_taken_in_whatever_check_was_due(
    people: People, unchecked: User, sign_in: SignIn
) -> None:
    session = Phone().begin(people.assignment, at=NOW)

    found = one_of(sign_in(unchecked), session)

    assert found["result"] == "stored"
    assert ExerciseSession.objects.filter(pk=session["id"]).exists()
