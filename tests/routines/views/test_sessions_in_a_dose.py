"""On a bad day or without time: one tap asks for less, it is logged as asked for, and it counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.doses import Dose
from routines.models import Assignment, ExerciseLog, ExerciseSession
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    STRETCH,
    TODAY,
    make_assignment,
    make_exercise,
    make_log,
    make_performed_session,
    make_routine,
    make_session,
    prescriptions_of,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db

GENTLE, SHORT = "Bad day? Gentle version", "Only 2 minutes"
FULL = "Do the full homework"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan, at=NOW - 9 * DAY)


def give(client: User, *dosages: Dosage) -> Assignment:
    routine = make_routine(exercises=[make_exercise(dosage=one) for one in dosages])
    return make_assignment(client=client, routine=routine)


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def start(client: Client, homework: Assignment, **data: Any) -> ExerciseSession:
    sent = {"id": uuid7(), **data}
    answer = client.post(f"/assignments/{homework.pk}/sessions/", sent)
    assert answer.status_code == 302
    return ExerciseSession.objects.get(pk=answer["Location"].split("/")[2])


def tap(client: Client, path: str, label: str) -> str:
    """Tap the button `label` on a page as a browser without JavaScript does; return where it leads."""
    for form in re.findall(r'<form method="post".*?</form>', shown(client, path)):
        if f">{label}</button>" in form:
            action = re.search(r'action="([^"]+)"', form)
            assert action
            sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
            return client.post(action[1], sent)["Location"]
    raise AssertionError(f"no button {label}")


# --- what is offered -----------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/", "/assignments/{pk}/"])
def test_two_quiet_ways_stand_beside_the_one_filled_button(
    client: Client, ivan: User, homework: Assignment, page: str
) -> None:
    make_performed_session(assignment=homework, day=TODAY - DAY, now=NOW - DAY)
    client.force_login(ivan)

    text = shown(client, page.format(pk=homework.pk))

    assert text.count("button--primary") == 1
    assert (text.count(GENTLE), text.count(SHORT)) == (1, 1)
    ids = re.findall(r'name="id" value="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", ["/", "/assignments/{pk}/"])
@pytest.mark.parametrize(("label", "dose"), [(GENTLE, Dose.GENTLE), (SHORT, Dose.SHORT)])
def test_one_tap_starts_in_that_dose(
    client: Client, ivan: User, homework: Assignment, page: str, label: str, dose: Dose
) -> None:
    make_performed_session(assignment=homework, day=TODAY - DAY, now=NOW - DAY)
    client.force_login(ivan)

    place = tap(client, page.format(pk=homework.pk), label)

    session = ExerciseSession.objects.latest("started_at")
    assert place == f"/sessions/{session.pk}/play/"
    assert (session.dose, session.local_day) == (dose, TODAY)


def test_little_homework_is_not_made_shorter(client: Client, ivan: User) -> None:
    homework = give(ivan, Dosage(sets=2, repetitions=10, rest_seconds=30))
    client.force_login(ivan)

    for page in ("/", f"/assignments/{homework.pk}/"):
        text = shown(client, page)
        assert GENTLE in text
        assert "Only " not in text


def test_where_gentle_would_change_nothing_it_is_not_offered(client: Client, ivan: User) -> None:
    homework = give(ivan, *[Dosage(repetitions=1, seconds_per_repetition=100)] * 4)
    client.force_login(ivan)

    for page in ("/", f"/assignments/{homework.pk}/"):
        text = shown(client, page)
        assert GENTLE not in text
        assert "Only 2 minutes" in text


def test_the_therapist_is_offered_none_of_it(
    client: Client, maya: User, homework: Assignment
) -> None:
    client.force_login(maya)

    assert GENTLE not in shown(client, f"/assignments/{homework.pk}/")


def test_after_days_away_the_short_way_is_the_filled_one(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    make_performed_session(assignment=homework, day=TODAY - 5 * DAY, now=NOW - 5 * DAY)

    text = shown(client, "/")

    filled = re.findall(r"button--primary[^>]*>(?:<svg.*?</svg>)?([^<]+)", text)
    assert filled == ["Start, 2 min"]
    assert "Start small, or do all" in text
    assert SHORT not in text
    assert tap(client, "/", FULL)
    assert ExerciseSession.objects.latest("started_at").dose == Dose.FULL


def test_after_days_away_little_homework_is_offered_as_it_is(client: Client, ivan: User) -> None:
    routine = make_routine(exercises=[make_exercise()])
    little = make_assignment(client=ivan, routine=routine, at=NOW - 9 * DAY)
    make_performed_session(assignment=little, day=TODAY - 5 * DAY, now=NOW - 5 * DAY)
    client.force_login(ivan)

    text = shown(client, "/")

    assert "Start whenever you like." in text
    assert FULL not in text


def test_what_was_begun_is_carried_on_and_says_how(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    make_session(assignment=homework, dose=Dose.GENTLE)

    text = shown(client, "/")

    assert "Begun · gentle version" in text
    assert GENTLE not in text


# --- starting ------------------------------------------------------------------------------


def test_an_unknown_dose_starts_nothing_and_leads_to_where_it_can_be_started(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)

    sent = {"id": uuid7(), "dose": "tiny"}
    answer = client.post(f"/assignments/{homework.pk}/sessions/", sent, follow=True)

    assert not ExerciseSession.objects.exists()
    assert answer.redirect_chain[-1][0] == f"/assignments/{homework.pk}/"
    assert "Start it from here." in answer.content.decode()


def test_a_stranger_a_therapist_and_nobody_start_no_gentle_session(
    client: Client, maya: User, homework: Assignment
) -> None:
    path, sent = f"/assignments/{homework.pk}/sessions/", {"id": uuid7(), "dose": "gentle"}

    assert client.post(path, sent).headers["Location"].startswith("/sign-in/")
    for other in (maya, make_client(therapist=maya, display_name="Sam Keller")):
        client.force_login(other)
        assert client.post(path, sent).status_code == 404
    assert not ExerciseSession.objects.exists()


# --- the list of exercises -----------------------------------------------------------------


def test_a_gentle_session_says_so_and_asks_for_less(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework, dose="gentle")

    text = shown(client, f"/sessions/{session.pk}/")

    assert "Gentle version</span>" in text
    assert "This counts." in text
    assert "2 × 6</p>" in text
    assert "2 × 10" not in text


def test_a_short_session_says_how_long_and_lists_only_its_exercises(
    client: Client, ivan: User
) -> None:
    longer = give(ivan, *[replace(STRETCH, hold_seconds=80)] * 3)
    client.force_login(ivan)
    session = start(client, longer, dose="short")

    text = shown(client, f"/sessions/{session.pk}/")

    assert "3 minutes</span>" in text
    assert "This counts." in text
    assert text.count("<article") == 1
    assert "0 of 1 logged" in text


def test_a_session_in_full_has_no_mark(client: Client, ivan: User, homework: Assignment) -> None:
    client.force_login(ivan)
    session = start(client, homework)

    assert "This counts." not in shown(client, f"/sessions/{session.pk}/")


def test_until_something_is_logged_another_way_can_be_chosen(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework)
    path = f"/sessions/{session.pk}/"

    for label, dose in ((GENTLE, Dose.GENTLE), (FULL, Dose.FULL), (SHORT, Dose.SHORT)):
        assert tap(client, path, label) == f"{path}play/"
        assert ExerciseSession.objects.get().dose == dose
        if dose is Dose.GENTLE:
            assert SHORT not in shown(client, path)
    make_log(session=ExerciseSession.objects.get())
    assert FULL not in shown(client, path)


def test_a_day_filled_in_later_stays_that_day_in_another_dose(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework, day=TODAY - DAY)

    tap(client, f"/sessions/{session.pk}/", GENTLE)

    changed = ExerciseSession.objects.get()
    assert (changed.pk, changed.dose, changed.local_day) == (session.pk, "gentle", TODAY - DAY)


# --- logging -------------------------------------------------------------------------------


def test_one_tap_logs_what_the_session_asks_for(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework, dose="gentle")
    bridge = prescriptions_of_session(session)[0]

    answer = client.post(
        f"/sessions/{session.pk}/logs/",
        {"id": uuid7(), "prescription": bridge.pk, "outcome": "as-prescribed"},
        headers={"HX-Request": "true"},
    )

    assert "Done: 2 × 6" in answer.content.decode()
    assert ExerciseLog.objects.get().said == "2 × 6"


def test_the_fields_begin_with_what_the_session_asks_for(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework, dose="gentle")
    bridge = prescriptions_of_session(session)[0]

    refused = client.post(
        f"/sessions/{session.pk}/logs/", {"prescription": bridge.pk, "outcome": "skipped"}
    )
    text = " ".join(shown(client, f"/sessions/{session.pk}/").split())

    assert refused.status_code == 422
    assert "2 × 6" in refused.content.decode()
    assert re.search(r'name="repetitions_none" value="6"', text)


def test_a_change_to_as_asked_logs_what_the_session_asks_for(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework, dose="gentle")
    log = make_log(session=session)

    client.post(f"/logs/{log.pk}/", {"outcome": "skipped", "reason": "pain"})
    client.post(f"/logs/{log.pk}/", {"outcome": "as-prescribed"})

    assert ExerciseLog.objects.get().said == "2 × 6"


@pytest.mark.parametrize("dose", ["gentle", "short"])
def test_done_gently_or_in_short_today_is_done_and_says_how(
    client: Client, ivan: User, homework: Assignment, dose: str
) -> None:
    client.force_login(ivan)
    session = start(client, homework, dose=dose)
    client.post(f"/sessions/{session.pk}/performed/")

    today, progress = shown(client, "/"), shown(client, "/progress/")

    assert "today done" in today
    assert "minutes in all" not in today
    assert f"· {dose} version" in today
    assert f"· {dose} version" in progress


# --- the page of an exercise ---------------------------------------------------------------


def test_opened_from_a_session_an_exercise_says_what_the_session_asks_for(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = start(client, homework, dose="gentle")
    bridge = prescriptions_of(homework)[0]
    path = f"/exercises/{bridge.exercise_id}/?prescription={bridge.pk}"

    assert "2 × 6</span>" in shown(client, f"{path}&session={session.pk}")
    assert "2 × 10</span>" in shown(client, path)
    assert "2 × 10</span>" in shown(client, f"{path}&session={uuid7()}")


def test_somebody_elses_session_changes_nothing_on_it(
    client: Client, maya: User, homework: Assignment
) -> None:
    session = make_session(assignment=homework, dose=Dose.GENTLE)
    bridge = prescriptions_of(homework)[0]
    client.force_login(maya)

    path = f"/exercises/{bridge.exercise_id}/?prescription={bridge.pk}&session={session.pk}"

    assert "2 × 10</span>" in shown(client, path)


# --- speed ---------------------------------------------------------------------------------


def test_what_today_offers_takes_no_more_than_six_statements_for_one_and_for_ten(
    client: Client, ivan: User, homework: Assignment, count_statements: CountStatements
) -> None:
    client.force_login(ivan)
    with count_statements() as few:
        assert GENTLE in shown(client, "/")
    for _ in range(9):
        make_performed_session(assignment=give(ivan, *[STRETCH] * 10))

    with count_statements() as many:
        assert GENTLE in shown(client, "/")

    assert len(many) == len(few) <= 6
