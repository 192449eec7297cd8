"""What a guided session sounds and looks like."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.steps import READY_SECONDS
from routines.models import Assignment, ExerciseSession
from tests.guided_page import (
    LISTEN,
    answer,
    hurts,
    number,
    run,
    sign_in,
    toggle,
)
from tests.scripts import needs_minifier

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
STATIC = Path(__file__).resolve().parents[2] / "static"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# --- for the ear ---------------------------------------------------------------------------


def test_a_voice_leads_through_it_and_the_phone_stays_awake(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)

    run(page, READY_SECONDS + 138 + 1)

    assert page.evaluate("window.awake") == 1
    assert page.evaluate("window.heard") == [
        "Next: Figure-4 stretch. 2 times 30 seconds each side. Left side. Keep your hips square",
        "Hold",
        "10",
        "5",
        "And ease off",
        "Hold 2 of 2",
        "10",
        "5",
        "And ease off",
        "Now the right side",
        "Hold",
        "10",
        "5",
        "And ease off",
        "Hold 2 of 2",
        "10",
        "5",
        "And ease off",
        "Next: Bridge. 2 times 5",
    ]


def test_the_screen_is_held_once_and_let_go_in_a_pause(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 1)
    assert page.evaluate("window.awake") == 1

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("window.awake") == 1
    toggle(page).click()
    assert page.evaluate("window.awake") == 0
    toggle(page).click()
    assert page.evaluate("window.awake") == 1


def test_start_lets_the_phone_speak_and_sound_without_another_touch(
    homework: Assignment, open_phone: Open, live_server: Any
) -> None:
    page = open_phone()
    sign_in(page, homework.client, live_server)
    page.add_init_script(LISTEN)
    page.goto("/")

    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/play/**")

    expect(page.locator("[data-next]")).to_have_text("Get into position. It starts by itself.")
    assert page.evaluate("window.heard[0]").startswith("Next: Figure-4 stretch")
    expect(page.locator("#main")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("link", name="Carry on").first).to_be_visible()


def test_a_screen_reader_hears_exercise_side_set_ten_five_and_done(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    said = page.locator("[data-said]")

    assert said.get_attribute("role") == "status"
    assert "Figure-4 stretch" in said.inner_text()
    run(page, READY_SECONDS + 1 + 20.4)
    assert said.inner_text() == "10"
    run(page, 5)
    assert said.inner_text() == "5"


def test_the_voice_can_be_switched_off_and_stays_off(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    page.get_by_role("button", name="Voice and sounds").click()
    page.get_by_role("switch", name=re.compile("^Voice")).uncheck()
    answer(page, "^Done$")
    page.evaluate("window.heard = []")

    run(page, 60)
    page.reload()
    toggle(page).click()
    run(page, 30)

    assert page.evaluate("window.heard") == []


# --- for the eye ---------------------------------------------------------------------------


def test_nothing_moves_while_the_digits_change(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 2)
    page.screenshot()  # the hold has begun, and is painted
    page.evaluate(
        """window.shifts = 0; new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shifts += entry.value;
        }).observe({ type: "layout-shift" })"""
    )

    for _ in range(28):
        run(page, 1)
        page.wait_for_timeout(40)  # real time: painted at least twice

    assert number(page) == "1"
    assert page.evaluate("window.shifts") == 0


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [
        (390, 844, 100),
        (320, 568, 100),
        (390, 844, 200),
        (844, 390, 100),
        (820, 1180, 100),
        (1280, 800, 100),
    ],
)
def test_the_controls_are_on_the_screen_on_every_screen(
    ivan: User,
    session: ExerciseSession,
    play: Callable[..., Any],
    width: int,
    height: int,
    text: int,
) -> None:
    User.objects.filter(pk=ivan.pk).update(text_size=text)
    page = play(session, width=width, height=height)

    # Getting ready, a hold, a counted set.
    for seconds in (1, READY_SECONDS + 8, 129 + 15):
        run(page, seconds)
        for control in (hurts(page), toggle(page)):
            box = control.bounding_box()
            assert box["y"] + box["height"] <= height
            assert box["height"] >= 44
            assert box["width"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_each_state_is_for_everybody(
    session: ExerciseSession, play: Callable[..., Any], color_scheme: str
) -> None:
    page = play(session, color_scheme=color_scheme)

    def violations() -> list[str]:
        found = Axe().run(page, options=RULES).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]

    page.clock.resume()  # the checker waits by the page's own clock
    assert violations() == []
    answer(page, "Start now")
    assert violations() == []
    toggle(page).click()
    assert violations() == []
    hurts(page).click()
    assert violations() == []
    answer(page, "Sharp, or too much")
    assert violations() == []
    answer(page, "Go on, slower")
    page.get_by_role("button", name="Voice and sounds").click()
    assert violations() == []
    answer(page, "^Done$")
    hurts(page).click()
    answer(page, "Numb, weak")
    assert violations() == []


@needs_minifier
def test_the_scripts_of_the_player_are_small() -> None:
    elements, lib = STATIC / "js" / "elements", STATIC / "js" / "lib"
    seen: set[Path] = set()

    def follow(module: Path) -> None:
        if module in seen:
            return
        seen.add(module)
        for name in re.findall(r'^import .*?"(\.[^"]+)"', module.read_text(), re.MULTILINE):
            follow((module.parent / name).resolve())
        for name in re.findall(r'^} from "(\.[^"]+)"', module.read_text(), re.MULTILINE):
            follow((module.parent / name).resolve())

    follow(STATIC / "js" / "app.js")
    follow(elements / "co-start.js")
    follow(elements / "co-player.js")

    assert lib / "guide.js" in seen
    served = [finders.find(module.relative_to(STATIC).as_posix()) for module in seen]
    assert sum(len(gzip.compress(Path(each or "").read_bytes(), 6)) for each in served) <= 20_000
