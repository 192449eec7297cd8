"""The page on which a client writes what they want to do again."""

from __future__ import annotations

import pytest
from django.test import Client

from routines.models import Activity
from tests.factories import make_client

pytestmark = pytest.mark.django_db

LINES = {"activity_1": "Walk", "activity_2": "Sleep", "activity_3": "Sit"}


def test_nobody_who_is_not_signed_in_gets_there(client: Client) -> None:
    assert client.get("/activities/").status_code == 302


def test_the_list_is_kept_and_shown_again(client: Client) -> None:
    client.force_login(make_client())

    answer = client.post("/activities/", LINES)

    assert answer.status_code == 302
    assert [one.name for one in Activity.objects.order_by("position")] == ["Walk", "Sleep", "Sit"]
    assert 'value="Sleep"' in client.get("/activities/").content.decode()
    assert "Sleep" in client.get("/progress/").content.decode()


def test_too_few_lines_are_told_and_nothing_typed_is_lost(client: Client) -> None:
    client.force_login(make_client())

    answer = client.post("/activities/", {"activity_1": "Walk to the shop"})

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Name 3 to 5 activities." in text
    assert 'value="Walk to the shop"' in text


def test_another_clients_list_stays_theirs(client: Client) -> None:
    client.force_login(make_client())
    client.post("/activities/", LINES)
    client.force_login(make_client(display_name="Lena Vogel"))

    assert "Walk" not in client.get("/activities/").content.decode().split("<form")[1]
