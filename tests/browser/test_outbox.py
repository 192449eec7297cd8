"""What a phone keeps until it is sent: written down first, sent once, shown, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.steps import READY_SECONDS
from routines.models import ExerciseLog, ExerciseSession, PainReport, SyncReceipt
from tests.factories import make_client
from tests.guided_page import answer, hurts, run, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHELF = """async () => {
    const opening = indexedDB.open("carryover-outbox");
    const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    const all = database.transaction("entries").objectStore("entries").getAll();
    const entries = await new Promise((done) => (all.onsuccess = () => done(all.result)));
    database.close();
    return entries.filter((entry) => entry.state !== "sent");
}"""
WIPE = """async () => {
    const gone = indexedDB.deleteDatabase("carryover-outbox");
    await new Promise((done) => (gone.onsuccess = done));
    localStorage.clear();
}"""
COPIES = """async () => (await (await caches.open("carryover-outbox-copy")).keys()).length"""


@pytest.fixture
def left(session: ExerciseSession, play: Callable[..., Any]) -> Any:
    """Return a phone on a page of the site, without a signal, that still has to send two things."""
    page = play(session)
    run(page, READY_SECONDS + 40)
    # The first of them may slip by all the same, unheard of by the phone: it outlives its page.
    stop_sending(page)
    page.context.set_offline(True)
    hurts(page).click()
    answer(page, "Numb, weak")
    expect(page.locator("[data-stopped]:visible")).to_be_visible()
    page.wait_for_timeout(300)
    # Closed for good: a page that is only left may send once more while it goes.
    context = page.context
    page.close()
    context.set_offline(False)
    return context.new_page()


def stop_sending(page: Any) -> None:
    page.route(
        "**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )


def eventually(page: Any, holds: Callable[[], bool]) -> None:
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    pytest.fail("It never came to be.")


def test_what_waits_stands_on_a_page_of_its_own_with_its_time_and_leaves_by_a_tap(
    left: Any,
) -> None:
    stop_sending(left)
    left.goto("/progress/")
    chip = left.locator("co-waits a")
    expect(chip).to_have_text("Not sent yet: 2")

    chip.click()

    expect(left.get_by_role("heading", name="Waits to be sent")).to_be_visible()
    rows = left.locator("[data-section=waiting] li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Figure-4 stretch: how it felt")
    expect(left.get_by_text("Nothing waits here.")).to_be_hidden()

    left.unroute("**/*")
    left.get_by_role("button", name="Send now").click()

    expect(left.get_by_text("Nothing waits here.")).to_be_visible()
    expect(chip).to_have_text("Saved")
    run(left, 5)
    expect(chip).to_be_hidden()
    assert (PainReport.objects.count(), ExerciseLog.objects.count()) == (1, 1)


def test_a_phone_that_lost_its_database_still_has_the_copy(left: Any) -> None:
    stop_sending(left)
    left.goto("/help/")
    expect(left.locator("co-waits a")).to_have_text("Not sent yet: 2")
    left.goto("/static/js/lib/uuid7.js")
    assert len(left.evaluate(SHELF)) == left.evaluate(COPIES) == 2
    left.evaluate(WIPE)
    left.unroute("**/*")

    left.goto("/waiting/")

    eventually(left, lambda: PainReport.objects.exists() and ExerciseLog.objects.exists())
    expect(left.get_by_text("Nothing waits here.")).to_be_visible()
    assert left.evaluate(SHELF) == []


def test_a_reply_that_was_lost_makes_no_second_row(left: Any) -> None:
    answered: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method != "POST" or len(answered) >= 2:
            route.continue_()
            return
        # The server has it, and the phone never hears of it.
        answered.append(route.fetch().status)
        route.abort()

    left.route("**/*", lose)
    left.goto("/progress/")
    eventually(left, lambda: len(answered) >= 1)
    left.goto("/waiting/")
    eventually(left, lambda: len(answered) >= 2)
    left.goto("/waiting/")

    expect(left.get_by_text("Nothing waits here.")).to_be_visible()
    assert len(answered) == 2
    assert (PainReport.objects.count(), ExerciseLog.objects.count()) == (1, 1)


def test_of_two_tabs_only_one_sends_at_a_time(left: Any) -> None:
    other = left.context.new_page()
    sent: list[str] = []
    left.context.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)

    left.goto("/progress/", wait_until="commit")
    other.goto("/progress/", wait_until="commit")

    eventually(left, lambda: PainReport.objects.exists() and ExerciseLog.objects.exists())
    left.wait_for_timeout(500)
    assert len(sent) == 1


def refuse_reports(page: Any) -> None:
    """Let the server say no to what somebody felt, and yes to the rest of the same batch."""

    def poison(route: Any) -> None:
        batch = route.request.post_data_json
        kept = [item for item in batch["items"] if item["kind"] != "report"]
        body: dict[str, Any] = {"epoch": "00000000-0000-0000-0000-000000000001", "results": []}
        if kept:
            body = route.fetch(post_data=json.dumps({**batch, "items": kept})).json()
        body["results"] += [
            {"id": item["id"], "result": "invalid", "reason": "This session is over."}
            for item in batch["items"]
            if item["kind"] == "report"
        ]
        route.fulfill(json=body)

    page.route("**/api/v1/sync", poison)


def test_what_the_server_refuses_is_set_aside_with_its_reason_and_the_rest_goes_on(
    left: Any,
) -> None:
    refuse_reports(left)
    left.goto("/waiting/")

    expect(left.locator("[data-section=refused] li")).to_contain_text("This session is over.")
    expect(left.locator("co-waits a")).to_have_text("Not accepted: 1")
    eventually(left, ExerciseLog.objects.exists)
    left.unroute("**/api/v1/sync")
    left.get_by_role("button", name="Try again").click()
    expect(left.get_by_text("Nothing waits here.")).to_be_visible()
    assert PainReport.objects.count() == 1


def test_a_word_of_somebody_on_the_way_refuses_nothing(left: Any) -> None:
    left.route("**/api/v1/sync", lambda route: route.fulfill(status=404, body="<h1>No</h1>"))
    left.goto("/waiting/")
    expect(left.locator("co-waits a")).to_have_text("Not sent yet: 2")
    expect(left.locator("[data-section=refused]")).to_be_hidden()

    left.unroute("**/api/v1/sync")
    left.get_by_role("button", name="Send now").click()

    expect(left.get_by_text("Nothing waits here.")).to_be_visible()


def test_what_was_refused_can_be_let_go(left: Any) -> None:
    refuse_reports(left)
    left.goto("/waiting/")
    expect(left.locator("[data-section=refused] li")).to_have_count(1)
    left.get_by_role("button", name="Remove").click()

    expect(left.get_by_text("Nothing waits here.")).to_be_visible()
    expect(left.locator("co-waits a")).to_be_hidden()
    assert left.evaluate(SHELF) == []


def test_nobody_else_sees_or_sends_it_and_its_own_person_does(
    left: Any, ivan: User, maya: User, live_server: Any
) -> None:
    sign_in(left, make_client(therapist=maya, display_name="Noor Haddad"), live_server)
    left.goto("/waiting/")
    expect(left.get_by_text("Nothing waits here.")).to_be_visible()
    left.wait_for_timeout(500)
    assert not ExerciseLog.objects.exists()
    assert not SyncReceipt.objects.exclude(account=ivan).exists()
    assert not PainReport.objects.exists()
    assert len(left.evaluate(SHELF)) == 2

    sign_in(left, ivan, live_server)
    left.goto("/waiting/")

    eventually(left, lambda: PainReport.objects.exists() and ExerciseLog.objects.exists())
    assert set(PainReport.objects.values_list("session__client", flat=True)) == {ivan.pk}


LATE = """async () => {
    const KEY = btoa("k".repeat(32));
    const { Outbox } = await import("/static/js/lib/outbox.js");
    const sent = [];
    window.fetch = async (url, { body }) => {
        if (url === "/outbox/") return Response.json({ account: "somebody", token: "token", keys: [KEY] });
        const { items } = JSON.parse(body);
        sent.push(items.map((item) => item.body.name));
        const results = items.map(({ id }) => ({ id, result: "stored" }));
        return Response.json({ epoch: "1", results });
    };
    const late = ["second", "third"];
    const outbox = new Outbox("somebody", "token");
    outbox.addEventListener("change", () => {
        // In the very moment in which everything before is through.
        if (outbox.standing === "saved" && late.length) outbox.put("log", { name: late.shift() }, "");
    });
    outbox.put("log", { name: "first" }, "");
    const isSent = await outbox.send();
    return [isSent, sent, outbox.isEmpty];
}"""


def test_what_is_put_in_while_the_last_one_leaves_leaves_too(
    open_phone: Callable[..., Any],
) -> None:
    page = open_phone()
    page.goto("/static/js/lib/uuid7.js")

    assert page.evaluate(LATE) == [True, [["first"], ["second"], ["third"]], True]
