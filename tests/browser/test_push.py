"""Reminders as they reach a phone: what is shown for whatever is sent, and what is done with it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import PushSubscription, User
from routines.models import Assignment, ReminderAnswer, ReminderOccurrence
from routines.services.reminder_answers import answer as keep_answer
from routines.views import reminder_answers
from tests.browser.lockscreen import Lockscreen, make_occurrence, message
from tests.browser.worker_pages import visit
from tests.factories import make_client
from tests.guided_page import sign_in, wait_until
from tests.push import PRIVATE_KEY, SUBJECT, side, subscribe_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEUTRAL = ["Carryover", "Open Carryover to see what is next.", "carryover", "/"]


@pytest.fixture
def occurrence(homework: Assignment) -> ReminderOccurrence:
    return make_occurrence(homework, slot="18:30")


@pytest.fixture
def lockscreen(notified: Any, live_server: Any) -> Lockscreen:
    visit(notified)
    return Lockscreen(notified, live_server.url)


# No way to lead anybody away.
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\\\evil.example/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "http://",
    7,
    None,
]


def test_whatever_is_sent_shows_exactly_one_note(
    lockscreen: Lockscreen, ivan: User, homework: Assignment, occurrence: ReminderOccurrence
) -> None:
    def said(told: Any) -> list[Any]:
        (shown,) = lockscreen.after(told if isinstance(told, str) else json.dumps(told))
        return [shown["title"], shown["body"], shown["tag"], shown["data"]["path"]]

    assert said(message(ivan, occurrence)) == [
        "Time to stand up",
        "Two minutes are enough.",
        "desk",
        "/check-ins/new/",
    ]
    (shown,) = lockscreen.shown()
    assert shown["actions"] == [["done", "Done"], ["snooze", "In 5 minutes"]]
    assert shown["silent"] is False
    # Nothing that can be read, or nothing that is meant like that.
    for junk in ("", "{", "null", "[]", "7", "hello \u0000", json.dumps({"notification": None})):
        assert said(junk) == NEUTRAL, junk
    # For somebody else, or for nobody: no word of it.
    for account in ("", None, 7, "nobody", "0199a222-0000-7000-8000-000000000000"):
        told = message(ivan, data={"occurrence": str(occurrence.pk), "account": account})
        assert said(told) == [*NEUTRAL[:2], "desk", "/"], account
        assert lockscreen.shown()[0]["actions"] == []
    for address in HOSTILE:
        assert said(message(ivan, navigate=address))[3] == "/", address
    assert said(message(ivan, navigate=f"{lockscreen.origin}/?x=1"))[3] == "/?x=1"
    huge = message(ivan, title="T" * 5000, body="B" * 5000, lang="x" * 5000)
    assert said(huge)[:2] == ["T" * 200, "B" * 200]
    odd = message(ivan, body=["?"], dir="up", lang=3, tag=None, actions={"action": "done"})
    assert said(odd)[:3] == ["Time to stand up", "", "carryover"]
    assert said(message(ivan, title="")) == [*NEUTRAL[:2], "desk", "/"]

    # A later one takes the place of an earlier one, and is heard.
    later = make_occurrence(homework, slot="20:00")
    lockscreen.after(json.dumps(message(ivan, title="First")))
    lockscreen.send(json.dumps(message(ivan, later, title="Second")))
    wait_until(lockscreen.page, lambda: lockscreen.shown()[0]["title"] == "Second")
    (shown,) = lockscreen.shown()
    assert shown["silent"] is False
    # Sent once more by a worker that did not know: seen, and not heard.
    lockscreen.send(json.dumps(message(ivan, later, title="Second")))
    wait_until(lockscreen.page, lambda: lockscreen.shown()[0]["silent"] is True)
    assert len(lockscreen.shown()) == 1


# A tap on the lock screen cannot be made from outside; this is all that a browser does with one, and
# windows of its own that cannot be brought to the front without one.
TAP = """
async ([action, alone]) => {
  const [notification] = await registration.getNotifications();
  const all = Object.getPrototypeOf(clients).matchAll;
  clients.matchAll = alone ? async () => [] : all;
  clients.openWindow = async (path) => { (self.opened ??= []).push(path); };
  WindowClient.prototype.focus = async function focus() { (self.focused ??= []).push(this.url); return this; };
  const waiting = [];
  const event = new NotificationEvent("notificationclick", { notification, action });
  Object.defineProperty(event, "waitUntil", { value: (promise) => waiting.push(promise) });
  dispatchEvent(event);
  await Promise.all(waiting);
  return { opened: self.opened ?? [], focused: (self.focused ?? []).length };
}
"""


def tap(lockscreen: Lockscreen, action: str = "", *, alone: bool = False) -> dict[str, Any]:
    """Tap on what stands there, or on one of its buttons; return which windows were opened."""
    (worker,) = lockscreen.page.context.service_workers
    found: dict[str, Any] = worker.evaluate(TAP, [action, alone])
    return found


def test_a_tap_leads_to_the_page_and_an_answer_is_sent_once(
    lockscreen: Lockscreen,
    ivan: User,
    homework: Assignment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = lockscreen.page
    told: list[tuple[str, str]] = []

    def answer(**said: Any) -> None:
        told.append((said["occurrence"].slot, said["what"]))
        keep_answer(**said)

    monkeypatch.setattr(reminder_answers, "answer", answer)

    def sent(slot: str, **changes: Any) -> ReminderOccurrence:
        one = make_occurrence(homework, slot=slot)
        lockscreen.after(json.dumps(message(ivan, one, **changes)))
        return one

    # The window that is open shows the page.
    sent("08:00", navigate="/progress/")
    assert tap(lockscreen) == {"opened": [], "focused": 1}
    page.wait_for_url("**/progress/")
    wait_until(page, lambda: told == [("08:00", "opened")])
    assert lockscreen.shown() == []

    # Whoever is in the middle of something stays there.
    page.goto("/check-ins/new/")
    sent("09:00", navigate="/")
    assert tap(lockscreen) == {"opened": [], "focused": 2}
    wait_until(page, lambda: told[1:] == [("09:00", "opened")])
    assert page.url.endswith("/check-ins/new/")

    # Where none is open, a new one does.
    sent("10:00", navigate="/?from=note")
    assert tap(lockscreen, alone=True)["opened"] == ["/?from=note"]

    # Done without a page; a second tap that got through tells nothing new.
    done = sent("11:00")
    assert tap(lockscreen, "done") == {"opened": ["/?from=note"], "focused": 2}
    wait_until(page, lambda: ("11:00", "done") in told)
    assert told.count(("11:00", "done")) == 1
    done.refresh_from_db()
    assert done.answer == ReminderAnswer.DONE

    # Without a signal it waits on the phone, and goes once: by itself, or else with the next page.
    late = sent("12:00")
    before = timezone.now()
    page.context.set_offline(True)
    tap(lockscreen, "snooze")
    page.wait_for_timeout(200)
    assert [one for one in told if one[0] == "12:00"] == []
    page.context.set_offline(False)
    wait_until(page, lambda: ("12:00", "snoozed") in told)
    sent("13:00")
    (worker,) = page.context.service_workers
    worker.evaluate("() => { SyncManager.prototype.register = () => Promise.reject(new Error()); }")
    page.context.set_offline(True)
    tap(lockscreen, "snooze")
    page.context.set_offline(False)
    page.wait_for_timeout(500)
    assert [one for one in told if one[0] == "13:00"] == []
    page.goto("/progress/")
    wait_until(page, lambda: ("13:00", "snoozed") in told)
    page.goto("/")
    page.wait_for_timeout(300)
    assert told.count(("12:00", "snoozed")) == 1
    late.refresh_from_db()
    assert late.answered_at is not None
    assert abs(late.answered_at - before) < dt.timedelta(seconds=5)
    assert len(told) == 6


# What the browser says and does by itself when its push service changes an address, and when it is left.
CHANGE = """
async ([before, said]) => {
  self.gone = 0;
  PushManager.prototype.getSubscription = async () => ({ unsubscribe: async () => { self.gone += 1; return true; } });
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => ({
    toJSON: () => (typeof applicationServerKey === "string" ? said : {}),
  });
  const event = new Event("pushsubscriptionchange");
  const waiting = [];
  event.oldSubscription = { endpoint: before };
  event.waitUntil = (promise) => waiting.push(promise);
  dispatchEvent(event);
  await Promise.all(waiting);
}
"""


def test_a_phone_follows_its_push_service_and_forgets_who_leaves_it(
    lockscreen: Lockscreen, maya: User, ivan: User, live_server: Any, settings: Any
) -> None:
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = PRIVATE_KEY, SUBJECT
    page = lockscreen.page
    (worker,) = page.context.service_workers
    row = subscribe_row(ivan)
    keys = {"p256dh": side().p256dh, "auth": side().auth}
    other = f"{row.endpoint}-more"

    worker.evaluate(CHANGE, [row.endpoint, {"endpoint": other, "keys": keys}])

    assert [one.endpoint for one in PushSubscription.objects.filter(user=ivan)] == [other]
    assert worker.evaluate("() => self.gone") == 0
    # Somebody else signs in on this phone: nothing comes here for Ivan, and nothing of him is read.
    lena = make_client(therapist=maya, display_name="Lena Vogel", email="lena@example.org")
    sign_in(page, lena, live_server)
    page.goto("/")
    wait_until(page, lambda: worker.evaluate("() => self.gone") == 1)
    (shown,) = lockscreen.after(json.dumps(message(ivan)))
    assert [shown["title"], shown["data"]["path"], shown["actions"]] == ["Carryover", "/", []]
    (shown,) = lockscreen.after(json.dumps(message(lena)))
    assert shown["title"] == "Time to stand up"
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    wait_until(page, lambda: worker.evaluate("() => self.gone") == 2)
