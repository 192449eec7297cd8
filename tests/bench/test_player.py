"""That the figure of the player sees what it is there to see, and presses what is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bench import player
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_exercise, make_routine


@pytest.mark.browser
def test_a_slow_tap_and_a_shift_are_noticed(browser: Any) -> None:
    page = browser.new_page()
    page.add_init_script(player._WATCH)
    page.route("http://phone.test/", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("http://phone.test/")
    page.set_content("<button>Slow</button><p>Text that another line moves down</p>")
    page.evaluate(
        """() => document.querySelector("button").addEventListener("click", () => {
            const until = performance.now() + 100;
            while (performance.now() < until);
            setTimeout(() => document.querySelector("p").before(document.createElement("hr")), 600);
        })"""
    )

    tap = player._press(page, "button")

    assert tap >= 100
    page.wait_for_function("shifts.length")
    page.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_is_pressed_stands_in_a_session_in_this_order(
    open_phone: Any, live_server: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Here nothing is measured that would have to settle.
    monkeypatch.setattr(player, "_SETTLED_MS", 150)
    therapist = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=therapist)
    exercises = [make_exercise(name="Bridge", slug="bridge"), make_exercise(slug="side-plank")]
    make_assignment(client=ivan, routine=make_routine(exercises=exercises), at=timezone.now())
    session = player.begin_session(ivan, now=timezone.now())
    client.force_login(ivan)
    page = open_phone()
    page.add_init_script(player._WATCH)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )

    page.goto(f"/sessions/{session.pk}/play/")

    for name in ("start now", *player.PRESSED):
        player._press(page, player.PRESSED[name])
    assert page.locator("co-player").get_attribute("data-mode") != "rest"
    assert page.evaluate(player._SCRIPT_BYTES) > 10_000
