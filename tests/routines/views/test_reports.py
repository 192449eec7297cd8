"""Saying what is felt in the middle of an exercise: two taps, kept, and what to do then."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models import ExerciseSession, Feeling, PainReport, Prescription
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_session, prescriptions_of_session

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
HEALTH = re.compile("pull|sharp|spread|warn|pain|hurt|numb|leg", re.IGNORECASE)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def session(ivan: User) -> ExerciseSession:
    return session_of(ivan)


@pytest.fixture
def bridge(session: ExerciseSession) -> Prescription:
    return prescriptions_of_session(session)[0]


def session_of(client: User) -> ExerciseSession:
    now = timezone.now()
    return make_session(assignment=make_assignment(client=client, at=now), now=now)


def send(client: Client, session: ExerciseSession, **data: Any) -> Any:
    headers = data.pop("headers", HTMX)
    sent = {"id": uuid7(), "feeling": "pull", **data}
    return client.post(f"/sessions/{session.pk}/reports/", sent, headers=headers)


@pytest.mark.parametrize("feeling", list(Feeling))
def test_the_player_is_told_that_it_was_kept_and_nothing_else(
    client: Client, ivan: User, session: ExerciseSession, bridge: Prescription, feeling: Feeling
) -> None:
    client.force_login(ivan)

    answer = send(client, session, feeling=feeling, prescription=bridge.pk)

    kept = PainReport.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (kept.session, kept.prescription, kept.feeling) == (session, bridge, feeling)


@pytest.mark.parametrize(
    ("feeling", "page"),
    [
        ("pull", "/sessions/{}/play/"),
        ("sharp", "/sessions/{}/play/"),
        ("spreading", "/help/?session={}"),
        ("warning", "/help/?session={}"),
    ],
)
def test_without_scripts_two_answers_lead_to_help_and_two_back(
    client: Client, ivan: User, session: ExerciseSession, feeling: str, page: str
) -> None:
    client.force_login(ivan)

    answer = send(client, session, feeling=feeling, headers={})

    session.refresh_from_db()
    assert answer["Location"] == page.format(session.pk)
    assert not HEALTH.search(answer["Location"])
    assert (session.finished_at is not None) is page.startswith("/help/")


def test_sent_twice_it_is_one(client: Client, ivan: User, session: ExerciseSession) -> None:
    client.force_login(ivan)
    key = uuid7()

    answers = [send(client, session, id=key, feeling="sharp") for _ in range(2)]

    assert [one.status_code for one in answers] == [204, 204]
    assert PainReport.objects.get().pk == key


def test_another_answer_under_the_same_key_is_refused_with_a_sentence(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)
    key = uuid7()
    send(client, session, id=key, feeling="pull")

    answer = send(client, session, id=key, feeling="warning")

    assert answer.status_code == 409
    assert "The first one stands" in answer.content.decode()
    # Whoever answered with a warning sign is never left without the way to help.
    assert 'href="/help/"' in answer.content.decode()
    assert PainReport.objects.get().feeling == "pull"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"feeling": "itchy"}, "Choose what you feel."),
        ({"feeling": ""}, "Choose what you feel."),
        ({"id": "7"}, "Open the session again from Today, and send it once more."),
        ({"prescription": "all"}, "Open the session again from Today, and send it once more."),
    ],
)
def test_what_cannot_be_understood_comes_back_with_a_sentence(
    client: Client, ivan: User, session: ExerciseSession, sent: dict[str, str], sentence: str
) -> None:
    client.force_login(ivan)

    answer = send(client, session, **sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PainReport.objects.exists()


def test_what_is_felt_is_kept_even_where_the_exercise_is_not_of_this_session(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    foreign = prescriptions_of_session(session_of(ivan))[0]
    client.force_login(ivan)

    answer = send(client, session, feeling="warning", prescription=foreign.pk)

    session.refresh_from_db()
    assert answer.status_code == 204
    assert PainReport.objects.get().prescription is None
    assert session.finished_at


@pytest.mark.parametrize("who", ["stranger", "therapist"])
def test_nobody_else_finds_the_session(
    client: Client, maya: User, session: ExerciseSession, who: str
) -> None:
    stranger = make_client(therapist=maya, display_name="Sam Keller")
    client.force_login(maya if who == "therapist" else stranger)

    assert send(client, session, feeling="warning").status_code == 404
    assert not PainReport.objects.exists()


def test_nobody_in_particular_is_sent_to_sign_in(client: Client, session: ExerciseSession) -> None:
    answer = send(client, session, headers={})

    assert answer["Location"].startswith("/sign-in/")
    assert not PainReport.objects.exists()


def test_a_report_is_only_sent(client: Client, ivan: User, session: ExerciseSession) -> None:
    client.force_login(ivan)

    assert client.get(f"/sessions/{session.pk}/reports/").status_code == 405
