"""The whole story: invited, joined, assigned, one dose changed, done, seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from routines.models import ExerciseLog, ExerciseSession
from tests.factories import PASSWORD, make_clinic, make_therapist
from tests.guided_page import wait_until
from tests.homework_factories import STRETCH, make_exercise, make_routine

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]


@pytest.fixture
def maya() -> User:
    maya = make_therapist(clinic=make_clinic(), email="maya@example.org")
    bridge, stretch = make_exercise(), make_exercise(name="Figure-4 stretch", dosage=STRETCH)
    curl = make_exercise(name="Curl-up")
    make_routine(name="Piriformis release", field="glute", exercises=[bridge, stretch, curl])
    return maya


def sign_in(page: Any, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def invite(page: Any, name: str) -> str:
    """Invite a client by hand and return the path of the link."""
    page.get_by_role("link", name="Invite a client").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link", exact=True).input_value()
    return str(re.sub(r"^https?://[^/]+", "", link))


def assign_with_one_dose_changed(page: Any) -> None:
    page.get_by_role("link", name="Assign a routine").first.click()
    page.get_by_role("link", name=re.compile("Piriformis release")).click()
    stretch = page.get_by_role("group", name="Figure-4 stretch")
    stretch.get_by_label("Sets").fill("2")
    page.get_by_label("Note to Ivan").fill("Left side first, Ivan.")
    page.get_by_role("button", name="Send to Ivan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ivan")


def join(page: Any, path: str, *, javascript: bool) -> None:
    page.goto(path)
    page.get_by_role("link", name="Join Maya").click()
    if javascript:
        page.get_by_role("button", name="Use a password instead").click()
    page.get_by_label("Email").fill("ivan@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Agree and join").click()
    page.wait_for_url(re.compile(r":\d+/$"))


def card(page: Any, name: str) -> Any:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def do_the_routine(page: Any, *, javascript: bool) -> None:
    """Do it with one side different and one skip, and take one log back."""
    page.goto("/")
    page.get_by_role("button", name="Start").click()
    # The first time, questions about safety come before it.
    page.wait_for_url(re.compile(r"/check-ins/new/"))
    for none in page.get_by_label("None of these").all():
        none.check()
    # A question that stands alone has its own answers only.
    for alone in page.locator("[data-group]:not(:has([name=none]))").all():
        alone.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    if javascript:
        # From the guided session to the list; without scripts one gets there by itself.
        page.get_by_role("link", name=re.compile("^Leave for now")).click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]+/$"))

    card(page, "Bridge").get_by_role("button", name="Done").click()
    expect(card(page, "Bridge")).to_contain_text("Done:")
    card(page, "Bridge").get_by_role("button", name=re.compile("^Undo")).click()
    expect(card(page, "Bridge")).not_to_contain_text("Done:")
    card(page, "Bridge").get_by_role("button", name="Done").click()
    expect(card(page, "Bridge")).to_contain_text("Done:")

    stretch = card(page, "Figure-4 stretch")
    stretch.locator("summary").click()
    right = stretch.get_by_role("group", name="Right side")
    right.get_by_label("Sets").fill("1")
    stretch.get_by_role("button", name="Save each side").click()
    expect(card(page, "Figure-4 stretch")).to_contain_text("right 30 s")

    curl = card(page, "Curl-up")
    curl.locator("summary").click()
    curl.get_by_role("button", name="It hurt").click()
    expect(card(page, "Curl-up")).to_contain_text("Skipped: it hurt")

    page.get_by_role("link", name="How did that feel?").click()
    page.get_by_role("button", name="3", exact=True).click()
    expect(page.get_by_role("button", name="3", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Just right").click()
    expect(page.get_by_role("button", name="Just right")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Done", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("today done")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_homework_goes_to_the_phone_and_comes_back(
    open_phone: Open, maya: User, javascript: bool
) -> None:
    desk = open_phone(width=1280, height=800)
    sign_in(desk, "maya@example.org")
    path = invite(desk, "Ivan Petrov")
    assign_with_one_dose_changed(desk)

    phone = open_phone(javascript=javascript)
    join(phone, path, javascript=javascript)
    phone.get_by_text("Piriformis release").first.wait_for()
    do_the_routine(phone, javascript=javascript)

    wait_until(phone, lambda: ExerciseSession.objects.get().effort == 4)
    session = ExerciseSession.objects.get()
    said = [log.said for log in ExerciseLog.objects.standing().order_by("prescription__position")]
    assert (session.pain_after, session.effort, session.is_performed) == (3, 4, True)
    assert said[1:] == ["left 2 × 30 s, right 30 s", "It hurt"]
    assert ExerciseLog.objects.count() == 4

    desk.goto("/admin/")
    desk.get_by_role("link", name=re.compile("Everyone")).click()
    desk.get_by_role("link", name="Ivan Petrov").first.click()
    sessions = desk.get_by_role("row").filter(has_text="Piriformis release")
    expect(sessions.first).to_contain_text("2 of 3")
    expect(sessions.first).to_contain_text("Just right")
