"""Somebody signed up with another person's email; what they have once the owner comes: nothing."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from accounts.services.tokens import create_token
from tests.factories import (
    PASSWORD,
    make_care_relationship,
    make_clinic,
    make_invitation,
    make_therapist,
    make_user,
)

pytestmark = pytest.mark.django_db

EMAIL = "olga@example.org"
NEW = "another long sentence"


@pytest.fixture
def squatter() -> Browser:
    """Sign up with Olga's email and make every way in: session, password, passkey, token."""
    browser = Browser()
    form = {"display_name": "Olga", "email": EMAIL, "password1": PASSWORD, "time_zone": "UTC"}
    browser.post("/sign-up/", form)
    furnish(User.objects.get(email=EMAIL))
    assert is_in(browser)
    return browser


def furnish(person: User) -> None:
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )


def token_of(email: str) -> dict[str, str]:
    person = User.objects.get(email=email)
    plain = create_token(user=person, name="x", at=timezone.now(), days=30).plain
    return {"Authorization": f"Bearer {plain}"}


def is_in(browser: Browser) -> bool:
    return browser.get("/settings/").status_code == 200


def code_in(letter: Any) -> str:
    found = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(letter.body), re.MULTILINE)
    assert found
    return found[1]


def link_in(letter: Any, path: str) -> str:
    found = re.search(rf"http://testserver({path}\S+)", str(letter.body))
    assert found
    return found[1]


def sign_in_by_code(browser: Browser, email: str = EMAIL) -> Any:
    browser.post("/sign-in/code/", {"email": email})
    code = code_in(mail.outbox[-1])
    return browser.post("/sign-in/code/confirm/", {"code": code}, follow=True)


def reset_password(browser: Browser, email: str = EMAIL) -> Any:
    browser.post("/password/reset/", {"email": email})
    page = browser.get(link_in(mail.outbox[-1], "/password/reset/key/"), follow=True)
    return browser.post(page.redirect_chain[-1][0], {"password1": NEW}, follow=True)


def passkeys() -> int:
    return int(Authenticator.objects.count())


# --- what the squatter has -----------------------------------------------------------------


@pytest.mark.parametrize("prove", [sign_in_by_code, reset_password])
def test_who_signed_up_with_anothers_email_has_nothing_once_the_owner_comes(
    client: Browser, squatter: Browser, prove: Any
) -> None:
    bearer = token_of(EMAIL)
    assert Browser().get("/api/v1/today", headers=bearer).status_code == 200

    page = prove(client)

    assert not is_in(squatter)
    assert Browser().get("/api/v1/today", headers=bearer).status_code == 401
    assert passkeys() == 0
    again = Browser().post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    assert again.status_code == 422
    assert "removed 1 passkey" in page.text
    assert "1 API token" in page.text
    assert EmailAddress.objects.get().verified


def test_the_owner_is_in_and_the_letter_says_what_was_closed(
    client: Browser, squatter: Browser
) -> None:
    sign_in_by_code(client)

    assert is_in(client)
    letter = mail.outbox[-1]
    assert letter.to == [EMAIL]
    assert "confirmed" in letter.subject
    assert "removed 1 passkey and the old password" in str(letter.body)


def test_the_second_code_closes_nothing(client: Browser, squatter: Browser) -> None:
    sign_in_by_code(client)
    furnish(User.objects.get())
    letters = len(mail.outbox)

    page = sign_in_by_code(Browser())

    assert passkeys() == 1
    assert is_in(client)
    assert "To be safe" not in page.text
    assert len(mail.outbox) == letters + 1


def test_a_wrong_code_or_asking_for_it_again_closes_nothing(
    client: Browser, squatter: Browser, settings: Any
) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
    client.post("/sign-in/code/", {"email": EMAIL})
    client.post("/sign-in/code/confirm/", {"code": "WRONG-1"})
    client.post("/sign-in/code/confirm/", {"action": "resend", "code": ""})
    assert len(mail.outbox) == 2

    assert is_in(squatter)
    assert passkeys() == 1


def test_a_code_for_an_email_that_was_changed_meanwhile_is_refused_kindly(
    client: Browser, squatter: Browser
) -> None:
    client.post("/sign-in/code/", {"email": EMAIL})
    code = code_in(mail.outbox[-1])
    User.objects.update(email="evil@example.org")

    page = client.post("/sign-in/code/confirm/", {"code": code}, follow=True)

    assert "does not count any more" in page.text
    assert "_auth_user_id" not in client.session


def test_a_password_that_the_squatter_chooses_in_the_same_moment_is_not_kept(
    client: Browser, squatter: Browser
) -> None:
    def while_it_is_hashed(password: str) -> str:
        sign_in_by_code(client)
        return make_password(password)

    with patch("accounts.adapters.make_password", while_it_is_hashed):
        form = {"oldpassword": PASSWORD, "password1": NEW}
        refused = squatter.post("/settings/password/", form)

    assert refused.status_code == 403
    assert not User.objects.get().has_usable_password()
    assert is_in(client)


# --- emails that wait to be confirmed ------------------------------------------------------


def waiting_for(browser: Browser, email: str) -> str:
    """Ask for another email, and return the path of the link in the letter to it."""
    browser.post("/sign-in/again/", {"password": PASSWORD})
    browser.post("/settings/email/", {"email": email, "action_add": ""})
    assert mail.outbox[-1].to == [email]
    return link_in(mail.outbox[-1], "/settings/email/confirm/")


def test_a_link_that_waited_in_the_squatters_mailbox_leads_nowhere(
    client: Browser, squatter: Browser
) -> None:
    link = waiting_for(squatter, "evil@example.org")
    sign_in_by_code(client)

    for browser in (squatter, client):
        assert browser.post(link).status_code in {302, 404}

    assert User.objects.get().email == EMAIL


def test_an_email_that_was_never_confirmed_can_be_changed_and_kept_after_all(
    squatter: Browser,
) -> None:
    waiting_for(squatter, "typo@example.org")
    link = waiting_for(squatter, "right@example.org")
    assert list(EmailAddress.objects.values_list("email", flat=True).order_by("pk")) == [
        EMAIL,
        "right@example.org",
    ]
    form = {"email": "right@example.org", "action_remove": ""}

    squatter.post("/settings/email/", form)

    assert User.objects.get().email == EMAIL
    assert "does not work" in squatter.get(link).text
    squatter.post(waiting_for(squatter, "third@example.org"))
    assert User.objects.get().email == "third@example.org"
    assert EmailAddress.objects.get().verified


def test_an_email_that_only_waits_is_no_way_in(client: Browser) -> None:
    """A mistyped new email must not open the account to whoever has that mailbox."""
    sam = make_user(email="sam@example.org")
    EmailAddress.objects.create(user=sam, email=sam.email, primary=True, verified=True)
    EmailAddress.objects.create(user=sam, email=EMAIL, verified=False)

    client.post("/sign-in/code/", {"email": EMAIL})
    client.post("/password/reset/", {"email": EMAIL})

    bodies = [str(letter.body) for letter in mail.outbox]
    assert len(bodies) == 2
    assert not any("reset/key" in body or "Type this code" in body for body in bodies)


def test_an_email_that_only_waits_elsewhere_can_still_be_signed_up_with(client: Browser) -> None:
    sam = make_user(email="sam@example.org")
    EmailAddress.objects.create(user=sam, email=EMAIL, verified=False)

    client.post("/sign-up/", {"display_name": "Olga", "email": EMAIL})
    sign_in_by_code(Browser())

    assert User.objects.get(email=EMAIL).display_name == "Olga"
    assert not EmailAddress.objects.filter(user=sam).exists()


def test_a_link_counts_only_in_the_account_that_asked(client: Browser, squatter: Browser) -> None:
    """Or a stranger's account, and the passkeys in it, would get the email of who clicks."""
    User.objects.update(email="evil@example.org")
    EmailAddress.objects.update(email="evil@example.org")
    link = waiting_for(squatter, EMAIL)
    sam = Browser()
    sam.force_login(make_user(email="sam@example.org"))

    assert client.get(link)["Location"].startswith("/sign-in/?next=")
    assert client.post(link)["Location"].startswith("/sign-in/")
    assert "does not work" in sam.get(link).text
    assert sam.post(link).status_code == 404
    assert is_in(sam)
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_link_for_an_email_that_became_anothers_is_refused_kindly() -> None:
    sam = make_user(email="sam@example.org")
    browser = Browser()
    browser.post("/sign-in/", {"login": "sam@example.org", "password": PASSWORD})
    link = waiting_for(browser, EMAIL)
    make_user(email=EMAIL, display_name="Olga")

    page = browser.post(link, follow=True)

    assert "Another account has this email" in page.text
    sam.refresh_from_db()
    assert sam.email == "sam@example.org"


def test_who_confirms_from_inside_keeps_everything(squatter: Browser) -> None:
    page = squatter.get("/settings/email/")
    assert "Send me the link" in page.text
    squatter.post("/settings/email/", {"email": EMAIL, "action_send": ""})

    squatter.post(link_in(mail.outbox[-1], "/settings/email/confirm/"))

    assert "Send me the link" not in squatter.get("/settings/email/").text
    sign_in_by_code(Browser())
    assert is_in(squatter)
    assert passkeys() == 1


# --- clients who joined by a link ----------------------------------------------------------


@pytest.fixture
def ivan() -> User:
    """Ivan joined by Maya's link, with a passkey and his email."""
    invited = make_invitation(therapist=make_therapist(clinic=make_clinic()))
    form = {"email": EMAIL, "password": PASSWORD, "time_zone": "UTC"}
    Browser().post(f"/join/{invited.secret}/account/", form)
    ivan = User.objects.get(email=EMAIL)
    furnish(ivan)
    return ivan


@pytest.mark.parametrize("prove", [sign_in_by_code, reset_password])
def test_a_client_keeps_their_care_and_hears_who_sees_what_they_log(
    client: Browser, ivan: User, prove: Any
) -> None:
    page = prove(client)

    assert ivan.care_received.in_force().count() == 1
    assert passkeys() == 0
    assert "Maya Ortiz of Riverside Clinic sees what you log here" in page.text
    assert "Stop sharing in Settings" in page.text
    assert "Maya" not in str(mail.outbox[-1].body)


def test_care_that_has_ended_is_not_named(client: Browser, ivan: User) -> None:
    make_care_relationship(
        therapist=make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale"),
        client=ivan,
    )
    ivan.care_received.filter(therapist__display_name="Tom Hale").update(ended_at=timezone.now())

    assert "Tom Hale" not in sign_in_by_code(client).text


# --- a reset of an account that was known --------------------------------------------------


def test_a_reset_closes_every_way_in_and_says_so(client: Browser) -> None:
    therapist = make_therapist(clinic=make_clinic())
    sam = make_user(email="sam@example.org")
    make_care_relationship(therapist=therapist, client=sam)
    EmailAddress.objects.create(user=sam, email=sam.email, primary=True, verified=True)
    furnish(sam)
    bearer = token_of("sam@example.org")

    page = reset_password(client, "sam@example.org")

    assert passkeys() == 0
    assert Browser().get("/api/v1/today", headers=bearer).status_code == 401
    assert "removed 1 passkey and 1 API token." in page.text
    assert "Maya" not in page.text
    assert "passkeys and API tokens do not work any more" in str(mail.outbox[-1].body)
    again = Browser().post("/sign-in/", {"login": "sam@example.org", "password": NEW})
    assert again["Location"] == "/home/"


def test_a_refused_new_password_closes_nothing(client: Browser, squatter: Browser) -> None:
    client.post("/password/reset/", {"email": EMAIL})
    page = client.get(link_in(mail.outbox[-1], "/password/reset/key/"), follow=True)

    refused = client.post(page.redirect_chain[-1][0], {"password1": "short"})

    assert refused.status_code == 422
    assert is_in(squatter)
    assert passkeys() == 1
