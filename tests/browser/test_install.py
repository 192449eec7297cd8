"""Installing: the browser has nothing to complain about, and it is offered once, at a good moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.models import Assignment
from tests.chromium import FLAGS, browser_path, whole_browser
from tests.guided_page import sign_in
from tests.homework_factories import make_performed_session
from tests.sweeps import is_too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

# What a browser sends that can install; the test's own cannot.
OFFER = """
() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = async () => { window.prompted = (window.prompted ?? 0) + 1; };
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
}
"""
SAFARI = """
Object.defineProperty(navigator, "standalone", { value: STANDALONE });
delete window.onbeforeinstallprompt;
"""


@pytest.fixture
def profile(browser: Any, live_server: Any, tmp_path: Path) -> Iterator[Any]:
    """Return a page of a whole browser with a profile of its own; others install nothing."""
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path),
        executable_path=whole_browser() or browser_path(),
        args=list(FLAGS),
        base_url=live_server.url,
    )
    yield context.pages[0]
    context.close()


def errors(devtools: Any) -> list[dict[str, Any]]:
    """Return what keeps this page from being installed."""
    found: list[dict[str, Any]] = devtools.send("Page.getInstallabilityErrors")[
        "installabilityErrors"
    ]
    return found


def test_the_browser_finds_nothing_that_is_missing(
    profile: Any, ivan: User, homework: Assignment, live_server: Any
) -> None:
    sign_in(profile, ivan, live_server)
    profile.goto("/")
    profile.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    devtools = profile.context.new_cdp_session(profile)

    manifest = devtools.send("Page.getAppManifest")

    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
    assert errors(devtools) == []
    # The same browser does complain where something is missing, unless it is only the shell of one.
    profile.goto("/healthz")
    missing = [one["errorId"] for one in errors(devtools)]
    assert missing == (["no-manifest"] if whole_browser() else [])


@pytest.fixture
def open_today(
    open_phone: Open, ivan: User, homework: Assignment, live_server: Any
) -> Callable[..., Any]:
    """Return a function that opens Today, after a finished session if asked."""

    def opened(*, is_done: bool = True, script: str = "", **phone: Any) -> Any:
        if is_done:
            make_performed_session(assignment=homework, now=timezone.now())
        page = open_phone(**phone)
        sign_in(page, ivan, live_server)
        if script:
            page.add_init_script(script)
        page.goto("/", wait_until="networkidle")
        return page

    return opened


def offer(page: Any) -> Any:
    return page.locator("co-install")


def test_it_is_offered_only_where_the_browser_can_and_something_was_done(
    open_today: Callable[..., Any],
) -> None:
    before = open_today(is_done=False)
    # Held back all the same, or the browser would ask by itself.
    assert before.evaluate(OFFER)
    expect(offer(before)).to_have_count(0)

    page = open_today()
    expect(offer(page)).to_be_hidden()
    assert page.evaluate(OFFER)

    expect(offer(page).get_by_role("heading", name="Keep it on your home screen")).to_be_visible()
    expect(offer(page).get_by_text("Share")).to_be_hidden()
    page.get_by_role("button", name="Install").click()
    assert page.evaluate("() => window.prompted") == 1
    expect(offer(page)).to_be_hidden()


def test_who_puts_it_away_is_not_asked_again(open_today: Callable[..., Any]) -> None:
    page = open_today()
    page.evaluate(OFFER)
    page.get_by_role("button", name="Not now").click()
    expect(offer(page)).to_be_hidden()

    page.reload(wait_until="networkidle")
    page.evaluate(OFFER)

    expect(offer(page)).to_be_hidden()


def test_an_iphone_is_told_the_steps(open_today: Callable[..., Any]) -> None:
    page = open_today(script=SAFARI.replace("STANDALONE", "false"))

    expect(offer(page).get_by_text("Choose Add to Home Screen.")).to_be_visible()
    expect(offer(page).get_by_role("button", name="Install")).to_be_hidden()
    assert violations(Axe(), page, "/") == []
    for width, height in ((320, 640), (390, 844), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        assert not is_too_wide(page, "/")


def test_an_installed_app_offers_nothing(open_today: Callable[..., Any]) -> None:
    page = open_today(script=SAFARI.replace("STANDALONE", "true"))
    page.evaluate(OFFER)

    expect(offer(page)).to_be_hidden()
