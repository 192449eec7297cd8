"""The guided session: who opens it, what it holds, and where it leads when nothing is left."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.schedule import local_day
from routines.models import ExerciseSession
from routines.queries.plans import session_plan
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_frequency,
    make_log,
    make_performed_session,
    make_routine,
    make_self_start,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic(phone="+44 20 7946 0018"))


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, time_zone="Europe/Berlin")


@pytest.fixture
def session(ivan: User) -> ExerciseSession:
    return session_of(ivan)


def session_of(client: User, **fields: Any) -> ExerciseSession:
    now = timezone.now()
    frequency = make_frequency(starts_on=local_day(now, client.time_zone) - dt.timedelta(7))
    homework = make_assignment(client=client, frequency=frequency, at=now, **fields)
    return make_session(assignment=homework, now=now)


def play(client: Client, session: ExerciseSession) -> Any:
    return client.get(f"/sessions/{session.pk}/play/")


def player(client: Client, session: ExerciseSession) -> str:
    """Return the opening tag of the player."""
    found = re.search(r"<co-player[^>]*>", play(client, session).content.decode())
    assert found
    return found[0]


# --- who opens it --------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "therapist"])
def test_nobody_else_finds_it(
    client: Client, maya: User, session: ExerciseSession, who: str
) -> None:
    stranger = make_client(therapist=maya, display_name="Sam Keller")
    client.force_login(maya if who == "therapist" else stranger)

    assert play(client, session).status_code == 404


def test_nobody_in_particular_is_sent_to_sign_in(client: Client, session: ExerciseSession) -> None:
    assert play(client, session)["Location"].startswith("/sign-in/")


# --- the way there and away ----------------------------------------------------------------


@pytest.mark.parametrize(("days", "page"), [(0, "play/"), (1, "")])
def test_start_leads_to_the_player_and_a_day_filled_in_to_the_list(
    client: Client, ivan: User, session: ExerciseSession, days: int, page: str
) -> None:
    client.force_login(ivan)
    day = local_day(timezone.now(), ivan.time_zone) - dt.timedelta(days=days)

    answer = client.post(
        f"/assignments/{session.assignment_id}/sessions/", {"id": uuid7(), "day": day}
    )

    begun = ExerciseSession.objects.get(local_day=day)
    assert answer["Location"] == f"/sessions/{begun.pk}/{page}"


@pytest.mark.parametrize("how", ["finished", "all logged"])
def test_where_nothing_is_left_it_leads_to_the_list(
    client: Client, ivan: User, session: ExerciseSession, how: str
) -> None:
    client.force_login(ivan)
    if how == "finished":
        client.post(f"/sessions/{session.pk}/finish/")
    else:
        session = make_performed_session(assignment=session.assignment, now=timezone.now())
        ExerciseSession.objects.update(finished_at=None)

    assert play(client, session)["Location"] == f"/sessions/{session.pk}/"


# --- what it holds -------------------------------------------------------------------------


def test_it_holds_the_whole_plan_as_data(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    page = play(client, session).content.decode()

    (plan,) = re.findall(r'<script id="plan" type="application/json">(.*?)</script>', page)
    assert json.loads(plan) == session_plan(session).as_json()
    assert page.count("<template data-figure=") == 4  # the stretch is drawn for each side as well


def test_a_note_cannot_end_the_plan(client: Client, ivan: User, session: ExerciseSession) -> None:
    note = "</script><script>alert(1)</script>"
    session.version.prescriptions.update(note=note)
    client.force_login(ivan)

    page = play(client, session).content.decode()

    (plan,) = re.findall(r'<script id="plan" type="application/json">(.*?)</script>', page)
    assert json.loads(plan)["exercises"][0]["note"] == note
    assert "<script>alert" not in page


def test_nothing_in_it_is_run_or_styled_in_place(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    answer = play(client, session)

    page = answer.content.decode()
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
    run = [text for tag, text in scripts if 'type="application/json"' not in tag]
    assert run
    assert [text for text in run if text.strip()] == []
    assert not re.search(r"<style\b|\sstyle=|\son\w+=|javascript:", page)
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_without_scripts_the_list_does_the_same(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    page = play(client, session).content.decode()

    parts = re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert len(parts) == 2
    assert all(f"/sessions/{session.pk}/" in part for part in parts)


def test_what_to_do_at_a_warning_sign_is_in_the_page_and_needs_no_network(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    page = play(client, session).content.decode()

    for name in ("warning", "spreading"):
        (shown,) = re.findall(
            rf'<section class="stopped[^"]*" data-stopped="{name}".*?Back to Today', page, re.DOTALL
        )
        assert "your local emergency number" in shown
        assert "between your legs" in shown
        assert 'href="tel:+442079460018"' in shown
        assert "not a diagnosis" in shown
    assert len(re.findall(r'data-stopped="\w+" role="alert" hidden', page)) == 2


def test_without_a_therapist_nobody_is_promised_to_see_it(client: Client) -> None:
    alone = make_client(time_zone="Europe/Berlin")
    now = timezone.now()
    session = make_session(assignment=make_self_start(client=alone, at=now), now=now)
    client.force_login(alone)

    page = play(client, session).content.decode()

    assert "will see it" not in page
    assert page.count("Stop now and see what to do") == 2


def test_no_address_in_it_says_what_somebody_feels(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    page = play(client, session).content.decode()

    addresses = re.findall(r'(?:href|action|data-\w+)="(/[^"]*)"', page)
    assert f"/sessions/{session.pk}/after/" in addresses
    assert not re.search("pain|hurt|sharp|spread|warn|numb", " ".join(addresses), re.IGNORECASE)


# --- whether it goes by itself -------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "is_fresh"), [(0, True), (59, True), (61, False)])
def test_only_a_tap_on_start_sets_it_going(
    client: Client, ivan: User, seconds: int, is_fresh: bool
) -> None:
    with time_machine.travel("2026-03-10T09:30Z", tick=False):
        session = session_of(ivan)
    with time_machine.travel(session.received_at + dt.timedelta(seconds=seconds), tick=False):
        client.force_login(ivan)

        assert ("data-fresh" in player(client, session)) is is_fresh


def test_what_was_begun_on_the_list_waits(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    make_log(session=session, now=timezone.now())
    client.force_login(ivan)

    assert "data-fresh" not in player(client, session)


def test_it_costs_the_same_for_one_and_ten_exercises(
    client: Client, ivan: User, count_statements: CountStatements
) -> None:
    client.force_login(ivan)
    counts = []
    for number in (1, 10):
        easier = [make_exercise(slug=f"easier-{number}-{each}") for each in range(number)]
        hard = [make_exercise(name=f"E{one.slug}", easier=[one.slug]) for one in easier]
        session = session_of(ivan, routine=make_routine(name=f"R{number}", exercises=hard))
        with count_statements() as statements:
            page = play(client, session).content.decode()
        assert len(re.findall(r'data-figure="\d+-easier"', page)) == number
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 7
