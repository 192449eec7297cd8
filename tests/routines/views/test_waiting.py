"""The page of what a phone still has to send; what stands on it is the phone's own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


def test_nobody_sees_it_without_signing_in(client: Client) -> None:
    assert client.get("/waiting/")["Location"].startswith("/sign-in/")


def test_without_scripts_it_says_that_nothing_is_kept(
    client: Client, count_statements: CountStatements
) -> None:
    client.force_login(make_client(therapist=make_therapist(clinic=make_clinic())))

    with count_statements() as statements:
        page = client.get("/waiting/").content.decode()

    assert "This browser keeps nothing" in page
    assert page.count("hidden>") >= 2
    assert len(statements) <= 2


def test_every_page_of_somebody_signed_in_has_room_to_say_what_waits(client: Client) -> None:
    assert "<co-waits" not in client.get("/help/").content.decode()

    client.force_login(make_client())

    assert "<co-waits" in client.get("/help/").content.decode()
