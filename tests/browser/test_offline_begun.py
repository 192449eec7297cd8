"""A session that has just begun is kept on the phone, though no plan knew of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from routines.models import Assignment, ExerciseSession
from tests.browser.worker_pages import visit, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_session_that_has_just_begun_is_carried_on_without_a_signal(
    app: Any, homework: Assignment, live_server: Any
) -> None:
    visit(app)
    app.goto(f"/assignments/{homework.pk}/")
    app.get_by_role("button", name="Start").first.click()
    app.wait_for_url("**/play/**")
    played = app.url.removeprefix(live_server.url)
    how = re.compile(r"/exercises/.*&guided=1$")
    wait_until(
        app,
        lambda kept: {"/", played} <= kept and any(how.match(one) for one in kept),
        "the session that has begun",
    )
    app.context.set_offline(True)

    app.goto("/")

    app.get_by_role("link", name="Carry on").click()
    expect(app.locator("[data-number]")).not_to_be_empty()


def test_a_session_is_kept_that_the_server_hears_of_late(
    app: Any, homework: Assignment, live_server: Any
) -> None:
    visit(app)
    app.goto(f"/assignments/{homework.pk}/")
    held: list[Any] = []
    app.route("**/api/v1/sync", lambda route: held.append(route))
    app.get_by_role("button", name="Start").first.click()
    app.wait_for_url("**/play/**")
    key = re.search(r"session=([0-9a-f-]{36})", app.url)
    assert key
    # As long as the page is still sending, the plan does not know of it.
    app.wait_for_timeout(1500)
    assert not ExerciseSession.objects.exists()

    held[0].continue_()

    played = f"/sessions/{key[1]}/"
    wait_until(app, lambda kept: played in kept, "the session that has begun")
