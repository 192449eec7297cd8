"""What a guided session costs on a slow phone: taps until the next paint, shifts, and its scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.schedule import local_day
from routines.models import Assignment, ExerciseSession
from routines.services import sessions

SLOWER = 4  # times slower than this machine's processor
_ROUNDS = 4
_RUNNING_MS = 7_000
_SETTLED_MS = 700  # past the 500 ms in which a shift would count as wanted
# Below 16 ms browsers do not tell; an interaction is the longest of its events.
_WATCH = """
window.taps = [];
window.shifts = [];
const watch = (type, options, take) => new PerformanceObserver(
    list => list.getEntries().forEach(take)).observe({ type, ...options });
watch("event", { durationThreshold: 16 }, one => one.interactionId && taps.push(one.duration));
watch("layout-shift", {}, one => shifts.push(one.value));
"""
_SCRIPT_BYTES = """() => performance.getEntriesByType("resource")
    .filter(one => one.name.includes("/static/js/"))
    .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
# Each is there only in the state in which it is pressed, so nothing else is taken for it.
PRESSED = {
    "pause": "[data-do=toggle][aria-label='Pause']",
    "carry on": "[data-do=toggle][aria-label='Carry on']",
    "it hurts": "[data-running] [data-open=pain]",
    "back to the exercise": "[data-pain-ask] [data-close]",
    "skip": "[data-running] .player__controls [data-do=skip]",
    "start now": "[data-do=toggle][aria-label='Start now']",
}


def begin_session(client: User, *, now: dt.datetime) -> ExerciseSession:
    """Start a session of the client's last homework by name, today."""
    return sessions.start(
        key=uuid7(),
        assignment=Assignment.objects.filter(client=client).order_by("-name")[0],
        client=client,
        day=local_day(now, client.time_zone),
        at=now,
        now=now,
    ).row


@contextmanager
def slow_phone(cookie: str, script: str) -> Iterator[Any]:
    """Give a page in Chromium, signed in, on a slow processor; the script runs before the page's own."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import FLAGS, browser_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": 390, "height": 844},
            extra_http_headers={"X-Forwarded-Proto": "https"},
        )
        # In the jar and not in a header, which what the page sends by itself would not have.
        named = (one.split("=", 1) for one in cookie.split("; "))
        page.context.add_cookies(
            [{"name": name, "value": value, "url": "https://127.0.0.1/"} for name, value in named]
        )
        page.add_init_script(script)
        processor = page.context.new_cdp_session(page)
        processor.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
        browser.close()


def play(port: int, cookie: str, session: ExerciseSession) -> dict[str, object]:
    """Play a session in Chromium with a slow processor and press what is pressed in one."""
    taps: dict[str, float] = {}
    with slow_phone(cookie, _WATCH) as page:
        page.goto(f"http://127.0.0.1:{port}/sessions/{session.pk}/play/", wait_until="networkidle")
        script_bytes = page.evaluate(_SCRIPT_BYTES)
        _press(page, PRESSED["start now"])
        shifts = _shifts_while_running(page)
        for name, selector in list(PRESSED.items()) * _ROUNDS:
            taps[name] = max(taps.get(name, 0), _press(page, selector))
        # Between two exercises it counts down from ten, where the number gets narrower.
        _press(page, PRESSED["skip"])
        shifts += _shifts_while_running(page)
    return {
        "figure": "player",
        "interaction_ms": max(taps.values()),
        "interactions_ms": taps,
        "script_bytes": script_bytes,
        "layout_shift": round(max(shifts, default=0), 4),
        "processor": f"1/{SLOWER}",
        "budget": {"interaction_ms": 200, "script_bytes": 20_000, "layout_shift": 0},
    }


def _press(page: Any, selector: str) -> float:
    """Press and return the milliseconds to the next paint, 0 where they were below 16."""
    page.evaluate("taps.length = 0")
    page.click(selector)
    page.wait_for_timeout(_SETTLED_MS)
    return float(page.evaluate("Math.max(0, ...taps)"))


def _shifts_while_running(page: Any) -> list[float]:
    page.evaluate("shifts.length = 0")
    page.wait_for_timeout(_RUNNING_MS)
    found: list[float] = page.evaluate("shifts")
    return found
