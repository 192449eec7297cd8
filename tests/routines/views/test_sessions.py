"""Doing a session on the phone: start, log in one tap, finish, rate."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.schedule import local_day
from routines.models import Assignment, ExerciseLog, ExerciseSession
from routines.services.assignments import end
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_frequency,
    make_log,
    make_performed_session,
    make_routine,
    make_session,
    make_skip,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, time_zone="Europe/Berlin")


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return give(ivan)


def give(client: User, **fields: Any) -> Assignment:
    now = timezone.now()
    frequency = make_frequency(starts_on=local_day(now, client.time_zone) - dt.timedelta(7))
    return make_assignment(client=client, frequency=frequency, at=now, **fields)


def start(client: Client, homework: Assignment, **data: Any) -> Any:
    sent = {"id": uuid7(), "day": local_day(timezone.now(), "Europe/Berlin"), **data}
    return client.post(f"/assignments/{homework.pk}/sessions/", sent)


def test_start_leads_to_the_player_and_the_list_shows_each_dosage(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)

    answer = start(client, homework)

    session = ExerciseSession.objects.get()
    assert answer["Location"] == f"/sessions/{session.pk}/play/"
    assert "3 × 30 s each side" in client.get(f"/sessions/{session.pk}/").content.decode()


def test_starting_twice_with_one_key_is_one_session(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    key = uuid7()

    first = start(client, homework, id=key)
    again = start(client, homework, id=key)

    assert first["Location"] == again["Location"]
    assert ExerciseSession.objects.count() == 1


def test_yesterday_can_be_filled_in_and_is_marked_so(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    yesterday = local_day(timezone.now(), ivan.time_zone) - dt.timedelta(days=1)

    start(client, homework, day=yesterday)

    session = ExerciseSession.objects.get()
    assert (session.local_day, session.source) == (yesterday, "back-filled")


@pytest.mark.parametrize(("at", "day"), [("22:59", "2026-03-10"), ("23:00", "2026-03-11")])
def test_a_start_counts_for_the_day_it_is_tapped(
    client: Client, ivan: User, at: str, day: str
) -> None:
    with time_machine.travel(f"2026-03-10T{at}Z"):
        homework = give(ivan)
        client.force_login(ivan)
        client.post(f"/assignments/{homework.pk}/sessions/", {"id": uuid7()})

    session = ExerciseSession.objects.get()
    assert (str(session.local_day), session.source) == (day, "tapped")


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01", "soon"])
def test_a_day_that_cannot_be_is_refused_with_a_sentence(
    client: Client, ivan: User, homework: Assignment, day: str
) -> None:
    client.force_login(ivan)

    start(client, homework, day=day)
    page = client.get(f"/assignments/{homework.pk}/").content.decode()

    assert not ExerciseSession.objects.exists()
    assert "toast--warning" in page


def test_a_stranger_cannot_start_or_open_it(
    client: Client, maya: User, homework: Assignment
) -> None:
    session = make_session(assignment=homework, now=timezone.now())
    client.force_login(make_client(therapist=maya, display_name="Sam Keller"))

    assert start(client, homework).status_code == 404
    for path in ("", "after/"):
        assert client.get(f"/sessions/{session.pk}/{path}").status_code == 404
    for path in ("logs/", "rating/", "finish/", "performed/"):
        assert client.post(f"/sessions/{session.pk}/{path}").status_code == 404


def test_the_therapist_reads_elsewhere_and_logs_nothing_here(
    client: Client, maya: User, homework: Assignment
) -> None:
    session = make_session(assignment=homework, now=timezone.now())
    client.force_login(maya)

    assert client.get(f"/sessions/{session.pk}/").status_code == 404
    assert client.post(f"/sessions/{session.pk}/performed/").status_code == 404
    assert not ExerciseLog.objects.exists()


def test_nobody_in_particular_is_sent_to_sign_in(client: Client, homework: Assignment) -> None:
    session = make_session(assignment=homework, now=timezone.now())

    answer = client.get(f"/sessions/{session.pk}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_all_the_rest_is_logged_in_one_tap(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_session(assignment=homework, now=timezone.now())
    make_log(session=session, now=timezone.now())

    answer = client.post(f"/sessions/{session.pk}/performed/")

    session.refresh_from_db()
    assert answer["Location"] == f"/sessions/{session.pk}/after/"
    assert session.logs.count() == homework.current_version.exercise_count
    assert session.is_performed
    assert session.finished_at


def test_finishing_early_keeps_what_was_done(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_session(assignment=homework, now=timezone.now())
    make_log(session=session, now=timezone.now())

    client.post(f"/sessions/{session.pk}/finish/")

    session.refresh_from_db()
    assert session.is_performed
    assert session.logs.count() == 1


def test_finishing_with_nothing_done_does_not_count(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_session(assignment=homework, now=timezone.now())

    answer = client.post(f"/sessions/{session.pk}/finish/")

    session.refresh_from_db()
    assert answer["Location"] == "/"
    assert not session.is_performed


def test_nothing_is_filled_in_before_the_person_answers(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_performed_session(assignment=homework, now=timezone.now())

    page = client.get(f"/sessions/{session.pk}/after/").content.decode()

    assert 'aria-pressed="true"' not in page
    assert "checked" not in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_each_tap_of_pain_and_effort_is_saved_by_itself(
    client: Client, ivan: User, homework: Assignment, headers: dict[str, str]
) -> None:
    client.force_login(ivan)
    session = make_performed_session(assignment=homework, now=timezone.now())

    client.post(f"/sessions/{session.pk}/rating/", {"pain": 3}, headers=headers)
    answer = client.post(
        f"/sessions/{session.pk}/rating/", {"effort": 4}, headers=headers, follow=True
    )

    session.refresh_from_db()
    assert (session.pain_after, session.effort) == (3, 4)
    assert answer.content.decode().count('aria-pressed="true"') == 2
    assert ("<html" in answer.content.decode()) is not bool(headers)


def test_a_note_saved_by_htmx_answers_with_the_note_alone(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_performed_session(assignment=homework, now=timezone.now())
    address = f"/sessions/{session.pk}/rating/"

    saved = client.post(address, {"note": "It eased."}, headers={"HX-Request": "true"})
    refused = client.post(address, {"note": "a" * 2001}, headers={"HX-Request": "true"})

    assert "Saved." in saved.content.decode()
    assert "Saved." not in refused.content.decode()
    for answer in (saved, refused):
        assert 'id="note"' in answer.content.decode()
        assert 'id="rating"' not in answer.content.decode()


def test_a_session_without_everything_says_how_much_was_done(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_session(assignment=homework, now=timezone.now())
    make_skip(session=session, now=timezone.now())

    page = client.get(f"/sessions/{session.pk}/after/").content.decode()

    assert "0 of 2 done" in page


def test_zero_pain_is_an_answer(client: Client, ivan: User, homework: Assignment) -> None:
    client.force_login(ivan)
    session = make_performed_session(assignment=homework, now=timezone.now())

    client.post(f"/sessions/{session.pk}/rating/", {"pain": 0})

    session.refresh_from_db()
    assert session.pain_after == 0


def test_a_note_that_is_too_long_comes_back_whole(
    client: Client, ivan: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    session = make_performed_session(assignment=homework, pain=2, now=timezone.now())
    note = "наконец спал всю ночь 🙂 " * 250

    answer = client.post(f"/sessions/{session.pk}/rating/", {"note": note})

    session.refresh_from_db()
    assert answer.status_code == 422
    assert note.strip() in answer.content.decode()
    assert (session.note, session.pain_after) == ("", 2)


@pytest.mark.parametrize("note", ["a\0b", "\0"])
def test_a_note_with_a_nul_is_refused_in_words(
    client: Client, ivan: User, homework: Assignment, note: str
) -> None:
    client.force_login(ivan)
    session = make_performed_session(assignment=homework, note="Fine.", now=timezone.now())

    answer = client.post(f"/sessions/{session.pk}/rating/", {"note": note})

    session.refresh_from_db()
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert session.note == "Fine."


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_session_of_long_ago_is_neither_rated_nor_filled_in(
    client: Client, ivan: User, homework: Assignment, headers: dict[str, str]
) -> None:
    client.force_login(ivan)
    session = make_session(assignment=homework, now=timezone.now())

    with time_machine.travel(timezone.now() + dt.timedelta(days=32)):
        client.force_login(ivan)
        page = f"/sessions/{session.pk}/"
        rated = client.post(f"{page}rating/", {"pain": 3}, headers=headers)
        filled = client.post(f"{page}performed/", headers=headers, follow=True)
        logged = client.post(
            f"{page}logs/",
            {"prescription": session.version.prescriptions.all()[0].pk, "outcome": "as-prescribed"},
            headers=headers,
        )

    assert rated.status_code == logged.status_code == 409
    for answer in (rated, filled, logged):
        assert "more than 30 days ago" in answer.content.decode()
    session.refresh_from_db()
    assert (session.pain_after, session.is_performed) == (None, False)
    assert not ExerciseLog.objects.exists()


def test_homework_that_ended_yesterday_says_so_and_can_be_filled_in(
    client: Client, ivan: User, maya: User, homework: Assignment
) -> None:
    client.force_login(ivan)
    now = timezone.now()
    end(assignment=homework, by=maya, at=now - dt.timedelta(days=1))
    today = local_day(now, ivan.time_zone)

    refused = start(client, homework, day=today)
    accepted = start(client, homework, day=today - dt.timedelta(days=1))

    assert refused["Location"] == f"/assignments/{homework.pk}/"
    assert "/sessions/" in accepted["Location"]


def test_a_session_costs_the_same_for_one_and_ten_exercises(
    client: Client, ivan: User, count_statements: CountStatements
) -> None:
    client.force_login(ivan)
    counts = []
    for number in (1, 10):
        exercises = [make_exercise(name=f"Exercise {number}-{each}") for each in range(number)]
        homework = give(ivan, routine=make_routine(name=f"R{number}", exercises=exercises))
        session = make_session(assignment=homework, now=timezone.now())
        make_log(session=session, now=timezone.now())
        with count_statements() as statements:
            assert client.get(f"/sessions/{session.pk}/").status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 6
