"""The guided session in a real browser, by a clock that the tests set."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.sets import as_prescribed
from routines.domain.steps import READY_SECONDS
from routines.models import (
    Assignment,
    ExerciseLog,
    ExerciseSession,
    Routine,
    Source,
)
from routines.services.library import load_library
from tests.guided_page import (
    HOLDS,
    WALK,
    answer,
    number,
    player,
    run,
    toggle,
    wait_for_logs,
    wait_for_the_end,
)
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_revision,
    make_routine,
    make_session,
    prescribed_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]


# --- by the clock --------------------------------------------------------------------------


def test_the_piriformis_routine_takes_exactly_as_long_as_it_says(
    ivan: User, play: Callable[..., Any]
) -> None:
    load_library(library=read_library(CONTENT_FOLDER), report=lambda line: None)
    routine = Routine.objects.get(slug="piriformis-release")
    homework = make_assignment(client=ivan, routine=routine, at=timezone.now())
    session = make_session(assignment=homework, now=timezone.now())
    page = play(session)
    planned = READY_SECONDS + homework.current_version.estimated_seconds

    run(page, 100)
    toggle(page).click()
    expect(player(page)).to_have_attribute("data-still", "")
    run(page, 500)
    toggle(page).click()
    run(page, planned - 100 - 0.4)
    expect(player(page)).not_to_have_attribute("data-mode", "over")
    run(page, 0.4)
    # Over, or already on the page that follows.
    over = page.locator("co-player[data-mode=over]")
    expect(over.or_(page.get_by_role("heading", name="How did that feel?"))).to_be_attached()

    wait_for_the_end(page)
    logs = wait_for_logs(page, homework.current_version.exercise_count)
    assert {log.source for log in logs} == {Source.TIMED}
    assert [log.performed_sets for log in logs] == [
        as_prescribed(log.prescription.dosage) for log in logs
    ]
    session.refresh_from_db()
    assert session.is_performed
    assert session.finished_at is not None


HIDE = """
Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
document.dispatchEvent(new Event("visibilitychange"));
"""
SHOW_AGAIN = HIDE.replace('"hidden"', '"visible"')


def test_hidden_for_ten_minutes_the_voice_leads_on_by_the_clock(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    page.locator("[data-stage]").click()  # the touch that unlocks the tones
    page.wait_for_timeout(200)
    page.evaluate(HIDE)

    run(page, 600)

    wait_for_the_end(page)
    assert len(wait_for_logs(page, 3)) == 3


def test_hidden_and_mute_for_ten_minutes_it_waits_where_it_was_seen(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    page.get_by_role("button", name="Voice and sounds").click()
    for name in ("Voice", "Tones"):
        page.get_by_role("switch", name=re.compile(f"^{name}")).uncheck()
    answer(page, "^Done$")
    run(page, READY_SECONDS + 13)
    before = number(page)
    page.evaluate(HIDE)

    run(page, 600)
    page.evaluate(SHOW_AGAIN)

    expect(page.locator("[data-chip]")).to_have_text(f"Paused at {before} s")
    assert not ExerciseLog.objects.exists()


def test_frozen_for_ten_minutes_it_waits_where_it_was_last_seen(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 13)
    before = number(page)

    page.clock.fast_forward(600_000)

    expect(player(page)).to_have_attribute("data-still", "")
    expect(page.locator("[data-chip]")).to_have_text(f"Paused at {before} s")
    toggle(page).click()
    assert number(page) == before
    assert not ExerciseLog.objects.exists()


def test_a_reload_in_the_middle_goes_on_where_it_stopped(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 64 + 10 + 13)
    before = number(page)

    page.reload()

    expect(page.locator("[data-chip]")).to_have_text(f"Paused at {before} s")
    toggle(page).click()
    expect(page.locator("[data-side=right]")).to_have_attribute("aria-current", "true")
    run(page, 60)
    [log] = wait_for_logs(page, 1)
    assert log.performed_sets == as_prescribed(HOLDS)


def test_going_back_and_on_again_takes_nothing_away(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 138 + 5)
    wait_for_logs(page, 1)

    for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    run(page, 10 + 70 + 5)

    first, _second = wait_for_logs(page, 2)
    assert first.performed_sets == as_prescribed(HOLDS)


def test_a_session_of_one_exercise_and_one_of_twenty_come_to_their_end(
    ivan: User, play: Callable[..., Any]
) -> None:
    for count in (1, 20):
        exercises = [make_exercise(name=f"Number {each}", dosage=WALK) for each in range(count)]
        routine = make_routine(name=f"{count} exercises", exercises=exercises)
        homework = make_assignment(client=ivan, routine=routine, at=timezone.now())
        session = make_session(assignment=homework, now=timezone.now())
        page = play(session)

        run(page, READY_SECONDS + count * 60 + (count - 1) * 10 + 1)

        wait_for_the_end(page)
        assert session.logs.count() == count


def test_what_the_therapist_changes_meanwhile_leaves_the_session_as_it_was_begun(
    homework: Assignment, session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, 20)
    make_revision(
        homework, exercises=prescribed_in(homework.current_version)[:1], at=timezone.now()
    )

    run(page, 600)

    wait_for_the_end(page)
    assert len(wait_for_logs(page, 3)) == 3


# --- taps and keys -------------------------------------------------------------------------


def test_finishing_early_saves_what_was_done(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 138 + 10 + 13)

    toggle(page).click()
    answer(page, "Finish early and save")

    wait_for_the_end(page)
    first, second = wait_for_logs(page, 2)
    assert first.performed_sets == as_prescribed(HOLDS)
    assert [(one.repetitions, one.seconds) for one in second.performed_sets] == [(3, 0)]
    session.refresh_from_db()
    assert session.finished_at is not None


def test_a_set_is_counted_by_tapping_anywhere(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 138 + 10 + 5)

    for _ in range(3):
        page.locator("[data-stage]").click()
        run(page, 20)

    assert number(page) == "5"


def test_the_keys_lead_through_it(session: ExerciseSession, play: Callable[..., Any]) -> None:
    page = play(session)
    keys = page.keyboard

    keys.press("ArrowRight")
    assert number(page) == "30"
    keys.press("ArrowUp")
    assert number(page) == "40"
    keys.press("Space")
    expect(player(page)).to_have_attribute("data-still", "")
    keys.press("Space")
    expect(player(page)).not_to_have_attribute("data-still", "")
    keys.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bridge")
    keys.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text("Figure-4 stretch")
    keys.press("p")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_exercise_that_was_skipped_may_say_why(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 0.5)

    answer(page, "^Skip$")
    [log] = wait_for_logs(page, 1)
    assert (log.outcome, log.skip_reason) == ("skipped", "other")
    answer(page, "No time")

    for _ in range(100):
        log.refresh_from_db()
        if log.skip_reason == "no-time":
            break
        page.wait_for_timeout(50)
    assert log.skip_reason == "no-time"
