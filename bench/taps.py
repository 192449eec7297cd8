"""How long after a tap the change is on the screen of a slow phone: a set in the player, and Done."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bench import player
from bench.load import UnexpectedAnswerError
from routines.models import ExerciseLog, ExerciseSession

_SETS = 8
_SETTLED_MS = 700
_PATIENCE = 250  # looks, 20 ms apart
# From the moment of the tap to the frame after the one in which the page shows what came of it.
WATCH = """
window.paints = [];
addEventListener("click", (tap) => {
  const card = tap.target.closest("article[data-logged]");
  const shows = () => !card || document.getElementById(card.id)?.dataset.logged === "true";
  const painted = () => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => window.paints.push(performance.now() - tap.timeStamp);
    after.port2.postMessage(null);
  });
  new MutationObserver((changes, watch) => {
    if (!shows()) return;
    watch.disconnect();
    painted();
  }).observe(card ? document.body : document.querySelector("co-player"),
    { subtree: true, childList: true, attributes: true, characterData: true });
}, { capture: true });
"""
_MODE = "document.querySelector('co-player').dataset.mode"
_DONE = "article[data-logged=false] .exercise__done"


def in_the_player(port: int, cookie: str, session: ExerciseSession) -> dict[str, object]:
    """Play a session and end each set by a tap, which logs it with the last one of its exercise."""
    from playwright.sync_api import Error

    paints: list[float] = []
    with player.slow_phone(cookie, WATCH) as page:
        page.goto(f"http://127.0.0.1:{port}/sessions/{session.pk}/play/", wait_until="networkidle")
        press(page, player.PRESSED["start now"])
        # With the last exercise it goes on to another page.
        with suppress(Error):
            while len(paints) < _SETS:
                if page.evaluate(_MODE) == "rest":
                    press(page, player.PRESSED["start now"])
                else:
                    paints.append(press(page, player.PRESSED["skip"]))
    # Only now, for Playwright's event loop keeps the database away.
    return _told("tap to painted: a set in the player", paints, session)


def in_the_list(port: int, cookie: str, session: ExerciseSession) -> dict[str, object]:
    """Tap Done for one exercise of a session after the other."""
    with player.slow_phone(cookie, WATCH) as page:
        page.goto(f"http://127.0.0.1:{port}/sessions/{session.pk}/", wait_until="networkidle")
        paints = [press(page, _DONE) for _ in range(page.locator(_DONE).count())]
    return _told("tap to painted: Done in the list", paints, session)


def press(page: Any, selector: str) -> float:
    """Press the first of these and return the milliseconds until the change was painted."""
    page.evaluate("paints.length = 0")
    page.locator(selector).first.click(timeout=5_000)
    # The page's own policy forbids waiting for a function, which would be evaluated in it.
    for _ in range(_PATIENCE):
        painted = page.evaluate("window.paints?.[0] ?? null")
        if painted is not None:
            page.wait_for_timeout(_SETTLED_MS)
            return float(painted)
        page.wait_for_timeout(20)
    raise UnexpectedAnswerError(f"nothing was painted after a tap on {selector}")


def _told(name: str, paints: Sequence[float], session: ExerciseSession) -> dict[str, object]:
    return {
        "figure": name,
        "median_ms": round(statistics.median(paints), 1),
        "slowest_ms": round(max(paints), 1),
        "taps": len(paints),
        "logged": ExerciseLog.objects.filter(session=session).count(),
        "processor": f"1/{player.SLOWER}",
        "budget": {"median_ms": 50},
    }
