"""What a phone gets for its outbox: the key of whoever is signed in, and of nobody else."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client

from tests.conftest import CountStatements
from tests.factories import make_client

pytestmark = pytest.mark.django_db


def test_nobody_gets_a_key_without_signing_in(client: Client) -> None:
    answer = client.get("/outbox/")

    assert answer["Location"].startswith("/sign-in/")


def test_each_person_gets_their_own_key_every_time_the_same(
    client: Client, count_statements: CountStatements
) -> None:
    ivan, lena = make_client(), make_client()
    client.force_login(ivan)
    with count_statements() as statements:
        first = client.get("/outbox/").json()
    again = client.get("/outbox/").json()
    client.force_login(lena)
    other = client.get("/outbox/").json()

    assert first["account"] == str(ivan.pk)
    assert first["keys"] == again["keys"]
    assert first["keys"] != other["keys"]
    assert [len(base64.b64decode(key)) for key in first["keys"]] == [32]
    assert len(statements) <= 2


def test_no_browser_and_nobody_on_the_way_keeps_the_key(client: Client) -> None:
    client.force_login(make_client())

    answer = client.get("/outbox/")

    assert "no-store" in answer["Cache-Control"]
    assert "Carryover-Keep" not in answer


def test_after_the_sites_key_changed_what_waits_can_still_be_opened(
    client: Client, settings: Any
) -> None:
    ivan = make_client()
    client.force_login(ivan)
    [before] = client.get("/outbox/").json()["keys"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the site, long enough for everybody"
    client.force_login(ivan)

    new, *old = client.get("/outbox/").json()["keys"]

    assert new != before
    assert old == [before]


def test_the_token_lets_an_outbox_be_sent(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    ivan = make_client()
    strict.force_login(ivan)
    token = strict.get("/outbox/").json()["token"]
    body = {"account": str(ivan.pk), "sent_at": "2026-11-20T19:30:00Z", "items": [{}]}

    refused = strict.post("/api/v1/sync", body, content_type="application/json")
    taken = strict.post(
        "/api/v1/sync", body, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert refused.status_code == 403
    assert taken.status_code == 200
