"""What waits on a phone that several people use: sealed, sent by its own person alone, never lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.models import ExerciseLog, ExerciseSession, SyncReceipt
from routines.services.epochs import new_epoch
from tests.browser.worker_pages import visit
from tests.chromium import FLAGS, browser_path
from tests.factories import make_client
from tests.guided_page import sign_in, wait_until
from tests.homework_factories import prescriptions_of_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CANARY = "Zanzibar"

SAY = """async () => {
    const { outbox } = await import("/static/js/lib/outbox.js");
    outbox().put("check_in", { kind: "change", pain: 3, answers: {} }, "");
    await outbox().written();
}"""
PUT = """async ([session, prescription, words]) => {
    const { outbox } = await import("/static/js/lib/outbox.js");
    outbox().put("log", { session, prescription, outcome: "performed" }, words);
    await outbox().written();
}"""
# Everything a script could find on this phone.
ALL = """async () => {
    const found = [JSON.stringify(localStorage)];
    for (const { name } of await indexedDB.databases()) {
        const opening = indexedDB.open(name);
        const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
        for (const store of database.objectStoreNames) {
            const all = database.transaction(store).objectStore(store).getAll();
            found.push(JSON.stringify(await new Promise((done) => (all.onsuccess = () => done(all.result)))));
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const key of await cache.keys()) found.push(await (await cache.match(key)).text());
    }
    return found.join(" ");
}"""
WAITING = """async (owner) => {
    const { Outbox } = await import("/static/js/lib/outbox.js");
    const outbox = new Outbox(owner);
    await outbox.open();
    return outbox.waiting.map(({ words }) => words);
}"""


def put(page: Any, session: ExerciseSession, *, place: int = 0, words: str = CANARY) -> None:
    """Log an exercise on the phone, as its pages do."""
    prescription = prescriptions_of_session(session)[place]
    page.evaluate(PUT, [str(session.pk), str(prescription.pk), words])


def is_stored(page: Any, count: int = 1) -> None:
    wait_until(page, lambda: ExerciseLog.objects.count() == count)
    assert ExerciseLog.objects.count() == count


@pytest.fixture
def page(
    open_app: Callable[..., Any], ivan: User, session: ExerciseSession, live_server: Any
) -> Any:
    """Return Today on a phone that has been online once."""
    page = open_app()
    sign_in(page, ivan, live_server)
    visit(page)
    return page


def test_nothing_that_waits_or_was_sent_can_be_read_from_the_phone(
    page: Any, session: ExerciseSession
) -> None:
    page.context.set_offline(True)
    put(page, session)
    expect(page.locator("co-waits")).to_contain_text("Offline, 1 waiting")
    assert '"sealed"' in page.evaluate(ALL)
    assert CANARY not in page.evaluate(ALL)

    page.context.set_offline(False)

    expect(page.locator("co-waits")).to_contain_text("Saved")
    is_stored(page)
    assert CANARY not in page.evaluate(ALL)


def test_signing_out_says_what_is_not_sent_and_locks_it_until_that_person_is_back(
    page: Any, ivan: User, session: ExerciseSession, live_server: Any
) -> None:
    page.route("**/api/v1/sync", lambda route: route.abort())
    put(page, session)
    page.goto("/sign-out/")
    expect(page.get_by_text("Not sent yet: 1.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    page.wait_for_url("**/sign-in/**")
    page.goto("/static/js/lib/uuid7.js")
    wait_until(page, lambda: page.evaluate(WAITING, str(ivan.pk)) == [])
    assert page.evaluate(WAITING, str(ivan.pk)) == []
    assert CANARY not in page.evaluate(ALL)
    page.unroute("**/api/v1/sync")
    sign_in(page, ivan, live_server)
    page.goto("/")
    is_stored(page)


def test_the_next_person_on_the_phone_neither_sees_nor_sends_it(
    page: Any, maya: User, session: ExerciseSession, live_server: Any
) -> None:
    page.route("**/api/v1/sync", lambda route: route.abort())
    put(page, session)
    noor = make_client(therapist=maya, display_name="Noor Haddad")
    sign_in(page, noor, live_server)
    page.unroute("**/api/v1/sync")
    page.goto("/waiting/")

    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    page.wait_for_timeout(500)

    assert page.evaluate(WAITING, str(session.client_id)) == []
    assert not SyncReceipt.objects.exists()


def test_a_page_that_is_still_open_sends_nothing_under_the_next_account(
    page: Any, ivan: User, maya: User, live_server: Any
) -> None:
    noor = make_client(therapist=maya, display_name="Noor Haddad")
    sign_in(page, noor, live_server)
    # It names nothing that is Ivan's: the server could well take it for hers.
    page.evaluate(SAY)

    expect(page.locator("co-waits")).to_contain_text("Sign in to send 1")
    assert not SyncReceipt.objects.exists()
    sign_in(page, ivan, live_server)
    page.goto("/")
    wait_until(page, SyncReceipt.objects.exists)
    assert SyncReceipt.objects.get().account == ivan


def test_a_session_that_ran_out_keeps_everything_until_one_signs_in(
    page: Any, ivan: User, session: ExerciseSession, live_server: Any
) -> None:
    page.context.clear_cookies(name="sessionid")
    put(page, session)
    expect(page.locator("co-waits")).to_contain_text("Sign in to send 1")

    sign_in(page, ivan, live_server)
    page.goto("/")

    is_stored(page)


def test_what_a_restored_server_lacks_is_offered_again(page: Any, session: ExerciseSession) -> None:
    put(page, session)
    is_stored(page)
    wait_until(page, lambda: page.evaluate("localStorage.length > 0"))
    # The backup was made before.
    ExerciseLog.objects.all().delete()
    SyncReceipt.objects.all().delete()
    new_epoch(at=timezone.now())

    put(page, session, place=1)

    is_stored(page, 2)


def test_it_is_offered_again_also_where_nothing_new_was_done(
    page: Any, session: ExerciseSession
) -> None:
    put(page, session)
    is_stored(page)
    wait_until(page, lambda: page.evaluate("localStorage.length > 0"))
    ExerciseLog.objects.all().delete()
    SyncReceipt.objects.all().delete()
    new_epoch(at=timezone.now())

    # As the page asks for it once it is loaded, some time after the last one.
    page.evaluate("navigator.serviceWorker.controller.postMessage({ type: 'keep', enough: 0 })")

    is_stored(page)


def test_one_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(
    page: Any, session: ExerciseSession
) -> None:
    page.context.set_offline(True)
    page.evaluate(PUT, [str(session.pk), "no key at all", "Poison"])
    put(page, session)
    page.context.set_offline(False)

    is_stored(page)
    expect(page.locator("co-waits")).to_contain_text("Not accepted: 1")
    page.goto("/waiting/")
    expect(page.locator("[data-section=refused] li")).to_contain_text("Poison")


def test_it_leaves_with_no_page_open_where_the_browser_can(
    page: Any, session: ExerciseSession
) -> None:
    found: list[Any] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    page.route("**/api/v1/sync", lambda route: route.abort())
    put(page, session)
    expect(page.locator("co-waits")).to_contain_text("Not sent yet: 1")
    wait_until(page, lambda: bool(found))
    page.goto("about:blank")
    page.unroute("**/api/v1/sync")

    sync = {
        "origin": found[0]["scopeURL"].rstrip("/"),
        "registrationId": found[0]["registrationId"],
    }
    cdp.send(
        "ServiceWorker.dispatchSyncEvent", {**sync, "tag": "carryover-outbox", "lastChance": True}
    )

    is_stored(page)


def test_a_phone_that_is_full_says_so_and_sends_it_all_the_same(
    page: Any, session: ExerciseSession
) -> None:
    page.evaluate(
        """() => {
            const full = () => { throw new DOMException("", "QuotaExceededError"); };
            IDBObjectStore.prototype.put = full;
            Cache.prototype.put = async () => full();
        }"""
    )
    page.context.set_offline(True)
    put(page, session)
    expect(page.locator("co-waits")).to_contain_text("Leave this page open")

    page.context.set_offline(False)

    is_stored(page)


# --- a phone that dies ---------------------------------------------------------------------


def processes(profile: Path) -> list[int]:
    """Return the processes of the browser with this profile."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(profile).encode() in command:
            found.append(int(folder.name))
    return found


def kill(profile: Path) -> None:
    """Take the battery out."""
    for process in processes(profile):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds the browser in /proc")
def test_a_browser_that_is_killed_has_lost_nothing_and_left_nothing_to_read(
    browser: Any, ivan: User, session: ExerciseSession, live_server: Any, tmp_path: Path
) -> None:
    def start() -> Any:
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path),
            executable_path=browser_path(),
            args=list(FLAGS),
            base_url=live_server.url,
        )
        return context.pages[0]

    page = start()
    sign_in(page, ivan, live_server)
    visit(page)
    page.route("**/api/v1/sync", lambda route: route.abort())
    put(page, session)
    kill(tmp_path)

    page = start()
    sign_in(page, ivan, live_server)
    page.goto("/")
    is_stored(page)
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    page.context.close()

    words = [CANARY, "Piriformis release", "Figure-4 stretch"]
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files
    for word in words:
        forms = (word.encode(), word.encode("utf-16-le"))
        found = [one for one in files if any(form in one.read_bytes() for form in forms)]
        assert [str(one.relative_to(tmp_path)) for one in found] == []
