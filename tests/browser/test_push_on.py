"""A phone is reminded after an explaining tap, and finds the way back by itself; or is told why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import PushSubscription, User
from routines.models import Assignment, Reminder
from tests.browser.lockscreen import Lockscreen, message
from tests.browser.worker_pages import visit
from tests.guided_page import sign_in, wait_until
from tests.homework_factories import make_performed_session
from tests.push import PRIVATE_KEY, SUBJECT, side
from tests.sweeps import is_too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

# A browser's push service, which cannot be reached here: it gives an address and keeps it.
PUSH_SERVICE = """
const kept = () => JSON.parse(localStorage.getItem("test:push"));
const made = ({ endpoint, key }) => ({
  endpoint,
  options: { applicationServerKey: Uint8Array.from(key).buffer },
  toJSON: () => ({ endpoint, expirationTime: null, keys: KEYS }),
  unsubscribe: async () => { localStorage.removeItem("test:push"); return true; },
});
window.asked = 0;
Notification.requestPermission = async () => { window.asked += 1; return window.answer ?? "granted"; };
PushManager.prototype.getSubscription = async () => kept() && made(kept());
PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
  if (!userVisibleOnly) throw new Error("Only what can be seen.");
  const count = Number(localStorage.getItem("test:count") ?? 0) + 1;
  localStorage.setItem("test:count", count);
  const said = { endpoint: `https://fcm.googleapis.com/fcm/send/${count}`, key: [...applicationServerKey] };
  localStorage.setItem("test:push", JSON.stringify(said));
  return made(said);
};
"""
LOOKED = "() => sessionStorage.getItem('carryover:push-looked')"
HELD = "() => JSON.parse(localStorage.getItem('test:push'))"


def subscribed(user: User) -> list[str]:
    """Return the last part of each address under which this person is sent to."""
    rows = PushSubscription.objects.filter(user=user).order_by("seen_at")
    return [one.endpoint.rpartition("/")[2] for one in rows]


def launch(page: Any, address: str) -> None:
    """Open the app anew: what a window remembers is gone. Ends once it has looked how it is sent to."""
    page.evaluate("() => sessionStorage.clear()")
    page.goto(address)
    wait_until(page, lambda: bool(page.evaluate(LOOKED)))


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = PRIVATE_KEY, SUBJECT


def test_a_phone_is_reminded_after_an_explaining_tap_and_heals_itself(
    notified: Any, ivan: User, live_server: Any, settings: Any
) -> None:
    page = notified
    keys = {"p256dh": side().p256dh, "auth": side().auth}
    page.add_init_script(PUSH_SERVICE.replace("KEYS", json.dumps(keys)))
    visit(page)
    card = page.locator("co-push")
    expect(card.get_by_role("heading", name="Shall we remind you?")).to_be_visible()
    assert page.evaluate("() => window.asked") == 0
    # Closed, or answered with no: nothing is on.
    yes = card.get_by_role("button", name="Yes, remind me")
    for count, answer in enumerate(("default", "denied"), start=1):
        page.evaluate("(answer) => { window.answer = answer; }", answer)
        yes.click()
        wait_until(page, lambda count=count: page.evaluate("() => window.asked") == count)  # type: ignore[misc]
        expect(yes).not_to_have_attribute("aria-busy", "true")
    assert (subscribed(ivan), Reminder.objects.count()) == ([], 0)
    page.evaluate("() => { window.answer = 'granted'; }")

    yes.click()

    expect(card.get_by_role("heading", name="Reminders are on")).to_be_focused()
    assert subscribed(ivan) == ["1"]
    assert Reminder.objects.filter(client=ivan, is_on=True).exists()
    assert page.evaluate("() => window.asked") == 3
    # Asked once: neither again, nor told again at the next launch.
    seen_at = PushSubscription.objects.get().seen_at
    launch(page, "/")
    expect(card).to_be_hidden()
    assert PushSubscription.objects.get().seen_at == seen_at

    # The browser has dropped it.
    page.evaluate("() => localStorage.removeItem('test:push')")
    launch(page, "/")
    assert subscribed(ivan) == ["2"]
    # The server has another key.
    key = page.evaluate(HELD)["key"]
    settings.VAPID_PRIVATE_KEY = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
    launch(page, "/progress/")
    assert subscribed(ivan) == ["3"]
    assert page.evaluate(HELD)["key"] != key
    # The server has forgotten it.
    PushSubscription.objects.all().delete()
    launch(page, "/")
    assert subscribed(ivan) == ["3"]

    # Does it reach this phone? One that comes is said at once; one that does not, after a while.
    tests: list[dict[str, Any]] = []
    answers = [{"result": "sent"}, {"result": "sent"}, {"result": "later", "said": "Wait a bit."}]

    def push(route: Any) -> None:
        tests.append(json.loads(route.request.post_data))
        route.fulfill(json=answers[len(tests) - 1])

    page.route("**/push/test/", push)
    lockscreen = Lockscreen(page, live_server.url)
    page.clock.install()
    page.goto("/reminders/")
    test, said = page.get_by_role("button", name="Send a test"), card.get_by_role("status")
    late = page.get_by_text("Nothing came so far")
    test.click()
    expect(said).to_contain_text("On its way")
    wait_until(page, lambda: tests == [{"endpoint": page.evaluate(HELD)["endpoint"]}])
    lockscreen.send(json.dumps(message(ivan)))
    expect(said).to_have_text("It came. Reminders reach this phone.")
    page.clock.run_for(20_000)
    expect(late).to_be_hidden()
    test.click()
    wait_until(page, lambda: len(tests) == 2)
    expect(test).not_to_have_attribute("aria-busy", "true")
    page.clock.run_for(15_000)
    expect(late).to_be_visible()
    test.click()
    expect(said).to_have_text("Wait a bit.")
    expect(late).to_be_hidden()

    page.get_by_role("switch", name="On this phone").click()
    expect(card.get_by_role("heading", name="Shall we remind you?")).to_be_visible()
    wait_until(page, lambda: subscribed(ivan) == [])
    assert page.evaluate(HELD) is None
    page.evaluate("() => sessionStorage.clear()")
    page.goto("/")
    page.wait_for_timeout(500)
    assert (subscribed(ivan), page.evaluate(LOOKED)) == ([], None)


NO_PUSH = """
delete window.PushManager;
Object.defineProperty(navigator, "standalone", { value: STANDALONE });
"""
DENIED = """
window.Notification ??= class {};
window.PushManager ??= class {};
Object.defineProperty(Notification, "permission", { get: () => "denied" });
"""


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (NO_PUSH.replace("STANDALONE", "false"), "Choose Add to Home Screen."),
        (NO_PUSH.replace("STANDALONE", "undefined"), "This browser cannot show reminders."),
        (DENIED, "Open the settings of your browser"),
    ],
    ids=["iphone", "old-browser", "denied"],
)
def test_who_cannot_be_reminded_is_told_what_to_do(
    open_phone: Open,
    ivan: User,
    homework: Assignment,
    live_server: Any,
    script: str,
    words: str,
) -> None:
    make_performed_session(assignment=homework, now=timezone.now())
    page = open_phone()
    sign_in(page, ivan, live_server)
    page.add_init_script(script)

    page.goto("/reminders/", wait_until="networkidle")

    expect(page.locator("co-push").get_by_text(words)).to_be_visible()
    expect(page.get_by_role("button", name="Yes, remind me")).to_be_hidden()
    expect(page.get_by_role("link", name="In your calendar")).to_be_visible()
    # Nothing lies below the tab bar.
    page.set_viewport_size({"width": 390, "height": 2000})
    assert violations(Axe(), page, "/reminders/") == []
    assert not is_too_wide(page, "/reminders/")
    # Today asks nobody who could only say no.
    page.goto("/", wait_until="networkidle")
    expect(page.locator("co-push")).to_be_hidden()
