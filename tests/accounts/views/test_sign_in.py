"""Signing in, up and out: each way in, each refusal in kind words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts.models import User
from tests.factories import PASSWORD, make_clinic, make_therapist, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    return make_user(email="sam@example.org")


def test_email_and_password_sign_in_in_any_case(client: Browser, sam: User) -> None:
    response = client.post("/sign-in/", {"login": "Sam@Example.org", "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/home/"
    assert client.get("/home/")["Location"] == "/"


def test_staff_land_in_the_admin(client: Browser) -> None:
    client.force_login(make_therapist(clinic=make_clinic()))

    assert client.get("/home/")["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"login": "sam@example.org", "password": "wrong"}, "do not go together"),
        ({"login": "nobody@example.org", "password": "wrong"}, "do not go together"),
        ({"login": "sam", "password": PASSWORD}, "needs an @ and a dot"),
        ({"login": "", "password": PASSWORD}, "Type your email"),
        ({"login": "sam@example.org", "password": ""}, "Type your password"),
    ],
)
def test_a_refusal_is_kind_and_keeps_the_email(
    client: Browser, sam: User, form: dict[str, str], sentence: str
) -> None:
    response = client.post("/sign-in/", form)

    assert response.status_code == 422
    assert sentence in response.text
    assert form["login"] in response.text
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_out(client: Browser, sam: User) -> None:
    User.objects.filter(pk=sam.pk).update(is_active=False)

    client.post("/sign-in/", {"login": "sam@example.org", "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_an_account_closed_while_signed_in_is_out_at_once(client: Browser, sam: User) -> None:
    client.force_login(sam)
    assert client.get("/settings/").status_code == 200

    User.objects.filter(pk=sam.pk).update(is_active=False)

    assert client.get("/settings/")["Location"].startswith("/sign-in/")


def test_a_code_by_email_signs_in(client: Browser, sam: User) -> None:
    asked = client.post("/sign-in/code/", {"email": "sam@example.org"})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(mail.outbox[0].body), re.MULTILINE)

    assert asked["Location"] == "/sign-in/code/confirm/"
    assert client.get("/sign-in/code/confirm/").status_code == 200
    assert code
    wrong = client.post("/sign-in/code/confirm/", {"code": "WRONG-1"})
    assert wrong.status_code == 422
    assert "That is not the code" in wrong.text
    right = client.post("/sign-in/code/confirm/", {"code": code[1]})
    assert right["Location"] == "/home/"
    assert client.session["_auth_user_id"] == str(sam.pk)


def test_a_code_for_nobody_looks_the_same(client: Browser, sam: User) -> None:
    known = client.post("/sign-in/code/", {"email": "sam@example.org"})
    unknown = Browser().post("/sign-in/code/", {"email": "nobody@example.org"})

    assert known.status_code == unknown.status_code
    assert known["Location"] == unknown["Location"]


def test_a_forgotten_password_is_replaced_by_a_link(client: Browser, sam: User) -> None:
    client.post("/password/reset/", {"email": "sam@example.org"})
    link = re.search(r"http://testserver(/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link

    page = client.get(link[1], follow=True)
    assert page.status_code == 200
    here = page.redirect_chain[-1][0]
    assert client.post(here, {"password1": "short"}).status_code == 422
    done = client.post(here, {"password1": "a new long sentence"})

    assert done["Location"] == "/password/reset/done/"
    assert client.get("/password/reset/done/").status_code == 200
    assert User.objects.get(pk=sam.pk).check_password("a new long sentence")
    assert "too old" in Browser().get(link[1]).text


def test_a_reset_for_nobody_looks_the_same(client: Browser, sam: User) -> None:
    known = client.post("/password/reset/", {"email": "sam@example.org"})
    unknown = Browser().post("/password/reset/", {"email": "nobody@example.org"})

    assert known["Location"] == unknown["Location"] == "/password/reset/sent/"
    assert client.get("/password/reset/sent/").status_code == 200


def test_signing_out_takes_a_button(client: Browser, sam: User) -> None:
    client.force_login(sam)

    page = client.get("/sign-out/")
    assert page.status_code == 200
    assert "What you logged is kept" in page.text
    assert "_auth_user_id" in client.session

    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("password", ["a long sentence", ""])
def test_a_desk_worker_signs_up_alone(client: Browser, password: str) -> None:
    form = {
        "display_name": " Kim Park ",
        "email": "Kim@Example.org",
        "password1": password,
        "time_zone": "Asia/Seoul",
    }
    response = client.post("/sign-up/", form)

    assert response["Location"] == "/home/"
    kim = User.objects.get(email="kim@example.org")
    assert kim.display_name == "Kim Park"
    assert kim.time_zone == "Asia/Seoul"
    assert kim.joined_at is not None
    assert not kim.is_staff
    assert not kim.care_received.exists()
    assert kim.has_usable_password() == bool(password)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"display_name": ""}, "Type the name"),
        ({"display_name": "x" * 81}, "under 80 letters"),
        ({"email": "kim"}, "needs an @ and a dot"),
        ({"email": "sam@example.org"}, "cannot use this email"),
        ({"password1": "short"}, "at least 12 characters"),
    ],
)
def test_a_refused_sign_up_is_kind(
    client: Browser, sam: User, change: dict[str, str], sentence: str
) -> None:
    form = {"display_name": "Kim", "email": "kim@example.org", "password1": "a long sentence"}

    response = client.post("/sign-up/", form | change)

    assert response.status_code == 422
    assert sentence in response.text
    assert User.objects.count() == 1


def test_sign_up_makes_nobody_more_than_a_client(client: Browser) -> None:
    form = {"display_name": "Kim", "email": "kim@example.org", "password1": "a long sentence"}
    more = {"is_staff": "1", "is_superuser": "1", "is_active": "0", "clinic": "x"}

    client.post("/sign-up/", form | more)

    kim = User.objects.get()
    assert (kim.is_staff, kim.is_superuser, kim.is_active) == (False, False, True)


def test_a_clinic_may_close_the_sign_up(client: Browser, settings: Any) -> None:
    settings.SELF_SIGN_UP = False

    assert "You join by invitation" in client.get("/sign-up/").text
    client.post("/sign-up/", {"display_name": "Kim", "email": "kim@example.org"})
    assert not User.objects.exists()
    assert "Start without a therapist" not in client.get("/sign-in/").text


@pytest.mark.parametrize(
    "address",
    ["/sign-in/", "/sign-in/code/", "/password/reset/", "/sign-up/", "/join/", "/sign-in/closed/"],
)
def test_the_way_in_is_open_to_everybody(client: Browser, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_nobody_is_sent_elsewhere_after_signing_in(client: Browser, sam: User, target: str) -> None:
    form = {"login": "sam@example.org", "password": PASSWORD, "next": target}

    assert client.post("/sign-in/", form)["Location"] == "/home/"


def test_guessing_a_password_stops(client: Browser, sam: User) -> None:
    for _ in range(6):
        client.post("/sign-in/", {"login": "sam@example.org", "password": "wrong"})

    response = client.post("/sign-in/", {"login": "sam@example.org", "password": PASSWORD})

    assert "_auth_user_id" not in client.session
    assert "many tries in a short time" in response.text


def test_passkey_sign_in_refuses_what_is_no_passkey(client: Browser, sam: User) -> None:
    options = client.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert options.json()["request_options"]["publicKey"]["userVerification"] == "required"

    for credential in ("{}", "no json", '{"response": {"userHandle": "AAAA"}}'):
        response = client.post("/sign-in/passkey/", {"credential": credential})
        assert response["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
