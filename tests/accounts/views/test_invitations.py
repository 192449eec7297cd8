"""Joining in the browser's terms: what each address shows, refuses and keeps to itself."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.logs import HideSecrets
from accounts.models import Invitation, User
from accounts.services.invitations import NewInvitation, revoke_invitation
from tests.factories import (
    NOW,
    PASSWORD,
    make_client,
    make_clinic,
    make_invitation,
    make_therapist,
)

pytestmark = pytest.mark.django_db
FIND = "/join/"


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic(), email="maya@example.org")


@pytest.fixture
def invited(maya: User) -> NewInvitation:
    return make_invitation(therapist=maya, display_name="Ivan Petrov", email="ivan@example.org")


def address(name: str, secret: str) -> str:
    return reverse(f"accounts:invitation-{name}", kwargs={"secret": secret})


def state() -> Any:
    return list(Invitation.objects.order_by("pk").values()), list(
        User.objects.order_by("pk").values()
    )


def test_opening_the_link_shows_who_invites_and_changes_nothing(
    client: Browser, invited: NewInvitation
) -> None:
    before = state()

    response = client.get(address("show", invited.secret))

    assert response.status_code == 200
    assert "Maya Ortiz" in response.text
    assert "Riverside Clinic" in response.text
    assert "Join Maya" in response.text
    assert "sessionid" not in response.cookies
    assert state() == before


def test_the_second_screen_says_who_sees_what_and_changes_nothing(
    client: Browser, invited: NewInvitation
) -> None:
    before = state()

    response = client.get(address("accept", invited.secret))

    assert response.status_code == 200
    assert "Maya sees" in response.text
    assert "Almost there, Ivan" in response.text
    assert state() == before


def test_what_is_waiting_comes_from_the_setting(
    client: Browser, invited: NewInvitation, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOIN_SUMMARY = ""
    assert "Maya will put your exercises here" in client.get(address("show", invited.secret)).text

    monkeypatch.setattr(
        "accounts.views.invitations._hook", lambda name: lambda person, on: f"Two for {person}."
    )
    assert "Two for Ivan Petrov." in client.get(address("show", invited.secret)).text


def test_a_password_joins_without_javascript(client: Browser, invited: NewInvitation) -> None:
    response = client.post(
        address("accept", invited.secret),
        {"email": "Ivan@Example.org", "password": "a long sentence", "time_zone": "Europe/Madrid"},
    )

    assert response.status_code == 302
    assert response["Location"] == reverse("accounts:home")
    ivan = User.objects.get(pk=invited.invitation.client_id)
    assert client.session["_auth_user_id"] == str(ivan.pk)
    assert ivan.email == "ivan@example.org"
    assert ivan.time_zone == "Europe/Madrid"
    assert ivan.check_password("a long sentence")


def test_a_detected_zone_that_cannot_be_is_passed_over(
    client: Browser, invited: NewInvitation
) -> None:
    form = {"email": "i@example.org", "password": "a long sentence", "time_zone": "<b>Mars</b>"}

    assert client.post(address("accept", invited.secret), form).status_code == 302
    assert User.objects.get(pk=invited.invitation.client_id).time_zone == "UTC"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": "", "password": "a long sentence"}, "Add your email"),
        ({"email": "ivan@example.org", "password": ""}, "Choose a password"),
        ({"email": "ivan@example.org", "password": "short"}, "at least 12 characters"),
        ({"email": "ivan", "password": "a long sentence"}, "needs an @ and a dot"),
        ({"email": "maya@example.org", "password": "a long sentence"}, "cannot use this email"),
        ({"email": ""}, "Choose a password"),
        ({"email": "", "credential": "null"}, "Choose a password"),
        ({"email": "", "credential": "{}"}, "Choose a password"),
        ({"email": "", "credential": "0", "password": ""}, "Choose a password"),
        ({"email": "", "credential": "true"}, "That did not work"),
        ({"email": "", "credential": "not json"}, "That did not work"),
        ({"email": "", "credential": '{"id": "x"}'}, "That did not work"),
        ({"email": "", "credential": "[1]"}, "That did not work"),
    ],
)
def test_what_cannot_be_is_said_kindly_and_nothing_is_lost(
    client: Browser, invited: NewInvitation, form: dict[str, str], sentence: str
) -> None:
    before = state()

    response = client.post(address("accept", invited.secret), form)

    assert response.status_code == 422
    assert sentence in response.text
    assert form["email"] in response.text
    assert state() == before


def test_a_second_join_is_refused_in_words(client: Browser, invited: NewInvitation) -> None:
    form = {"email": "ivan@example.org", "password": "a long sentence"}
    client.post(address("accept", invited.secret), form)

    again = Browser().post(address("accept", invited.secret), form)

    assert again.status_code == 410
    assert "was used already" in again.text


@pytest.mark.parametrize("page", ["show", "accept"])
def test_closed_invitations_say_why(client: Browser, maya: User, page: str) -> None:
    expired = make_invitation(therapist=maya, at=NOW - dt.timedelta(days=30))
    revoked = make_invitation(therapist=maya)
    revoke_invitation(invitation=revoked.invitation, at=timezone.now())

    answers = {
        name: client.get(address(page, secret))
        for name, secret in (
            ("expired", expired.secret),
            ("revoked", revoked.secret),
            ("unknown", "x" * 43),
        )
    }

    assert "more than 7 days old" in answers["expired"].text
    assert answers["expired"].status_code == 410
    assert "replaced or taken back" in answers["revoked"].text
    assert answers["revoked"].status_code == 410
    assert answers["unknown"].status_code == 404


def test_a_code_leads_to_the_same_page(client: Browser, invited: NewInvitation) -> None:
    typed = f"{invited.code[:3].lower()} - {invited.code[3:]}"

    response = client.post(FIND, {"code": typed}, follow=True)

    assert response.redirect_chain == [("/join/waiting/", 302)]
    assert "Join Maya" in response.text
    joined = client.post(
        "/join/waiting/account/", {"email": "i@example.org", "password": "a long sentence"}
    )
    assert joined["Location"] == reverse("accounts:home")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ACDEFH", "Check the last letter"),
        ("ACDEF0", "Check the last letter"),
        ("ACD", "six letters and digits"),
        ("", "Type the six letters"),
        ("A" * 40, "Check the last letter"),
        ("🙂🙂🙂🙂🙂🙂", "six letters and digits"),
    ],
)
def test_a_wrong_code_gets_a_kind_sentence(
    client: Browser, invited: NewInvitation, code: str, sentence: str
) -> None:
    response = client.post(FIND, {"code": code})

    assert response.status_code == 422
    assert sentence in response.text


def test_an_expired_code_says_so(client: Browser, maya: User) -> None:
    invited = make_invitation(therapist=maya, at=NOW - dt.timedelta(days=30))

    response = client.post(FIND, {"code": invited.code})

    assert response.status_code == 422
    assert "more than 7 days old" in response.text


def test_guessing_codes_stops_after_ten(client: Browser, invited: NewInvitation) -> None:
    for _ in range(10):
        assert client.post(FIND, {"code": "ACDEFH"}).status_code == 422

    assert client.post(FIND, {"code": invited.code}).status_code == 429


def test_a_right_code_does_not_count_as_a_guess(client: Browser, invited: NewInvitation) -> None:
    for _ in range(12):
        assert client.post(FIND, {"code": invited.code}).status_code == 302


def test_waiting_without_an_invitation_is_unknown(client: Browser) -> None:
    assert client.get("/join/waiting/").status_code == 404
    assert client.get("/join/waiting/account/").status_code == 404


def test_somebody_with_an_account_signs_in_and_comes_back(
    client: Browser, invited: NewInvitation
) -> None:
    sam = make_client(display_name="Sam Keller", email="sam@example.org")

    away = client.post(address("sign_in", invited.secret))
    assert away["Location"] == "/sign-in/?next=%2Fjoin%2Fwaiting%2Faccount%2F"
    back = client.post(
        "/sign-in/",
        {"login": "sam@example.org", "password": PASSWORD, "next": "/join/waiting/account/"},
    )
    assert back["Location"] == "/join/waiting/account/"
    page = client.get("/join/waiting/account/")
    assert "You are signed in as Sam Keller" in page.text
    assert invited.invitation.invited_by.care_given.get().client != sam
    assert client.post("/join/waiting/account/").status_code == 302
    assert invited.invitation.invited_by.care_given.current().get().client == sam


def test_the_homework_moves_through_the_setting(
    client: Browser, invited: NewInvitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[tuple[User, User]] = []

    def adopt(*, placeholder: User, account: User) -> None:
        moved.append((placeholder, account))

    monkeypatch.setattr(
        "accounts.views.invitations._hook", {"JOIN_ADOPT": adopt, "JOIN_SUMMARY": None}.get
    )
    sam = make_client(display_name="Sam Keller")
    client.force_login(sam)

    client.post(address("accept", invited.secret))

    assert moved == [(invited.invitation.client, sam)]


def test_a_therapist_who_opens_their_own_link_is_told(
    client: Browser, invited: NewInvitation, maya: User
) -> None:
    client.force_login(maya)

    response = client.post(address("accept", invited.secret))

    assert response.status_code == 422
    assert "your own invitation" in response.text


def test_passkey_options_need_a_usable_invitation(client: Browser, invited: NewInvitation) -> None:
    response = client.post(address("passkey", invited.secret))

    assert response.status_code == 200
    options = response.json()["publicKey"]
    assert options["user"]["displayName"] == "Ivan Petrov"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert client.post(address("passkey", "x" * 43)).status_code == 410
    assert client.get(address("passkey", invited.secret)).status_code == 405


@pytest.mark.parametrize("name", ["show", "accept"])
def test_the_secret_leaves_by_no_header(client: Browser, invited: NewInvitation, name: str) -> None:
    for secret in (invited.secret, "x" * 43):
        response = client.get(address(name, secret))

        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_the_secret_reaches_no_log(
    client: Browser, maya: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(HideSecrets())
    invited = make_invitation(therapist=maya, at=NOW - dt.timedelta(days=30))
    with caplog.at_level(logging.DEBUG):
        client.get(address("show", invited.secret))
        client.post(address("accept", invited.secret))

    assert invited.secret not in caplog.text
    assert "/join/(hidden)/" in caplog.text


def test_a_message_from_elsewhere_cannot_join(invited: NewInvitation) -> None:
    strict = Browser(enforce_csrf_checks=True)

    assert strict.post(address("accept", invited.secret), {}).status_code == 403
    assert strict.post(address("sign_in", invited.secret)).status_code == 403
