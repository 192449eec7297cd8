"""Joining and signing in on a phone, with its lock and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from accounts import passkeys
from accounts.models import User
from accounts.services.invitations import NewInvitation
from tests.factories import PASSWORD, make_clinic, make_invitation, make_therapist, make_user

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]


@pytest.fixture
def invited() -> NewInvitation:
    maya = make_therapist(clinic=make_clinic())
    return make_invitation(therapist=maya, display_name="Ivan Petrov")


def give_a_lock(page: Any) -> tuple[Any, str]:
    """Give the phone a lock that always recognizes its owner."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


def at_localhost(page: Any, live_server: Any, path: str) -> str:
    """Return the address under the only plain name that browsers make passkeys for."""
    return str(live_server.url).replace("127.0.0.1", "localhost") + path


def test_a_client_joins_and_returns_with_the_phones_lock_alone(
    open_phone: Open, live_server: Any, invited: NewInvitation
) -> None:
    page = open_phone()
    tools, lock = give_a_lock(page)
    page.goto(at_localhost(page, live_server, f"/join/{invited.secret}/"))
    page.get_by_role("link", name="Join Maya").click()
    page.get_by_label("Password", exact=True).wait_for(state="hidden")

    page.get_by_role("button", name="Agree and use my phone").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))

    ivan = User.objects.get(pk=invited.invitation.client_id)
    assert ivan.joined_at is not None
    assert ivan.email is None
    assert not ivan.has_usable_password()
    assert passkeys.held_by(ivan).count() == 1
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": lock})["credentials"]) == 1

    page.goto(at_localhost(page, live_server, "/sign-out/"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/"))
    page.get_by_role("button", name="Use my phone's lock").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))


def test_a_refused_lock_says_so_and_the_password_still_works(
    open_phone: Open, live_server: Any, invited: NewInvitation
) -> None:
    page = open_phone()
    tools, lock = give_a_lock(page)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": lock, "isUserVerified": False})
    page.goto(at_localhost(page, live_server, f"/join/{invited.secret}/account/"))

    page.get_by_role("button", name="Agree and use my phone").click()
    page.get_by_role("alert").filter(has_text="That did not work").wait_for()

    page.get_by_role("button", name="Use a password instead").click()
    page.get_by_label("Email").fill("ivan@example.org")
    page.get_by_label("Password", exact=True).fill("a long sentence")
    page.get_by_role("button", name="Agree and join").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert User.objects.get(pk=invited.invitation.client_id).email == "ivan@example.org"


def test_a_client_joins_without_javascript(open_phone: Open, invited: NewInvitation) -> None:
    page = open_phone(javascript=False)
    page.goto(f"/join/{invited.secret}/")
    page.get_by_role("link", name="Join Maya").click()
    assert page.get_by_role("button", name="Agree and use my phone").count() == 0

    page.get_by_label("Email").fill("ivan@example.org")
    page.get_by_label("Password", exact=True).fill("a long sentence")
    page.get_by_role("button", name="Agree and join").click()

    page.wait_for_url(re.compile(r":\d+/$"))
    assert User.objects.get(pk=invited.invitation.client_id).check_password("a long sentence")


def test_a_code_from_paper_leads_in(open_phone: Open, invited: NewInvitation) -> None:
    page = open_phone(width=320)
    page.goto("/join/")
    page.get_by_label("Or type the code").fill("AAA-AAA")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Check the last letter").wait_for()

    page.get_by_label("Or type the code").fill(invited.code.lower())
    page.get_by_role("button", name="Continue").click()

    page.get_by_role("link", name="Join Maya").wait_for()


def test_somebody_with_an_account_signs_in_on_the_way(
    open_phone: Open, invited: NewInvitation
) -> None:
    sam = make_user(email="sam@example.org")
    page = open_phone()
    page.goto(f"/join/{invited.secret}/")
    page.get_by_role("button", name="I already have an account").click()
    page.get_by_label("Email").fill("sam@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("You are signed in as Sam Keller").wait_for()
    page.get_by_role("button", name="Agree and join").click()

    page.wait_for_url(re.compile(r":\d+/$"))
    assert sam.care_received.current().exists()


def test_a_device_is_added_and_removed_in_the_settings(open_phone: Open, live_server: Any) -> None:
    sam = make_user(email="sam@example.org")
    page = open_phone()
    give_a_lock(page)
    page.goto(at_localhost(page, live_server, "/sign-in/?next=/settings/passkeys/"))
    page.get_by_label("Email").fill("sam@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Add this device").click()
    page.get_by_role("heading", name="Is it still you?").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name of this device").fill("Sam's phone")
    page.get_by_role("button", name="Add this device").click()
    page.get_by_text("Sam's phone").wait_for()
    assert passkeys.held_by(sam).count() == 1

    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("No password to forget").or_(
        page.get_by_text("no password to forget")
    ).wait_for()
    assert passkeys.held_by(sam).count() == 0


def test_nothing_is_asked_for_any_more_once_somebody_signs_in(open_phone: Open) -> None:
    page = open_phone()
    held: list[Any] = []
    given_up: list[str] = []
    page.route("**/sign-in/passkey/**", lambda route: held.append(route))
    page.on("requestfailed", lambda request: given_up.append(request.url))
    page.goto("/sign-in/")
    with page.expect_request("**/sign-in/passkey/**"):
        page.get_by_label("Email").focus()

    with page.expect_event("requestfailed"):
        # The form's own sending is held back: only what happens before it is looked at.
        page.evaluate(
            """() => {
                addEventListener("submit", (event) => event.preventDefault());
                document.querySelector("form button").click();
            }"""
        )

    assert len(held) == 1
    assert [url for url in given_up if "passkey" in url]


def test_the_time_zone_of_the_phone_is_offered(open_phone: Open) -> None:
    make_user(email="sam@example.org", time_zone="Asia/Tokyo")
    page = open_phone()
    page.goto("/sign-in/?next=/settings/preferences/time-zone/")
    page.get_by_label("Email").fill("sam@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("button", name="Use this phone's zone").click()
    page.get_by_role("button", name="Save").click()

    page.get_by_text("Saved.").wait_for()
    assert User.objects.get().time_zone != "Asia/Tokyo"
