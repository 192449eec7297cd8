"""A bad day on the phone: the gentle version in one tap, it counts, and the morning after is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.doses import Dose
from routines.models import ExerciseLog, ExerciseSession
from tests.factories import PASSWORD, make_client, make_clinic, make_therapist
from tests.guided_page import wait_until
from tests.homework_factories import make_assignment, make_performed_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]


@pytest.fixture
def ivan() -> User:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()), email="ivan@example.org")
    before = timezone.now() - dt.timedelta(days=1)
    homework = make_assignment(client=ivan, at=before - dt.timedelta(days=1))
    done = make_performed_session(assignment=homework, now=before)
    ExerciseSession.objects.filter(pk=done.pk).update(pain_before=3)
    return ivan


def sign_in(page: Any) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill("ivan@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r":\d+/$"))


def to_the_list(page: Any, *, javascript: bool = True) -> None:
    """Leave the guide for the list; without scripts it leads there by itself."""
    if javascript:
        page.wait_for_url(re.compile(r"/play/(\?|$)"))
        page.get_by_role("link", name=re.compile("^Leave for now")).click()
    page.wait_for_url(re.compile(r"/sessions/[^/]+/(\?.*)?$"))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_on_a_bad_day_the_gentle_version_is_one_tap_and_counts(
    open_phone: Open, ivan: User, javascript: bool
) -> None:
    phone = open_phone(javascript=javascript)
    sign_in(phone)

    phone.get_by_role("button", name="6", exact=True).click()
    expect(phone.locator("#morning")).to_contain_text("It has not settled yet.")
    phone.get_by_role("button", name="Bad day? Gentle version").click()
    to_the_list(phone, javascript=javascript)
    expect(phone.get_by_text("Gentle version")).to_be_visible()
    expect(phone.get_by_text("This counts.")).to_be_visible()
    for name, said in (("Bridge", "Done: 2 × 6"), ("Figure four", "Done: 2 × 30 s each side")):
        card = phone.get_by_role("article").filter(has=phone.get_by_role("heading", name=name))
        card.get_by_role("button", name="Done").click()
        expect(card).to_contain_text(said)
    expect(phone.get_by_role("button", name="Do the full homework")).to_be_hidden()
    wait_until(phone, lambda: ExerciseLog.objects.count() == 4)
    phone.goto("/")

    expect(phone.get_by_role("heading", level=1)).to_contain_text("today done")
    expect(phone.get_by_text("gentle version")).to_be_visible()
    session = ExerciseSession.objects.latest("started_at")
    assert (session.dose, session.is_performed) == (Dose.GENTLE, True)
    assert ExerciseSession.objects.earliest("started_at").pain_next_day == 6


def test_the_last_tap_decides_until_something_is_logged(open_phone: Open, ivan: User) -> None:
    phone = open_phone()
    sign_in(phone)

    phone.get_by_role("button", name="Start", exact=True).click()
    to_the_list(phone)
    phone.get_by_role("button", name="Only 2 minutes").click()
    to_the_list(phone)
    expect(phone.get_by_text("2 minutes", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Do the full homework").click()
    to_the_list(phone)
    expect(phone.get_by_role("button", name="Only 2 minutes")).to_be_visible()

    session = ExerciseSession.objects.latest("started_at")
    assert ExerciseSession.objects.count() == 2
    assert session.dose == Dose.FULL


def test_the_morning_is_answered_and_changed_by_keyboard(open_phone: Open, ivan: User) -> None:
    phone = open_phone()
    sign_in(phone)

    phone.get_by_role("button", name="3", exact=True).press("Enter")
    expect(phone.locator("#morning")).to_contain_text("It has settled.")
    expect(phone.locator("#morning summary")).to_be_focused()
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="4", exact=True).press("Enter")

    expect(phone.locator("#morning")).to_contain_text("About the same as before.")
    wait_until(phone, lambda: ExerciseSession.objects.get().pain_next_day == 4)
