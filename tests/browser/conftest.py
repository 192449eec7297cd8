"""Homework that is guided, and a phone whose clock stands still until a test moves it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.models import Assignment, ExerciseSession
from tests.chromium import FLAGS, browser_path, whole_browser
from tests.factories import make_client, make_clinic, make_therapist
from tests.guided_page import COUNTED, HOLDS, LISTEN, WALK, player, sign_in
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_performed_session,
    make_routine,
    make_session,
)

Open = Callable[..., Any]


@pytest.fixture
def maya() -> User:
    clinic = make_clinic(
        phone="+1 503 555 0142", emergency_number="112", emergency_department="Mill Lane 2"
    )
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def homework(ivan: User) -> Assignment:
    make_exercise(name="Seated figure-4", slug="figure-4-seated", dosage=Dosage(repetitions=4))
    exercises = [
        make_exercise(
            name="Figure-4 stretch",
            slug="figure-4-supine",
            dosage=HOLDS,
            cues=["Keep your hips square."],
            easier=["figure-4-seated"],
        ),
        make_exercise(name="Bridge", slug="bridge", dosage=COUNTED),
        make_exercise(name="Walk", slug="desk-walk", dosage=WALK, mode="duration"),
    ]
    routine = make_routine(name="Piriformis release", field="glute", exercises=exercises)
    return make_assignment(client=ivan, routine=routine, at=timezone.now())


@pytest.fixture
def session(homework: Assignment) -> ExerciseSession:
    return make_session(assignment=homework, now=timezone.now())


@pytest.fixture
def play(open_phone: Open, live_server: Any) -> Callable[..., Any]:
    """Return a function that opens a session's player on a phone whose clock stands still."""

    def opened(session: ExerciseSession, **phone: Any) -> Any:
        page = open_phone(**phone)
        sign_in(page, session.client, live_server)
        page.add_init_script(LISTEN)
        now = time.time()
        page.clock.install(time=now)
        page.clock.pause_at(now + 60)
        page.goto(f"/sessions/{session.pk}/play/")
        expect(player(page)).to_have_attribute("data-mode", "rest")
        expect(page.locator("[data-number]")).not_to_be_empty()
        return page

    return opened


@pytest.fixture
def open_app(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page on a phone whose service worker may work.

    The test fails at its end when a page broke the content security policy or threw.
    """
    contexts: list[Any] = []
    problems: list[str] = []

    def listen(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            problems.append(message.text)

    def open_page(**phone: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": 390, "height": 844},
            has_touch=True,
            reduced_motion="reduce",
            **phone,
        )
        context.set_default_timeout(10_000)
        context.on("console", listen)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def phone(open_phone: Open, ivan: User, live_server: Any) -> Any:
    """Return a phone that is signed in, without a worker."""
    page = open_phone()
    sign_in(page, ivan, live_server)
    return page


@pytest.fixture
def app(open_app: Open, ivan: User, live_server: Any) -> Any:
    """Return a phone that keeps pages."""
    page = open_app()
    sign_in(page, ivan, live_server)
    return page


@pytest.fixture
def notified(browser: Any, ivan: User, homework: Assignment, live_server: Any) -> Iterator[Any]:
    """Return a phone that may be reminded; the shell of a browser has no notifications at all."""
    make_performed_session(assignment=homework, now=timezone.now())
    whole = browser.browser_type.launch(
        executable_path=whole_browser() or browser_path(), args=list(FLAGS)
    )
    context = whole.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    context.grant_permissions(["notifications", "background-sync"], origin=live_server.url)
    page = context.new_page()
    sign_in(page, ivan, live_server)
    yield page
    whole.close()
