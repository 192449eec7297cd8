"""What a browser sends in place of a passkey is refused, however odd."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client as Browser

from accounts.forms.passkeys import LONGEST_CREDENTIAL
from accounts.models import User
from tests.factories import (
    PASSWORD,
    make_clinic,
    make_invitation,
    make_therapist,
    make_user,
)

pytestmark = pytest.mark.django_db

EMPTY = {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA"}
ODD = [
    "",
    "null",
    "1",
    '"x"',
    "[1]",
    "[" * 10_000,
    "{}" + " " * LONGEST_CREDENTIAL,
    '{"id": "\\u0000", "rawId": "\\ud800", "type": "public-key", "response": []}',
    json.dumps({"id": 1, "rawId": 2, "type": 3, "response": 4}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": EMPTY}),
]


@pytest.fixture
def sam() -> User:
    return make_user(email="sam@example.org")


@pytest.mark.parametrize("credential", ODD)
def test_signing_in_refuses_it(client: Browser, sam: User, credential: str) -> None:
    handle = base64.urlsafe_b64encode(sam.pk.hex.encode()).decode().rstrip("=")
    client.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"})
    sent = credential.replace('"oA"', f'"oA", "signature": "AA", "userHandle": "{handle}"')

    answer = client.post("/sign-in/passkey/", {"credential": sent})

    assert answer["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", ODD)
def test_a_new_passkey_refuses_it(client: Browser, sam: User, credential: str) -> None:
    client.force_login(sam)
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.post("/settings/passkeys/options/")

    answer = client.post("/settings/passkeys/new/", {"credential": credential, "name": "a\0b"})

    assert answer.status_code == 422
    assert "That did not work" in answer.text


@pytest.mark.parametrize("credential", [one for one in ODD if one not in ("", "null")])
def test_joining_refuses_it_and_the_invitation_stays_open(client: Browser, credential: str) -> None:
    secret = make_invitation(therapist=make_therapist(clinic=make_clinic())).secret
    client.post(f"/join/{secret}/passkey/")

    answer = client.post(f"/join/{secret}/account/", {"credential": credential, "email": ""})

    assert answer.status_code == 422
    assert client.get(f"/join/{secret}/").status_code == 200
