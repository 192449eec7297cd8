"""How long somebody stays signed in."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser

from accounts.models import Membership, User
from accounts.services.memberships import add_member
from tests.factories import NOW, PASSWORD, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic(), email="maya@example.org")


def sign_in(client: Browser, email: str) -> None:
    client.post("/sign-in/", {"login": email, "password": PASSWORD})
    assert "_auth_user_id" in client.session


def is_in(client: Browser) -> bool:
    return client.get("/settings/").status_code == 200


def test_a_therapist_is_signed_out_after_a_workday_however_busy(
    client: Browser, maya: User
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, "maya@example.org")
        for _ in range(7):
            clock.shift(HOUR)
            client.post("/settings/preferences/appearance/", {"theme": "dark"})
            assert is_in(client)
        clock.shift(HOUR)

        assert not is_in(client)


def test_a_code_by_email_lasts_a_therapist_no_longer(client: Browser, maya: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.post("/sign-in/code/", {"email": "maya@example.org"})
        code = next(line for line in str(mail.outbox[0].body).split() if "-" in line)
        client.post("/sign-in/code/confirm/", {"code": code})
        assert is_in(client)
        clock.shift(8 * HOUR)

        assert not is_in(client)


def test_a_client_stays_signed_in_for_weeks(client: Browser, maya: User) -> None:
    make_client(therapist=maya, email="ivan@example.org")
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, "ivan@example.org")
        clock.shift(29 * 24 * HOUR)

        assert is_in(client)
        clock.shift(2 * 24 * HOUR)
        assert not is_in(client)


def test_who_joins_the_staff_signs_in_once_more_for_a_workday(client: Browser) -> None:
    sam = make_client(email="sam@example.org")
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, "sam@example.org")
        clock.shift(9 * HOUR)
        assert is_in(client)

        add_member(
            user=sam, clinic=make_clinic(), role=Membership.Role.THERAPIST, at=NOW + 9 * HOUR
        )

        assert not is_in(client)
        sign_in(client, "sam@example.org")
        clock.shift(7 * HOUR)
        assert is_in(client)
        clock.shift(HOUR)
        assert not is_in(client)
