"""A session that a sign has ended: it says what to do, and nobody logs the rest of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.schedule import local_day
from routines.models import ExerciseLog, ExerciseSession, Feeling
from routines.queries.sessions import was_stopped
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    make_assignment,
    make_frequency,
    make_log,
    make_report,
    make_session,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db

SIGNS = [Feeling.SPREADING, Feeling.WARNING]


@pytest.fixture
def ivan() -> User:
    maya = make_therapist(clinic=make_clinic(phone="+44 20 7946 0018"))
    return make_client(therapist=maya, time_zone="Europe/Berlin")


@pytest.fixture
def session(ivan: User, client: Client) -> ExerciseSession:
    client.force_login(ivan)
    now = timezone.now()
    frequency = make_frequency(starts_on=local_day(now, ivan.time_zone) - dt.timedelta(7))
    homework = make_assignment(client=ivan, frequency=frequency, at=now)
    session = make_session(assignment=homework, now=now)
    make_log(session=session, now=now)
    return session


def report(session: ExerciseSession, feeling: Feeling) -> None:
    make_report(session=session, feeling=feeling, now=timezone.now())


def page(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("sign", SIGNS)
def test_opened_again_it_says_what_to_do_and_offers_nothing_to_do(
    client: Client, session: ExerciseSession, sign: Feeling
) -> None:
    offers = ("Did all the rest", "Finish early and save", "Guide me through it")
    before = page(client, f"/sessions/{session.pk}/")
    assert all(one in before for one in offers)
    report(session, sign)

    after = page(client, f"/sessions/{session.pk}/")

    assert not [one for one in offers if one in after]
    assert "You stopped here" in after
    assert "your local emergency number" in after
    assert "tel:+442079460018" in after
    done, left = prescriptions_of_session(session)
    assert f"exercise-{done.pk}" in after
    assert f"exercise-{left.pk}" not in after


@pytest.mark.parametrize("sign", SIGNS)
def test_the_player_leads_to_help_which_leads_to_today(
    client: Client, session: ExerciseSession, sign: Feeling
) -> None:
    help_page = f"/help/?session={session.pk}"
    assert "Back to your exercises" in page(client, help_page)
    report(session, sign)

    answer: Any = client.get(f"/sessions/{session.pk}/play/")

    assert (answer.status_code, answer["Location"]) == (302, help_page)
    shown = page(client, help_page)
    assert "Your session was stopped, and what you did is saved." in shown
    assert "Back to Today" in shown
    assert f"/sessions/{session.pk}/" not in shown


@pytest.mark.parametrize("sign", SIGNS)
def test_nobody_did_all_the_rest_of_it(
    client: Client, session: ExerciseSession, sign: Feeling
) -> None:
    report(session, sign)

    answer: Any = client.post(f"/sessions/{session.pk}/performed/", follow=True)

    assert "This session was stopped." in answer.content.decode()
    assert ExerciseLog.objects.count() == 1


def test_one_exercise_that_was_really_done_may_still_arrive(
    client: Client, session: ExerciseSession
) -> None:
    report(session, Feeling.WARNING)
    left = prescriptions_of_session(session)[1]

    answer: Any = client.post(
        f"/sessions/{session.pk}/logs/",
        {"id": str(uuid7()), "prescription": str(left.pk), "outcome": "as-prescribed"},
    )

    assert answer.status_code in (200, 302), answer.content
    assert ExerciseLog.objects.filter(prescription=left).exists()


@pytest.mark.parametrize("feeling", [Feeling.PULL, Feeling.SHARP])
def test_any_other_answer_changes_none_of_it(
    client: Client, session: ExerciseSession, feeling: Feeling
) -> None:
    report(session, feeling)

    assert "Did all the rest" in page(client, f"/sessions/{session.pk}/")
    assert client.get(f"/sessions/{session.pk}/play/").status_code == 200


def test_the_help_page_tells_nobody_of_somebody_elses_session(
    client: Client, session: ExerciseSession, ivan: User
) -> None:
    report(session, Feeling.WARNING)
    stranger = make_client(display_name="Sam Keller")
    client.force_login(stranger)

    assert "was stopped" not in page(client, f"/help/?session={session.pk}")
    assert was_stopped(client=ivan, session=session.pk)
    assert not was_stopped(client=stranger, session=session.pk)
    client.logout()
    assert "was stopped" not in page(client, f"/help/?session={session.pk}")
