"""What the service worker is told to keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def plan(client: Client, user: User) -> dict[str, Any]:
    client.force_login(user)
    response = client.get("/kept-pages/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    found: dict[str, Any] = response.json()
    return found


def test_each_address_opens_for_its_owner(client: Client, ivan: User) -> None:
    make_assignment(client=ivan)

    found = plan(client, ivan)

    assert found["owner"] == str(ivan.pk)
    assert set(found["steady"]) < set(found["pages"])
    assert found["pages"][0] == "/"
    assert {client.get(page).status_code for page in found["pages"]} == {200}


def test_another_look_is_another_stamp(client: Client, ivan: User) -> None:
    before = plan(client, ivan)["stamp"]
    ivan.figure_build = "broad"
    ivan.save()

    assert plan(client, ivan)["stamp"] != before


def test_no_address_says_anything_about_health(client: Client, ivan: User) -> None:
    make_assignment(client=ivan, note="Sciatica on the left.")

    text = " ".join(plan(client, ivan)["pages"]).lower()

    assert "sciatica" not in text
    assert "piriformis" not in text


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/kept-pages/").status_code == 302
