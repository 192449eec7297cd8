"""Passkeys under attack: replayed, from another site, of another person, without a check of who."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.test import Client as Browser
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

HERE = "https://testserver"
FLAG = AuthenticatorData.FLAG
AJAX = {"X-Requested-With": "XMLHttpRequest"}


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class Phone:
    """A phone that makes one passkey and signs what it is asked, honestly or not."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)
        self.handle = ""

    def make(self, options: Any, *, origin: str = HERE, checked: bool = True) -> str:
        """Return the browser's answer to the options for a new passkey."""
        self.handle = options["user"]["id"]
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        held = AttestedCredentialData.create(Aaguid.NONE, self._id, public)
        flags = FLAG.UP | FLAG.AT | (FLAG.UV if checked else FLAG(0))
        data = AuthenticatorData.create(self._site(), flags, 0, held)
        attestation = bytes(AttestationObject.create("none", data, {}))
        said = self._said("webauthn.create", options, origin)
        return self._answer({"clientDataJSON": said, "attestationObject": attestation})

    def sign(
        self, options: Any, *, origin: str = HERE, checked: bool = True, handle: str = ""
    ) -> str:
        """Return the browser's answer to the options for signing in."""
        data = AuthenticatorData.create(
            self._site(), FLAG.UP | (FLAG.UV if checked else FLAG(0)), 1
        )
        said = self._said("webauthn.get", options, origin)
        signature = self._key.sign(bytes(data) + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": said, "authenticatorData": data, "signature": signature}
        return self._answer(response, userHandle=handle or self.handle)

    def _site(self) -> bytes:
        return sha256(b"testserver").digest()

    def _said(self, kind: str, options: Any, origin: str) -> bytes:
        challenge = urlsafe_b64decode(options["challenge"] + "==")
        return bytes(CollectedClientData.create(kind, challenge, origin))

    def _answer(self, response: dict[str, bytes], **more: str) -> str:
        told = {name: encoded(bytes(value)) for name, value in response.items()} | more
        own = encoded(self._id)
        return json.dumps(
            {
                "id": own,
                "rawId": own,
                "type": "public-key",
                "response": told,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


@pytest.fixture(autouse=True)
def _as_on_a_live_site(settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False


@pytest.fixture
def sam() -> User:
    return make_user(email="sam@example.org")


def add_passkey(person: User, phone: Phone, **how: Any) -> int:
    """Let the signed-in person make a passkey, after the password once more."""
    browser = Browser()
    browser.force_login(person)
    browser.post("/sign-in/again/", {"password": PASSWORD})
    options = browser.post("/settings/passkeys/options/").json()["publicKey"]
    credential = phone.make(options, **how)
    return browser.post("/settings/passkeys/new/", {"credential": credential}).status_code


def asked(browser: Browser) -> Any:
    return browser.get("/sign-in/passkey/", headers=AJAX).json()["request_options"]["publicKey"]


def comes_in(browser: Browser, credential: str) -> bool:
    browser.post("/sign-in/passkey/", {"credential": credential})
    return "_auth_user_id" in browser.session


@pytest.fixture
def phone(sam: User) -> Phone:
    phone = Phone()
    assert add_passkey(sam, phone) == 302
    return phone


def test_a_passkey_signs_in(client: Browser, phone: Phone, sam: User) -> None:
    assert comes_in(client, phone.sign(asked(client)))
    assert client.session["_auth_user_id"] == str(sam.pk)


def test_a_new_passkey_is_told_to_the_mailbox(phone: Phone) -> None:
    assert mail.outbox[-1].to == ["sam@example.org"]
    assert "the lock of a new device" in str(mail.outbox[-1].body)


def test_an_answer_works_once_and_only_where_it_was_asked(client: Browser, phone: Phone) -> None:
    answer = phone.sign(asked(client))
    elsewhere = Browser()
    asked(elsewhere)

    assert not comes_in(elsewhere, answer)
    assert comes_in(client, answer)
    client.post("/sign-out/")
    assert not comes_in(client, answer)
    assert not comes_in(Browser(), answer)


@pytest.mark.parametrize(
    "how",
    [
        {"origin": "https://evil.example.org"},
        {"origin": "https://testserver.evil.example.org"},
        {"origin": "http://testserver"},
        {"checked": False},
    ],
)
def test_another_site_or_an_unchecked_hand_makes_and_uses_none(
    client: Browser, phone: Phone, sam: User, how: dict[str, Any]
) -> None:
    assert not comes_in(client, phone.sign(asked(client), **how))
    assert add_passkey(sam, Phone(), **how) == 422


def test_a_passkey_opens_nobody_elses_account(client: Browser, phone: Phone) -> None:
    kim = make_user(email="kim@example.org", display_name="Kim Park")
    other = Phone()
    assert add_passkey(kim, other) == 302

    assert not comes_in(client, phone.sign(asked(client), handle=other.handle))


def test_an_answer_to_making_a_passkey_signs_nobody_in(client: Browser, phone: Phone) -> None:
    assert not comes_in(client, phone.make(asked(client) | {"user": {"id": phone.handle}}))


def test_a_closed_account_stays_closed_to_its_passkey(
    client: Browser, phone: Phone, sam: User
) -> None:
    options = asked(client)
    User.objects.filter(pk=sam.pk).update(is_active=False)

    assert not comes_in(client, phone.sign(options))
