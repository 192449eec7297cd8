"""The library on the phone, and starting a routine without a therapist."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.models import Assignment, Availability, Routine
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_exercise, make_routine, make_self_start

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dana() -> User:
    return make_client(display_name="Dana Lee")


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def shelve(name: str = "Desk break", **fields: Any) -> Routine:
    """Store a routine that a client may start alone."""
    exercise = make_exercise(
        name="Squat", dosage=Dosage(duration_seconds=120), position="standing", self_start=True
    )
    usual = {"family": "desk", "field": "desk", "availability": Availability.SELF_START}
    return make_routine(name=name, exercises=[exercise], **{**usual, **fields})


def shown(client: Client, user: User, path: str, **headers: str) -> str:
    client.force_login(user)
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# --- list ----------------------------------------------------------------------------------


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/library/").status_code == 302
    assert client.post(f"/library/{shelve().pk}/start/").status_code == 302


def test_needs_are_tiles_that_are_links(client: Client, dana: User) -> None:
    shelve()

    page = shown(client, dana, "/library/")

    assert 'href="?need=desk"' in page
    assert "Desk breaks" in page
    assert "1 routine" in page


def test_homework_from_the_therapist_comes_first(client: Client, ivan: User) -> None:
    homework = make_assignment(client=ivan)

    page = shown(client, ivan, "/library/")

    assert "From Maya" in page
    assert f'href="/assignments/{homework.pk}/"' in page
    assert "ask Maya before you start" in page


def test_a_search_works_as_a_plain_form(client: Client, dana: User) -> None:
    routine = shelve()
    shelve("Walk", family="walking")

    page = shown(client, dana, "/library/?q=desk&at=standing")

    assert "<html" in page
    assert f'href="/library/{routine.pk}/"' in page
    assert "Walk" not in page
    assert '<input type="hidden" name="at" value="standing">' in page


def test_a_search_by_htmx_gets_only_the_results(client: Client, dana: User) -> None:
    shelve()
    client.force_login(dana)

    response = client.get("/library/?q=squat", headers=HTMX)

    page = response.content.decode()
    assert "<html" not in page
    assert 'id="results"' in page
    assert "Desk break" in page
    assert "HX-Request" in response.headers["Vary"]


def test_nothing_found_says_what_there_is(client: Client, ivan: User) -> None:
    shelve()

    page = shown(client, ivan, "/library/?q=shoulder")

    assert "Nothing for “<bdi>shoulder</bdi>”" in page
    assert "Carryover is for backs, buttocks and legs. Try a nearby word, or ask Maya." in page
    assert 'href="/library/?need=desk"' in page


@pytest.mark.parametrize(
    "query", ["q=" + "x" * 5000, "at=moon", "under=3", "q=%F0%9F%98%80", "need=no-such"]
)
def test_a_search_that_makes_no_sense_is_answered(client: Client, dana: User, query: str) -> None:
    shelve()

    assert "Library" in shown(client, dana, f"/library/?{query}")


def test_what_was_typed_is_shown_as_text(client: Client, dana: User) -> None:
    page = shown(client, dana, "/library/?q=%3Cscript%3E")

    assert "&lt;script&gt;" in page


def test_an_empty_library_says_so(client: Client, dana: User) -> None:
    assert "Nothing here yet" in shown(client, dana, "/library/")


def test_the_same_statements_for_one_and_for_ten(
    client: Client, dana: User, count_statements: CountStatements
) -> None:
    shelve()
    client.force_login(dana)
    with count_statements() as few:
        client.get("/library/")
    for number in range(9):
        shelve(f"Routine {number}")

    with count_statements() as many:
        client.get("/library/")

    assert len(many) == len(few) <= 6


# --- show ----------------------------------------------------------------------------------


def test_a_routine_of_ones_own_choice_can_be_started(client: Client, dana: User) -> None:
    routine = shelve(purpose="Stand up.", not_for=["A new hip."])

    page = shown(client, dana, f"/library/{routine.pk}/")

    assert "Stand up." in page
    assert "A new hip." in page
    assert "None of these is true for me" in page
    assert f'action="/library/{routine.pk}/start/#start"' in page
    assert "information, not a diagnosis" in page


def test_with_a_therapist_there_is_no_start(client: Client, ivan: User) -> None:
    routine = shelve("Core alone", field="core")

    page = shown(client, ivan, f"/library/{routine.pk}/")

    assert "Maya chooses your routines" in page
    assert "/start/" not in page


def test_what_is_homework_already_leads_there(client: Client, dana: User) -> None:
    routine = shelve()
    homework = make_self_start(client=dana, routine=routine)

    page = shown(client, dana, f"/library/{routine.pk}/")

    assert f'href="/assignments/{homework.pk}/"' in page
    assert "/start/" not in page


@pytest.mark.parametrize("availability", [Availability.THERAPIST, Availability.THERAPIST_ONLY])
def test_what_a_therapist_assigns_is_not_there(
    client: Client, dana: User, ivan: User, availability: Availability
) -> None:
    routine = shelve(availability=availability)
    for user in (dana, ivan):
        client.force_login(user)

        assert client.get(f"/library/{routine.pk}/").status_code == 404
        assert (
            client.post(f"/library/{routine.pk}/start/", {"none_applies": "on"}).status_code == 404
        )
    client.force_login(ivan.care_received.get().therapist)
    assert client.get(f"/library/{routine.pk}/").status_code == 200


def test_another_clinics_routine_is_not_there(client: Client, ivan: User) -> None:
    routine = make_routine(clinic=make_clinic(name="Hill Clinic"))
    client.force_login(ivan.care_received.get().therapist)

    assert client.get(f"/library/{routine.pk}/").status_code == 404


# --- start ---------------------------------------------------------------------------------


def test_starting_needs_the_answer_to_the_safety_list(client: Client, dana: User) -> None:
    routine = shelve()
    client.force_login(dana)

    response = client.post(f"/library/{routine.pk}/start/")

    assert response.status_code == 422
    assert "Read the list and tick the box." in response.content.decode()
    assert not Assignment.objects.exists()


def test_starting_makes_it_homework_once(client: Client, dana: User) -> None:
    routine = shelve()
    client.force_login(dana)

    for _ in range(2):
        response = client.post(f"/library/{routine.pk}/start/", {"none_applies": "on"})

    homework = Assignment.objects.get(client=dana)
    assert response.headers["Location"] == f"/assignments/{homework.pk}/"
    assert (
        "Desk break is in your homework now."
        in client.get(f"/assignments/{homework.pk}/").content.decode()
    )


def test_with_a_therapist_starting_is_refused_kindly(client: Client, ivan: User) -> None:
    routine = shelve("Core alone", field="core")
    client.force_login(ivan)

    response = client.post(f"/library/{routine.pk}/start/", {"none_applies": "on"})

    assert response.status_code == 422
    assert "Maya chooses your routines" in response.content.decode()
    assert not Assignment.objects.exists()
