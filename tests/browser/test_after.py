"""After a session and on the next morning: painted on the phone at once, then told to the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.windows import BACK_FILL_DAYS
from routines.models import Assignment, ExerciseSession
from tests.browser.worker_pages import visit, written
from tests.guided_page import sign_in, wait_until
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_log,
    make_performed_session,
    make_routine,
    make_ruled_homework,
)
from tests.list_page import go_offline, level, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]


# --- how it felt ---------------------------------------------------------------------------


def test_a_red_level_warns_without_a_signal_as_with_one(
    phone: Any, homework: Assignment, session: ExerciseSession
) -> None:
    yesterday = timezone.now() - dt.timedelta(days=1)
    make_performed_session(assignment=homework, now=yesterday, day=yesterday.date(), pain=3)
    make_log(session=session, now=timezone.now())
    phone.goto(f"/sessions/{session.pk}/after/", wait_until="networkidle")
    said = phone.locator("#rating [data-said]")
    go_offline(phone)

    level(phone, 7).click()
    expect(said).to_contain_text("Logged. Four more than yesterday.")
    expect(said).to_contain_text("That was too much today.")
    expect(said.get_by_role("link", name="When to stop and get help")).to_be_visible()
    expect(phone.get_by_text("phone down")).to_have_count(0)
    words = said.inner_text()
    level(phone, 2).click()
    expect(said).to_contain_text("A calm session.")
    level(phone, 7).click()
    expect(said).to_contain_text("That was too much today.")
    assert said.inner_text() == words

    phone.context.set_offline(False)
    wait_until(phone, lambda: ExerciseSession.objects.get(pk=session.pk).pain_after == 7)
    phone.wait_for_timeout(300)
    assert said.inner_text().startswith(words)
    expect(level(phone, 7)).to_have_attribute("aria-pressed", "true")


def test_what_was_changed_for_next_time_comes_from_the_server(
    open_phone: Open, live_server: Any
) -> None:
    ruled = make_ruled_homework()
    done = make_performed_session(assignment=ruled.assignment, now=timezone.now())
    page = open_phone()
    sign_in(page, ruled.ivan, live_server)
    page.goto(f"/sessions/{done.pk}/after/", wait_until="networkidle")

    level(page, 7).click()

    said = page.locator("#rating [data-said]")
    expect(said).to_contain_text("That was too much today.")
    expect(said).to_contain_text("Changed for next time")
    expect(said).to_contain_text("Bridge: 2 × 6 instead of 2 × 10.")
    expect(level(page, 7)).to_have_attribute("aria-pressed", "true")


def test_a_rating_that_is_refused_says_why(phone: Any, homework: Assignment) -> None:
    old = timezone.now() - dt.timedelta(days=BACK_FILL_DAYS + 2)
    session = make_performed_session(assignment=homework, now=timezone.now())
    ExerciseSession.objects.filter(pk=session.pk).update(local_day=old.date())
    phone.goto(f"/sessions/{session.pk}/after/", wait_until="networkidle")

    level(phone, 4).click()

    expect(phone.locator("co-rating > [data-refused]")).to_contain_text("days ago")
    expect(level(phone, 4)).to_have_attribute("aria-pressed", "false")


def test_a_short_one_that_was_done_without_a_signal_is_not_offered_to_be_carried_on(
    app: Any, ivan: User
) -> None:
    long = Dosage(duration_seconds=150)
    exercises = [
        make_exercise(name=name, dosage=long, mode="duration") for name in ("Walk", "March")
    ]
    make_assignment(
        client=ivan, routine=make_routine(name="Legs", exercises=exercises), at=timezone.now()
    )
    visit(app)
    go_offline(app)
    app.get_by_role("button", name="Only 2 minutes").click()
    app.wait_for_url("**/sessions/new/play/?version=1&dose=short**")
    app.locator("[data-leave]").click()
    press(app, "Walk", "Done")
    app.get_by_role("link", name="How did that feel?").click()
    expect(app.get_by_role("heading", level=1)).to_have_text("How did that feel?")

    # What was begun, what was done, and that it is over.
    expect(app.locator("co-waits")).to_contain_text("3")
    wait_until(app, lambda: written(app) == 3)
    app.goto("/")

    expect(app.locator("[data-line=next]")).to_have_text("Done · on this phone")
    expect(app.get_by_role("link", name="Carry on")).to_have_count(0)


# --- the morning after ---------------------------------------------------------------------


@pytest.fixture
def morning(homework: Assignment) -> ExerciseSession:
    yesterday = timezone.now() - dt.timedelta(days=1)
    done = make_performed_session(assignment=homework, now=yesterday)
    ExerciseSession.objects.filter(pk=done.pk).update(pain_before=3)
    return done


def test_the_morning_is_answered_and_changed_without_a_signal(
    app: Any, morning: ExerciseSession
) -> None:
    visit(app)
    go_offline(app)
    app.goto("/")
    question = app.locator("#morning")

    level(app, 6).press("Enter")
    expect(question).to_contain_text("It has not settled yet.")
    expect(question.get_by_role("link", name="When to stop and get help")).to_be_visible()
    expect(question.locator("summary")).to_be_focused()
    expect(app.locator("co-morning > [role=status]")).to_contain_text("It has not settled yet.")
    app.reload()
    expect(question).to_contain_text("It has not settled yet.")
    question.locator("summary").click()
    expect(level(app, 6)).to_have_attribute("aria-pressed", "true")
    level(app, 3).click()
    expect(question).to_contain_text("It has settled.")
    expect(question).not_to_contain_text("not settled")

    app.context.set_offline(False)
    app.reload()
    wait_until(app, lambda: ExerciseSession.objects.get().pain_next_day == 3)


def test_a_tap_before_the_scripts_are_there_waits_for_them(
    phone: Any, morning: ExerciseSession
) -> None:
    held: list[Any] = []
    asked: list[str] = []
    phone.route("**/co-morning*.js", lambda route: held.append(route))
    phone.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    phone.goto("/")
    level(phone, 6).press("Enter")
    level(phone, 6).press("Enter")
    wait_until(phone, lambda: bool(held))
    expect(phone.locator("#morning")).not_to_contain_text("It has not settled yet.")

    held[0].continue_()

    expect(phone.locator("#morning")).to_contain_text("It has not settled yet.")
    wait_until(phone, lambda: ExerciseSession.objects.get().pain_next_day == 6)
    assert [each for each in asked if each.startswith("POST") and "/sync" not in each] == []
    assert len([each for each in asked if each.startswith("POST")]) == 1


def test_a_tap_before_scripts_that_never_come_goes_to_the_server(
    phone: Any, morning: ExerciseSession
) -> None:
    held: list[Any] = []
    phone.route("**/co-morning*.js", lambda route: held.append(route))
    phone.goto("/")
    level(phone, 6).press("Enter")
    wait_until(phone, lambda: bool(held))

    held[0].abort()

    wait_until(phone, lambda: ExerciseSession.objects.get().pain_next_day == 6)
    expect(phone.locator("#morning")).to_contain_text("It has not settled yet.")


def test_a_morning_with_nothing_to_compare_with_is_not_called_saved_before_it_is(
    phone: Any, morning: ExerciseSession
) -> None:
    ExerciseSession.objects.update(pain_before=None)
    phone.goto("/", wait_until="networkidle")
    go_offline(phone)

    level(phone, 2).click()
    expect(phone.locator("#morning")).to_contain_text("On this phone.")
    phone.context.set_offline(False)

    expect(phone.locator("#morning")).to_contain_text("Saved.")
    assert ExerciseSession.objects.get().pain_next_day == 2
