"""Who gets to which of the therapists' pages. Everything else does not exist for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from routines.models import Assignment, Exercise, Routine
from tests.factories import (
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_exercise, make_routine

pytestmark = pytest.mark.django_db

MAY, HIDDEN, SIGN_IN = 200, 404, 302


@dataclass(frozen=True)
class World:
    """Maya treats Ivan in one clinic; everybody else should not see it."""

    people: dict[str, User | None]
    ivan: User
    assignment: Assignment
    routine: Routine
    exercise: Exercise


@pytest.fixture
def world() -> World:
    clinic, other = make_clinic(name="CANARY clinic"), make_clinic(name="Other clinic")
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya, display_name="CANARY Ivan")
    exercise = make_exercise(name="CANARY exercise", clinic=clinic)
    routine = make_routine(name="CANARY routine", clinic=clinic, exercises=[exercise])
    assignment = make_assignment(client=ivan, routine=routine, note="CANARY note")
    tom = make_therapist(clinic=other, display_name="Tom Hale")
    return World(
        people={
            "anonymous": None,
            "client": ivan,
            "other client": make_client(therapist=tom, display_name="Noor Aziz"),
            "therapist": maya,
            "colleague": make_therapist(clinic=clinic, display_name="Mia Falk"),
            "stranger": tom,
            "nowhere": make_therapist(clinic=None, display_name="No Clinic"),
            "manager": make_manager(clinic=clinic),
            "superuser": make_superuser(),
        },
        ivan=ivan,
        assignment=assignment,
        routine=routine,
        exercise=exercise,
    )


def addresses(world: World) -> dict[str, str]:
    """Return each page about Maya's client, her homework and her clinic's library."""
    ivan, routine = world.ivan.pk, world.routine.pk
    return {
        "client": reverse("admin:accounts_client_change", args=[ivan]),
        "client history": reverse("admin:accounts_client_history", args=[ivan]),
        "end care": reverse("admin:accounts_client_end_care", args=[ivan]),
        "assign": reverse("admin:routines_assignment_add") + f"?client={ivan}",
        "assign form": reverse("admin:routines_assignment_add")
        + f"?client={ivan}&routine={routine}",
        "revise": reverse("admin:routines_assignment_change", args=[world.assignment.pk]),
        "sent": reverse("admin:routines_assignment_sent") + f"?assignment={world.assignment.pk}",
        "end": reverse("admin:routines_assignment_end", args=[world.assignment.pk]),
        "assignment history": reverse(
            "admin:routines_assignment_history", args=[world.assignment.pk]
        ),
    }


def library_addresses(world: World) -> dict[str, str]:
    return {
        "routine": reverse("admin:routines_routine_change", args=[world.routine.pk]),
        "routine history": reverse("admin:routines_routine_history", args=[world.routine.pk]),
        "assign routine": reverse("admin:routines_assignment_add") + f"?routine={world.routine.pk}",
        "exercise": reverse("admin:routines_exercise_change", args=[world.exercise.pk]),
    }


def lists() -> dict[str, str]:
    return {
        "caseload": reverse("admin:index"),
        "everyone": reverse("admin:index") + "?show=everyone",
        "search": reverse("admin:index") + "?q=canary",
        "clients": reverse("admin:accounts_client_changelist"),
        "clients search": reverse("admin:accounts_client_changelist") + "?q=canary",
        "assignments": reverse("admin:routines_assignment_changelist"),
        "invite": reverse("admin:accounts_client_add"),
        "choose routine": reverse("admin:routines_assignment_add"),
        "routines": reverse("admin:routines_routine_changelist"),
        "exercises": reverse("admin:routines_exercise_changelist") + "?origin=own",
    }


def sign_in(person: User | None) -> Browser:
    browser = Browser()
    if person is not None:
        browser.force_login(person)
    return browser


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anonymous", SIGN_IN),
        ("client", HIDDEN),
        ("other client", HIDDEN),
        ("therapist", MAY),
        ("colleague", HIDDEN),
        ("stranger", HIDDEN),
        ("nowhere", HIDDEN),
        ("manager", HIDDEN),
        ("superuser", MAY),
    ],
)
def test_health_data_is_for_the_treating_therapist(world: World, who: str, expected: int) -> None:
    browser = sign_in(world.people[who])

    found = {name: browser.get(url).status_code for name, url in addresses(world).items()}

    assert found == dict.fromkeys(found, expected)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anonymous", SIGN_IN),
        ("client", HIDDEN),
        ("therapist", MAY),
        ("colleague", MAY),
        ("manager", MAY),
        ("stranger", HIDDEN),
        ("nowhere", HIDDEN),
        ("superuser", MAY),
    ],
)
def test_a_clinics_library_is_for_its_people(world: World, who: str, expected: int) -> None:
    browser = sign_in(world.people[who])

    found = {name: browser.get(url).status_code for name, url in library_addresses(world).items()}

    assert found == dict.fromkeys(found, expected)


@pytest.mark.parametrize("who", ["other client", "stranger", "nowhere", "colleague", "manager"])
def test_no_list_shows_what_one_may_not_open(world: World, who: str) -> None:
    browser = sign_in(world.people[who])

    for name, url in lists().items():
        text = browser.get(url).content.decode()
        assert "CANARY Ivan" not in text, name
        if who in {"stranger", "nowhere", "other client"}:
            assert "CANARY" not in text, name


def test_the_therapist_sees_the_lists(world: World) -> None:
    browser = sign_in(world.people["therapist"])

    for name in ("everyone", "search", "clients", "clients search", "assignments"):
        assert "CANARY Ivan" in browser.get(lists()[name]).content.decode(), name


@pytest.mark.parametrize("who", ["client", "colleague", "stranger", "nowhere", "manager"])
def test_nobody_else_can_change_anything(world: World, who: str) -> None:
    browser = sign_in(world.people[who])
    ivan, pk = world.ivan.pk, world.assignment.pk
    before = snapshot()

    for url in (
        reverse("admin:routines_assignment_pause", args=[pk]),
        reverse("admin:routines_assignment_resume", args=[pk]),
        reverse("admin:routines_assignment_end", args=[pk]),
        reverse("admin:routines_assignment_change", args=[pk]),
        reverse("admin:accounts_client_end_care", args=[ivan]),
        reverse("admin:accounts_client_invitation", args=[ivan]),
        reverse("admin:accounts_client_revoke", args=[ivan]),
        reverse("admin:routines_assignment_add") + f"?client={ivan}&routine={world.routine.pk}",
    ):
        assert browser.post(url, {"send": "1"}).status_code == HIDDEN, url

    assert snapshot() == before


def test_the_action_takes_only_ones_own_clients(world: World) -> None:
    browser = sign_in(world.people["stranger"])

    answer = browser.post(
        reverse("admin:accounts_client_changelist"),
        {"action": "assign_to_selected", "_selected_action": [str(world.ivan.pk)]},
    )

    assert str(world.ivan.pk) not in answer.headers.get("Location", "")


def test_care_that_ended_hides_the_client_at_the_next_click(world: World) -> None:
    browser = sign_in(world.people["therapist"])
    url = addresses(world)["client"]
    assert browser.get(url).status_code == MAY

    browser.post(addresses(world)["end care"])

    assert browser.get(url).status_code == HIDDEN


def test_signing_in_is_where_everybody_signs_in(world: World) -> None:
    answer = Browser().get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("account_login") + "?next=%2Fadmin%2F"


def test_signing_in_leads_to_no_foreign_site(world: World) -> None:
    answer = Browser().get(reverse("admin:login") + "?next=https://evil.example/")

    assert answer.headers["Location"] == reverse("account_login") + "?next=%2Fadmin%2F"


def test_the_admins_own_password_and_sign_out_pages_lead_to_ours(world: World) -> None:
    browser = sign_in(world.people["therapist"])

    assert browser.post(reverse("admin:logout")).headers["Location"] == reverse("account_logout")
    assert browser.get(reverse("admin:password_change")).headers["Location"] == reverse(
        "account_change_password"
    )


@pytest.mark.parametrize("junk", ["nonsense", "0", "00000000-0000-0000-0000-000000000000"])
def test_an_address_that_names_nothing_is_no_error(world: World, junk: str) -> None:
    browser = sign_in(world.people["therapist"])

    for url in (
        f"/admin/accounts/client/{junk}/change/",
        f"/admin/routines/assignment/{junk}/change/",
        f"/admin/routines/routine/{junk}/change/",
        f"/admin/routines/assignment/add/?client={junk}",
        f"/admin/routines/assignment/add/?routine={junk}",
        f"/admin/routines/assignment/sent/?assignment={junk}",
        "/admin/routines/assignment/sent/",
    ):
        assert browser.get(url).status_code == HIDDEN, url


def snapshot() -> list[list[Any]]:
    """Return all rows that a write could have touched."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Assignment, Routine, Exercise, User)
    ]
