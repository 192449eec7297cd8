"""Signing in under attack: sessions, enumeration, changes that matter, signing out."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from accounts.services.tokens import create_token
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "another long sentence"


@pytest.fixture
def sam() -> User:
    sam = make_user(email="sam@example.org")
    EmailAddress.objects.create(user=sam, email=sam.email, primary=True, verified=True)
    return sam


def signed_in(email: str = "sam@example.org", password: str = PASSWORD) -> Browser:
    browser = Browser()
    browser.post("/sign-in/", {"login": email, "password": password})
    assert is_in(browser)
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/settings/").status_code == 200


def link_in(letter: Any, path: str) -> str:
    found = re.search(rf"http://testserver({path}\S+)", str(letter.body))
    assert found
    return found[1]


# --- sessions ------------------------------------------------------------------------------


def test_a_session_from_before_signing_in_is_not_the_one_after(client: Browser, sam: User) -> None:
    client.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"})
    planted = client.session.session_key

    client.post("/sign-in/", {"login": "sam@example.org", "password": PASSWORD})

    assert planted
    assert client.session.session_key != planted
    stranger = Browser(headers={"Cookie": f"sessionid={planted}"})
    assert not is_in(stranger)


def test_a_session_key_that_was_never_given_out_is_not_taken_up(sam: User) -> None:
    made_up = "a" * 32
    browser = Browser()
    browser.cookies["sessionid"] = made_up

    browser.post("/sign-in/", {"login": "sam@example.org", "password": PASSWORD})

    assert browser.session.session_key != made_up


def test_a_new_password_ends_every_session(sam: User) -> None:
    here, elsewhere = signed_in(), signed_in()

    here.post("/settings/password/", {"oldpassword": PASSWORD, "password1": NEW})

    assert not is_in(elsewhere)
    assert is_in(signed_in(password=NEW))
    assert "password" in mail.outbox[-1].subject.lower()
    assert mail.outbox[-1].to == ["sam@example.org"]


def test_a_reset_password_ends_every_session(client: Browser, sam: User) -> None:
    elsewhere = signed_in()
    client.post("/password/reset/", {"email": "sam@example.org"})
    page = client.get(link_in(mail.outbox[-1], "/password/reset/key/"), follow=True)

    client.post(page.redirect_chain[-1][0], {"password1": NEW})

    assert not is_in(elsewhere)
    assert not is_in(client)


def test_opening_a_reset_link_changes_nothing(client: Browser, sam: User) -> None:
    client.post("/password/reset/", {"email": "sam@example.org"})
    link = link_in(mail.outbox[-1], "/password/reset/key/")

    for _ in range(3):
        assert Browser().get(link, follow=True).status_code == 200

    sam.refresh_from_db()
    assert sam.check_password(PASSWORD)


def test_a_closed_account_comes_in_by_no_way(client: Browser, sam: User) -> None:
    token = create_token(user=sam, name="x", at=timezone.now(), days=1).plain
    browser = signed_in()
    client.post("/sign-in/code/", {"email": "sam@example.org"})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code

    User.objects.filter(pk=sam.pk).update(is_active=False)

    assert not is_in(browser)
    bearer = {"Authorization": f"Bearer {token}"}
    assert Browser().get("/api/v1/today", headers=bearer).status_code == 401
    client.post("/sign-in/code/confirm/", {"code": code[1]})
    assert not is_in(client)
    assert "_auth_user_id" not in client.session


# --- the same answer for everybody ---------------------------------------------------------


@pytest.mark.parametrize("known", ["sam@example.org", "kim@example.org", "gone@example.org"])
def test_a_wrong_password_costs_one_hash_and_says_the_same(sam: User, known: str) -> None:
    """Sam has a password, Kim has none, and of Gone nobody ever heard."""
    make_user(email="kim@example.org", display_name="Kim Park", password=None)
    hashed = "django.contrib.auth.hashers.MD5PasswordHasher.encode"

    with patch(hashed, autospec=True, return_value="md5$x$x") as hashing:
        answer = Browser().post("/sign-in/", {"login": known, "password": "wrong"})

    assert hashing.call_count == 1
    assert answer.status_code == 422
    assert "do not go together" in answer.text


# --- changes that matter -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/settings/email/", {"email": "evil@example.org", "action_add": ""}),
        ("/settings/tokens/new/", {"name": "x", "days": "30"}),
        ("/settings/passkeys/new/", {"credential": "{}"}),
    ],
)
def test_a_stolen_session_is_not_enough(sam: User, address: str, form: dict[str, str]) -> None:
    stolen = Browser()
    stolen.force_login(sam)

    answer = stolen.post(address, form)

    assert answer["Location"].startswith("/sign-in/again/?")
    assert not sam.access_tokens.exists()
    assert EmailAddress.objects.count() == 1


def test_who_has_only_a_passkey_shows_it_before_choosing_a_password(client: Browser) -> None:
    from allauth.mfa.models import Authenticator

    kim = make_user(email="kim@example.org", display_name="Kim Park", password=None)
    Authenticator.objects.create(user=kim, type=Authenticator.Type.WEBAUTHN, data={})
    client.force_login(kim)

    answer = client.post("/settings/password/new/", {"password1": NEW})

    assert "/sign-in/again/" in answer["Location"]
    kim.refresh_from_db()
    assert not kim.has_usable_password()


def test_a_new_email_counts_once_its_link_is_used_and_the_old_one_hears_of_it(sam: User) -> None:
    browser = signed_in()
    browser.post("/sign-in/again/", {"password": PASSWORD})
    browser.post("/settings/email/", {"email": "new@example.org", "action_add": ""})
    assert mail.outbox[-1].to == ["new@example.org"]
    link = link_in(mail.outbox[-1], "/settings/email/confirm/")

    Browser().get(link)
    sam.refresh_from_db()
    assert sam.email == "sam@example.org"

    browser.post(link)
    sam.refresh_from_db()
    assert sam.email == "new@example.org"
    assert mail.outbox[-1].to == ["sam@example.org"]
    assert "new@example.org" in str(mail.outbox[-1].body)


# --- signing out ---------------------------------------------------------------------------


def test_signing_out_empties_the_browsers_cache_and_keeps_what_waits_to_be_sent(sam: User) -> None:
    browser = signed_in()

    asked = browser.get("/sign-out/")
    answer = browser.post("/sign-out/")

    assert "Clear-Site-Data" not in asked.headers
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(browser)


def test_a_page_elsewhere_signs_nobody_out(sam: User) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(sam)

    assert strict.post("/sign-out/").status_code == 403
    assert is_in(strict)
