"""A new version waits until somebody asks for it; and there is a way to take the worker off a phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from config import worker
from routines.models import Assignment, ExerciseSession
from tests.browser.worker_pages import kept_pages, visit
from tests.guided_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT = """
sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1;
navigator.serviceWorker.addEventListener("controllerchange", () => {
  sessionStorage.changes = Number(sessionStorage.changes ?? 0) + 1;
});
"""
NAMES = "async () => (await caches.keys()).sort()"
WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)"
STATE = "async () => (await navigator.serviceWorker.getRegistration())?.active?.state ?? null"
ALL = "() => navigator.serviceWorker.getRegistrations().then((all) => all.length)"


@pytest.fixture
def page(open_app: Callable[..., Any], session: ExerciseSession, live_server: Any) -> Any:
    page = open_app()
    sign_in(page, session.client, live_server)
    return page


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that serves the worker as a release with another revision would."""
    text = worker.source()
    revision = text.split('"revision": "')[1].split('"')[0]

    def serve(name: str) -> None:
        monkeypatch.setattr(worker, "_source", lambda: text.replace(revision, name))

    serve("first")
    return serve


def until(page: Any, script: str, wanted: Any) -> None:
    found = None
    for _ in range(100):
        # The page may just be loading anew.
        with suppress(Error):
            found = page.evaluate(script)
            if found == wanted:
                return
        page.wait_for_timeout(100)
    raise AssertionError(found)


def toast(page: Any) -> Any:
    return page.locator("co-worker")


def test_a_new_version_waits_until_it_is_asked_for_and_loads_the_page_once(
    page: Any, homework: Assignment, release: Callable[[str], None]
) -> None:
    visit(page)
    page.evaluate(
        "() => Promise.all([caches.open('carryover files old'), caches.open('carryover odd')])"
    )
    release("second")
    page.goto("/check-ins/new/")
    expect(toast(page)).to_be_visible()
    expect(toast(page)).to_contain_text("A new version is here.")
    assert "carryover files first" in page.evaluate(NAMES)
    page.locator("summary").filter(has_text="In your own words").click()
    page.get_by_label("Your own words").fill("It went down to the knee.")
    page.evaluate(COUNT)
    page.add_init_script(COUNT)

    page.get_by_role("button", name="Reload").click()

    until(page, "() => sessionStorage.loads", "2")
    expect(page.get_by_label("Your own words")).to_have_value("It went down to the knee.")
    expect(toast(page)).to_be_hidden()
    # The first version's pages stand in until the second has its own.
    owner = homework.client_id
    names = ["figures", "files second", f"pages second {owner}", "state"]
    until(page, NAMES, [f"carryover {name}" for name in names])
    page.wait_for_timeout(300)
    assert page.evaluate("() => [sessionStorage.loads, sessionStorage.changes]") == ["2", "1"]
    assert (
        page.evaluate("() => Object.keys(sessionStorage).filter((one) => /form/.test(one))") == []
    )


def test_a_guided_session_is_not_interrupted(
    page: Any, session: ExerciseSession, release: Callable[[str], None]
) -> None:
    visit(page)
    release("second")
    page.goto(f"/sessions/{session.pk}/play/")
    page.evaluate(COUNT)
    page.add_init_script(COUNT)
    page.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update())")
    until(page, WAITING, True)

    expect(page.locator("co-player")).to_be_visible()
    expect(toast(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Reload")).to_have_count(0)
    # Asked for in another tab, it does not load this one anew.
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Reload").click()
    until(page, "() => sessionStorage.changes", "1")
    page.wait_for_timeout(500)
    assert page.evaluate("() => sessionStorage.loads") == "1"


def test_a_release_that_comes_without_a_signal_leaves_the_pages_there(
    page: Any, homework: Assignment, release: Callable[[str], None]
) -> None:
    visit(page)
    release("second")
    page.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update())")
    until(page, WAITING, True)
    page.context.set_offline(True)
    page.evaluate(
        """() => navigator.serviceWorker.getRegistration()
          .then((one) => one.waiting.postMessage({ type: "skip-waiting" }))"""
    )
    until(page, WAITING, False)

    page.goto(f"/assignments/{homework.pk}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Piriformis release")
    assert "carryover files first" in page.evaluate(NAMES)


def test_a_full_phone_gets_the_worker_all_the_same(page: Any, live_server: Any) -> None:
    devtools = page.context.new_cdp_session(page)
    page.goto("/help/")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": 10})
    assert page.evaluate(
        "() => caches.open('x').then((one) => one.put('/x', new Response('x'.repeat(999))))"
        ".then(() => false, (error) => error.name === 'QuotaExceededError')"
    )

    page.goto("/")

    until(page, STATE, "activated")
    assert page.goto("/").status == 200


def test_the_switch_takes_the_worker_and_all_it_kept_off_the_phone(
    page: Any, homework: Assignment, settings: Any
) -> None:
    visit(page)
    assert len(kept_pages(page)) > 5
    settings.SERVICE_WORKER = False

    page.goto("/")

    until(page, ALL, 0)
    until(page, NAMES, [])
    page.goto("/")
    page.wait_for_timeout(500)
    assert page.evaluate(ALL) == 0
    expect(toast(page)).to_have_count(0)
