"""The page of one assignment: what it asks for, in every state, for those who may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.domain.schedule import Frequency
from routines.models import Assignment, Effort
from routines.services.assignments import end, pause
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_exercise,
    make_frequency,
    make_performed_session,
    make_revision,
    make_routine,
    make_self_start,
    make_session,
    prescriptions_of,
)

pytestmark = pytest.mark.django_db

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
    begun = NOW - 9 * DAY
    routine = make_routine(
        for_whom=["Anyone who sits."],
        not_for=["A new hip."],
        cautions=["Go slowly."],
        evidence_note="Low certainty.",
        sources=[{"slug": "a", "name": "A trial", "supports": "", "link": "https://example.org/a"}],
    )
    return make_assignment(
        client=ivan,
        routine=routine,
        frequency=make_frequency(starts_on=begun.date(), times_per_day=2),
        note="Left side first.",
        at=begun,
    )


def shown(client: Client, user: User, homework: Assignment) -> str:
    client.force_login(user)
    response = client.get(f"/assignments/{homework.pk}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def every_day(homework: Assignment, **fields: Any) -> Frequency:
    return make_frequency(**{"starts_on": homework.current_version.starts_on, **fields})


def test_strangers_sign_in_first(client: Client, homework: Assignment) -> None:
    assert client.get(f"/assignments/{homework.pk}/").status_code == 302


def test_somebody_elses_homework_is_not_there(client: Client, homework: Assignment) -> None:
    tom = make_therapist(clinic=make_clinic(name="Hill Clinic"), display_name="Tom Reed")
    for stranger in (tom, make_client(therapist=tom, display_name="Noor Aziz")):
        client.force_login(stranger)

        assert client.get(f"/assignments/{homework.pk}/").status_code == 404
        assert client.post(f"/assignments/{homework.pk}/changes/").status_code == 404


def test_it_shows_what_to_do_and_what_to_mind(
    client: Client, ivan: User, homework: Assignment
) -> None:
    page = shown(client, ivan, homework)

    for words in (
        "Twice a day",
        "Left side first.",
        "2 exercises",
        "3 × 30 s each side",
        "Anyone who sits.",
        "Go slowly.",
        "A new hip.",
        "When to stop and get help",
        "Low certainty.",
        "https://example.org/a",
    ):
        assert words in page
    prescription = prescriptions_of(homework)[0]
    assert f"/exercises/{prescription.exercise_id}/?prescription={prescription.pk}" in page
    assert page.count("button--primary") == 1


def test_it_can_be_started_and_filled_in_for_yesterday(
    client: Client, ivan: User, homework: Assignment
) -> None:
    page = shown(client, ivan, homework)

    assert "Start, " in page
    assert page.count('name="day"') == 1
    assert 'name="day" value="2026-03-09"' in page
    assert "Did it yesterday? Log it" in page


def test_yesterday_is_not_offered_twice(client: Client, ivan: User, homework: Assignment) -> None:
    make_performed_session(assignment=homework, day=TODAY - DAY, now=NOW - DAY)

    assert "Did it yesterday?" not in shown(client, ivan, homework)


def test_what_was_begun_is_carried_on(client: Client, ivan: User, homework: Assignment) -> None:
    session = make_session(assignment=homework)

    page = shown(client, ivan, homework)

    assert f'href="/sessions/{session.pk}/play/"' in page
    assert "Start," not in page


def test_once_more_is_possible_but_not_urged(
    client: Client, ivan: User, homework: Assignment
) -> None:
    for _ in range(2):
        make_performed_session(assignment=homework)

    page = shown(client, ivan, homework)

    assert "Done for today. Nothing else is needed." in page
    assert "Do it once more" in page
    assert "button--primary" not in page


@pytest.mark.parametrize("after", [{"pain": 6}, {"pain": 2, "effort": Effort.TOO_HARD}])
def test_what_was_too_much_is_neither_praised_nor_offered_again(
    client: Client, ivan: User, homework: Assignment, after: dict[str, Any]
) -> None:
    make_performed_session(assignment=homework, now=NOW - dt.timedelta(hours=1))
    make_performed_session(assignment=homework, **after)

    page = shown(client, ivan, homework)

    assert "That was too much today." in page
    assert 'href="/help/"' in page
    assert "Done for today" not in page
    assert "Do it once more" not in page
    assert "tabbar" in page


@pytest.mark.parametrize(
    ("fields", "words", "button"),
    [
        ({"starts_on": TODAY + 2 * DAY}, "It starts on Thursday 12 March", "Do it today anyway"),
        ({"weekdays": frozenset({4})}, "Today is a rest day. Next: Friday.", "Do it today anyway"),
        ({"ends_on": TODAY - DAY}, "This ended on 9 March", ""),
    ],
)
def test_a_day_without_it_is_explained(
    client: Client,
    ivan: User,
    homework: Assignment,
    fields: dict[str, Any],
    words: str,
    button: str,
) -> None:
    make_revision(homework, frequency=every_day(homework, **fields))

    page = shown(client, ivan, homework)

    assert words in page
    assert ("Do it today anyway" in page) == bool(button)


def test_paused_and_ended_offer_no_start(
    client: Client, ivan: User, maya: User, homework: Assignment
) -> None:
    pause(assignment=homework, by=maya, at=NOW)
    paused = shown(client, ivan, homework)
    end(assignment=homework, by=maya, at=NOW - DAY)
    ended = shown(client, ivan, homework)

    assert "Nothing is due and nothing is missed. Maya will start it again." in paused
    assert "/sessions/" not in paused
    assert "This ended on 9 March" in ended
    assert ended.count('name="day"') == 1
    assert 'name="day" value="2026-03-09"' in ended


def test_the_therapist_reads_it_but_does_not_do_it(
    client: Client, maya: User, homework: Assignment
) -> None:
    make_revision(homework, note="Slowly.")

    page = shown(client, maya, homework)

    assert "This is how <bdi>Ivan Petrov</bdi> sees it." in page
    assert "/sessions/" not in page
    assert "/changes/" not in page
    client.post(f"/assignments/{homework.pk}/changes/")
    homework.refresh_from_db()
    assert homework.seen_version == 0


def test_a_version_of_5000_digits_is_no_mishap(
    client: Client, ivan: User, homework: Assignment
) -> None:
    make_revision(homework, note="Slowly.")
    client.force_login(ivan)

    answer = client.post(f"/assignments/{homework.pk}/changes/", {"number": "9" * 5000})

    assert answer.status_code == 302
    homework.refresh_from_db()
    assert homework.seen_version == 2


@pytest.mark.parametrize(("back", "place"), [("today", "/"), ("", "/assignments/{pk}/")])
def test_changes_are_put_away_by_a_plain_form(
    client: Client, ivan: User, homework: Assignment, back: str, place: str
) -> None:
    make_revision(homework, note="Slowly.")
    assert "Maya changed this on 10 March" in shown(client, ivan, homework)

    response = client.post(f"/assignments/{homework.pk}/changes/", {"back": back, "number": "2"})

    assert response.headers["Location"] == place.format(pk=homework.pk)
    assert "Maya changed this" not in shown(client, ivan, homework)


def test_changes_are_put_away_by_htmx_without_a_page(
    client: Client, ivan: User, homework: Assignment
) -> None:
    make_revision(homework, note="Slowly.")
    client.force_login(ivan)

    response = client.post(
        f"/assignments/{homework.pk}/changes/", {"number": "x"}, headers={"HX-Request": "true"}
    )

    assert (response.status_code, response.content) == (200, b"")
    homework.refresh_from_db()
    assert homework.seen_version == 2


def test_a_later_change_is_still_told(client: Client, ivan: User, homework: Assignment) -> None:
    make_revision(homework, note="Slowly.")
    make_revision(homework, note="Quickly.")
    client.force_login(ivan)

    client.post(f"/assignments/{homework.pk}/changes/", {"number": "2"})

    assert "Maya changed this" in shown(client, ivan, homework)


def test_homework_of_ones_own_has_no_quote(client: Client) -> None:
    dana = make_client(display_name="Dana Lee")
    own = make_self_start(client=dana)

    page = shown(client, dana, own)

    assert 'class="quote' not in page
    assert "Start, " in page


def test_a_note_in_any_script_is_shown_as_text(
    client: Client, ivan: User, homework: Assignment
) -> None:
    make_revision(homework, note="<script>alert(1)</script> שלום 🌿\nSecond line")

    page = shown(client, ivan, homework)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 🌿" in page
    assert 'dir="auto"' in page


def test_the_same_six_statements_for_one_and_for_ten(
    client: Client, ivan: User, homework: Assignment, count_statements: CountStatements
) -> None:
    make_revision(homework, note="Slowly.")
    client.force_login(ivan)
    with count_statements() as few:
        client.get(f"/assignments/{homework.pk}/")
    exercises = [make_exercise(name=f"Exercise {number}") for number in range(10)]
    long = make_assignment(client=ivan, routine=make_routine(name="Long", exercises=exercises))
    make_revision(long, note="Slowly.")

    with count_statements() as many:
        client.get(f"/assignments/{long.pk}/")

    assert len(many) == len(few) <= 6
