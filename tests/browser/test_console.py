"""The console stays clean on the way through a day, with the moves between pages as phones show them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from routines.models import Assignment
from tests.check_in_factories import make_check_in
from tests.guided_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_moving(browser: Any, live_server: Any) -> Iterator[Callable[[], Any]]:
    """Return a function that opens a phone that shows view transitions; any error fails."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        reduced_motion="no-preference",
        service_workers="block",
    )
    context.set_default_timeout(10_000)
    problems: list[str] = []

    def late(route: Any) -> None:
        time.sleep(0.1)
        route.continue_()

    def listen(message: Any) -> None:
        if message.type == "error":
            problems.append(message.text)

    # As on a phone that asks for it anew: the rest of the page is there before its style sheet.
    context.route("**/app*.css", late)
    context.on("console", listen)
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context.new_page
    context.close()
    assert problems == []


def test_from_today_to_a_session_a_check_in_and_back_nothing_is_reported(
    open_moving: Callable[[], Any], ivan: User, homework: Assignment, live_server: Any
) -> None:
    make_check_in(client=ivan, pain=2)
    page = open_moving()
    sign_in(page, ivan, live_server)

    # More than once: whether the browser is early with its first picture is a matter of luck.
    for _ in range(2):
        page.goto("/")
        page.locator(f"a[href='/assignments/{homework.pk}/']").first.click()
        page.wait_for_url(f"/assignments/{homework.pk}/")
        page.go_back()
        page.get_by_role("link", name="Check in").click()
        page.wait_for_url(re.compile("/check-ins/new/"))
        page.get_by_role("button", name="Nowhere").click()
        page.wait_for_url(re.compile("/check-ins/[0-9a-f-]+/$"))
        page.get_by_role("link", name="Back to Today").click()
        page.wait_for_url("/")
        page.get_by_role("link", name="Progress").click()
        page.wait_for_url("/progress/")
        page.go_back()
        page.wait_for_url("/")
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile("/check-ins/new/|/sessions/"))
    if "/check-ins/" in page.url:
        page.get_by_role("button", name=re.compile("^None of these")).last.click()
    page.wait_for_url(re.compile("/sessions/"))
    page.get_by_role("link", name=re.compile("^Leave for now")).click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]+/$"))
    page.goto("/")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_style_sheet_is_in_force_before_a_page_is_first_shown(
    open_moving: Callable[[], Any], ivan: User, homework: Assignment, live_server: Any
) -> None:
    page = open_moving()
    page.add_init_script(
        "addEventListener('pagereveal', ({ viewTransition }) => {"
        " document.documentElement.dataset.moved = Boolean(viewTransition); })"
    )
    sign_in(page, ivan, live_server)
    page.goto("/")

    for name, path in (("Library", "/library/"), ("Check in", "/check-ins/new/"), ("Today", "/")):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
        page.wait_for_url(path)
        expect(page.locator("html")).to_have_attribute("data-moved", "true")
