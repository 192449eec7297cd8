"""Today on the phone: each state says what to do now, kindly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.models import Assignment, Effort
from routines.services.assignments import PrescribedExercise, end, pause
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_exercise,
    make_frequency,
    make_log,
    make_performed_session,
    make_revision,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def give(client: User, *, name: str = "Core 1", **fields: Any) -> Assignment:
    begun = NOW - 9 * DAY
    frequency = make_frequency(**{"starts_on": begun.date(), **fields})
    return make_assignment(
        client=client, routine=make_routine(name=name), frequency=frequency, at=begun
    )


def shown(client: Client, user: User) -> str:
    client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_strangers_sign_in_first(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 302
    assert "next=/" in response.headers["Location"]


def test_what_is_next_starts_with_one_tap(client: Client, ivan: User) -> None:
    homework = give(ivan)
    make_performed_session(assignment=homework, day=TODAY - DAY, now=NOW - DAY)

    page = shown(client, ivan)

    assert "Morning, <bdi>Ivan</bdi>" in page
    assert "Up next" in page
    assert "1 of the last 7 days" in page
    assert f'action="/assignments/{homework.pk}/sessions/"' in page
    assert 'name="day"' not in page
    assert page.count("button--primary") == 1


def test_the_greeting_and_the_day_are_where_the_client_is(client: Client, ivan: User) -> None:
    ivan.time_zone = "Pacific/Auckland"
    ivan.save()
    give(ivan)

    with time_machine.travel(dt.datetime(2026, 3, 10, 20, 0, tzinfo=dt.UTC), tick=False):
        page = shown(client, ivan)

    assert "Wednesday 11 March" in page


def test_what_was_begun_is_carried_on(client: Client, ivan: User) -> None:
    session = make_session(assignment=give(ivan))
    make_log(session=session)

    page = shown(client, ivan)

    assert f'href="/sessions/{session.pk}/play/"' in page
    assert "Carry on" in page
    assert "Up next" not in page


@pytest.mark.parametrize(("pain", "effort"), [(8, 4), (3, Effort.TOO_HARD)])
def test_after_too_much_it_says_to_rest_and_sounds_like_no_praise(
    client: Client, ivan: User, pain: int, effort: int
) -> None:
    make_performed_session(assignment=give(ivan), pain=pain, effort=effort)

    page = shown(client, ivan)

    assert "Rest now" in page
    assert "When to stop and get help" in page
    assert "today done" not in page


def test_all_done_asks_for_nothing_more(client: Client, ivan: User) -> None:
    session = make_performed_session(assignment=give(ivan), pain=4, effort=4)

    page = shown(client, ivan)

    assert "That&#x27;s today done" in page or "That's today done" in page
    assert "Nothing else is needed. See you tomorrow." in page
    assert "9:30" in page
    assert "pain 4 · just right" in page
    assert f'href="/sessions/{session.pk}/"' in page
    assert "button--primary" not in page


def test_days_away_are_not_held_against_anybody(client: Client, ivan: User) -> None:
    make_performed_session(assignment=give(ivan), day=TODAY - 5 * DAY, now=NOW - 5 * DAY)

    page = shown(client, ivan)

    assert "Good to see you, <bdi>Ivan</bdi>" in page
    assert "Your homework is where you left it" in page
    assert "of the last 7 days" not in page


def test_the_first_visit_is_welcomed(client: Client, ivan: User) -> None:
    give(ivan)

    page = shown(client, ivan)

    assert "Welcome, <bdi>Ivan</bdi>" in page
    assert "Your first routine" in page
    assert 'href="/help/"' in page


def test_a_therapist_who_still_writes_is_named(client: Client, ivan: User) -> None:
    assert "Maya is writing your homework" in shown(client, ivan)


def test_without_a_therapist_the_library_is_open(client: Client) -> None:
    page = shown(client, make_client(display_name="Dana Lee"))

    assert "Choose a routine to begin with" in page
    assert 'href="/library/"' in page


def test_a_therapist_is_led_to_the_clients(client: Client) -> None:
    page = shown(client, make_therapist(clinic=make_clinic()))

    assert 'href="/admin/"' in page
    assert "Go to your clients" in page


def test_a_rest_day_counts(client: Client, ivan: User) -> None:
    give(ivan, weekdays=frozenset({3}))

    page = shown(client, ivan)

    assert "A rest day" in page
    assert "Next: Thursday." in page


def test_paused_and_ended_homework_is_explained(client: Client, ivan: User) -> None:
    homework = give(ivan)
    pause(assignment=homework, by=ivan.care_received.get().therapist, at=NOW - DAY)
    paused = shown(client, ivan)
    end(assignment=homework, by=ivan.care_received.get().therapist, at=NOW - DAY)
    ended = shown(client, ivan)

    assert "Your homework is resting" in paused
    assert "Maya will start it again." in paused
    assert "Your homework has ended" in ended
    assert "Ended on 9 March" in ended
    assert "sessions/" not in paused + ended


def test_homework_to_come_says_when(client: Client, ivan: User) -> None:
    give(ivan, starts_on=TODAY + DAY)

    assert "It starts tomorrow" in shown(client, ivan)


def test_other_homework_stands_below(client: Client, ivan: User) -> None:
    twice = give(ivan, name="Twice", times_per_day=2)
    give(ivan, name="Next one")
    make_performed_session(assignment=twice)

    page = shown(client, ivan)

    assert "<h1>Next one</h1>" in page
    assert "1 of 2 done · again later" in page


def test_changes_are_told_and_can_be_put_away(client: Client, ivan: User) -> None:
    homework = give(ivan)
    make_revision(homework, note="Slowly.")

    page = shown(client, ivan)

    assert "Core 1 changed" in page
    assert f'action="/assignments/{homework.pk}/changes/"' in page


def test_a_long_list_of_changes_folds_and_holds_all_of_them(client: Client, ivan: User) -> None:
    homework = give(ivan)
    new = [make_exercise(name=f"Exercise {number}") for number in range(6)]
    version = make_revision(
        homework,
        exercises=[PrescribedExercise(exercise=one, dosage=one.dosage) for one in new],
    )

    page = shown(client, ivan)

    assert all(change in page for change in version.changes)
    more = f"and {len(version.changes) - 3} more changes"
    fold = page.partition(more)[2].partition("</details>")[0]
    assert fold.count("<li>") == len(version.changes) - 3


def test_names_in_any_script_are_shown_as_they_are(client: Client) -> None:
    page = shown(client, make_client(display_name="<b>עידו</b> 🌿", email="ido@example.org"))

    assert "<bdi>&lt;b&gt;עידו&lt;/b&gt;</bdi>" in page


def test_the_same_six_statements_for_one_and_for_ten(
    client: Client, ivan: User, count_statements: CountStatements
) -> None:
    make_performed_session(assignment=give(ivan))
    client.force_login(ivan)
    with count_statements() as few:
        client.get("/")
    for number in range(9):
        make_performed_session(assignment=give(ivan, name=f"Routine {number}"))

    with count_statements() as many:
        client.get("/")

    assert len(many) == len(few) <= 6


@pytest.mark.parametrize("staff", [True, False])
def test_an_empty_page_needs_no_more(
    client: Client, ivan: User, count_statements: CountStatements, staff: bool
) -> None:
    client.force_login(ivan.care_received.get().therapist if staff else ivan)

    with count_statements() as statements:
        client.get("/")

    assert len(statements) <= 6
