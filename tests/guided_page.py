"""Hands and eyes on the page of a guided session."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import User
from routines.domain.dosage import Dosage, Side
from routines.models import ExerciseLog

HOLDS = Dosage(repetitions=2, hold_seconds=30, side=Side.BOTH)
COUNTED = Dosage(sets=2, repetitions=5, rest_seconds=30)
WALK = Dosage(duration_seconds=60)


# What a phone would say and hold awake, written down instead.
LISTEN = """
window.heard = [];
window.awake = 0;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  speak: (spoken) => spoken.text && window.heard.push(spoken.text), cancel: () => {}, getVoices: () => [{ lang: "en-GB" }],
} });
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  window.awake += 1;
  return { released: false, async release() { if (!this.released) window.awake -= 1; this.released = true; } };
} } });
"""


def sign_in(page: Any, user: User, live_server: Any) -> None:
    """Sign somebody in on this phone."""
    signed_in = Client()
    signed_in.force_login(user)
    cookie = signed_in.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def player(page: Any) -> Any:
    return page.locator("co-player")


def run(page: Any, seconds: float) -> None:
    page.clock.run_for(int(seconds * 1000))


def number(page: Any) -> str:
    return str(page.locator("[data-number]").inner_text())


def toggle(page: Any) -> Any:
    return page.locator("[data-do=toggle]")


def hurts(page: Any) -> Any:
    return page.get_by_role("link", name="It hurts")


def answer(page: Any, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).click()


def wait_for_logs(page: Any, count: int) -> list[ExerciseLog]:
    logs = ExerciseLog.objects.standing().select_related("prescription__exercise")
    for _ in range(100):
        if logs.count() >= count:
            break
        page.wait_for_timeout(50)
    return list(logs.order_by("prescription__position"))


def wait_until(page: Any, is_so: Callable[[], bool]) -> None:
    """Give the phone five seconds to get something through."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It never got through.")


def wait_for_the_end(page: Any) -> None:
    """Give what is still on its way the seconds to get through, real ones and the page's own."""
    for _ in range(60):
        if page.url.endswith("/after/"):
            return
        page.wait_for_timeout(100)
        run(page, 1)
    raise AssertionError(f"It never came to its end: {page.url}")
