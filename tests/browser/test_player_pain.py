"""What happens when it hurts, and when there is no signal, in a guided session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Side
from routines.domain.steps import READY_SECONDS
from routines.models import (
    ExerciseLog,
    ExerciseSession,
    Feeling,
    PainReport,
)
from tests.factories import make_client
from tests.guided_page import (
    answer,
    hurts,
    number,
    player,
    run,
    sign_in,
    toggle,
    wait_for_logs,
    wait_for_the_end,
    wait_until,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]


# --- it hurts ------------------------------------------------------------------------------


def test_it_hurts_is_there_in_every_state_and_stops_the_clock(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    place = hurts(page).bounding_box()

    # Getting ready, a hold, changing sides, the next exercise, a rest.
    for seconds in (0, READY_SECONDS + 5, 62, 76, 27):
        run(page, seconds)
        before = number(page)
        hurts(page).click()
        run(page, 300)
        expect(page.get_by_role("heading", name="What do you feel?")).to_be_focused()
        answer(page, "Back to the exercise")

        assert number(page) == before
        assert hurts(page).bounding_box() == place


def test_it_hurts_does_not_move_when_it_is_paused(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, 20)
    place = hurts(page).bounding_box()

    toggle(page).click()
    assert hurts(page).bounding_box() == place
    hurts(page).click()
    answer(page, "A pull or effort")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(player(page)).to_have_attribute("data-still", "")


def test_too_much_leads_to_the_easier_version_and_the_log_says_so(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 20)

    hurts(page).click()
    answer(page, "Sharp, or too much")
    answer(page, "^Seated figure-4")
    expect(page.get_by_role("heading", level=1)).to_have_text("Seated figure-4")
    run(page, 10 + 16 + 1)

    [log] = wait_for_logs(page, 1)
    assert log.instead is not None
    assert log.instead.name == "Seated figure-4"
    assert PainReport.objects.get().feeling == Feeling.SHARP


def test_what_is_left_out_because_it_hurt_says_so(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 0.5)

    hurts(page).click()
    answer(page, "Sharp, or too much")
    answer(page, "Leave it out today")

    [log] = wait_for_logs(page, 1)
    assert log.skip_reason == "pain"


@pytest.mark.parametrize(
    ("name", "feeling", "heading", "call"),
    [
        ("It moves down my leg", Feeling.SPREADING, "Stop here for today", "tel:+15035550142"),
        ("Numb, weak", Feeling.WARNING, "Stop here. Please get checked.", "tel:112"),
    ],
)
def test_a_warning_sign_stops_the_session_without_a_network(
    session: ExerciseSession,
    play: Callable[..., Any],
    name: str,
    feeling: str,
    heading: str,
    call: str,
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 64)
    page.context.set_offline(True)

    hurts(page).click()
    answer(page, name)

    expect(page.get_by_role("heading", name=heading)).to_be_focused()
    stopped = page.locator("[data-stopped]:visible")
    expect(stopped).to_contain_text("+1 503 555 0142")
    expect(stopped.locator(f"a[href='{call}']").last).to_be_visible()
    assert not PainReport.objects.exists()
    page.context.set_offline(False)
    run(page, 16)
    [log] = wait_for_logs(page, 1)
    assert [(one.side, one.seconds) for one in log.performed_sets] == [(Side.LEFT, 30)]
    wait_until(page, PainReport.objects.exists)
    assert PainReport.objects.get().feeling == feeling
    session.refresh_from_db()
    assert session.finished_at is not None


def test_pain_after_an_exercise_is_told_of_that_one(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 138 + 5)

    hurts(page).click()
    answer(page, "Sharp, or too much")

    expect(page.get_by_role("dialog")).to_be_hidden()
    wait_until(page, PainReport.objects.exists)
    report = PainReport.objects.get()
    assert report.prescription is not None
    assert report.prescription.exercise.name == "Figure-4 stretch"


def test_a_warning_after_the_last_exercise_stays_on_the_screen(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    page.context.set_offline(True)
    run(page, READY_SECONDS + 138 + 10 + 70 + 10 + 60 + 1)

    hurts(page).click()
    answer(page, "Numb, weak")
    page.context.set_offline(False)
    run(page, 16)
    wait_until(page, PainReport.objects.exists)
    run(page, 16)

    expect(page.get_by_role("heading", name="Stop here. Please get checked.")).to_be_visible()


def test_a_warning_that_could_not_be_sent_leaves_with_the_next_page(
    ivan: User, session: ExerciseSession, play: Callable[..., Any], open_phone: Open
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 40)
    page.context.set_offline(True)
    hurts(page).click()
    answer(page, "Numb, weak")
    expect(page.locator("[data-stopped]:visible")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("/progress/")

    wait_until(page, PainReport.objects.exists)
    wait_until(page, ExerciseLog.objects.exists)


def test_nobody_else_sends_what_somebody_left_on_the_phone(
    maya: User, session: ExerciseSession, play: Callable[..., Any], live_server: Any
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 40)
    page.context.set_offline(True)
    hurts(page).click()
    answer(page, "Numb, weak")
    expect(page.locator("[data-stopped]:visible")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    sign_in(page, make_client(therapist=maya, display_name="Noor Haddad"), live_server)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.goto("/progress/")
    page.wait_for_timeout(500)

    expect(page.locator("co-waits")).to_be_hidden()
    assert sent == []


def test_signed_out_meanwhile_nothing_is_lost(
    ivan: User, session: ExerciseSession, play: Callable[..., Any], live_server: Any
) -> None:
    page = play(session)
    page.context.clear_cookies()
    run(page, READY_SECONDS + 138 + 2)

    expect(page.locator("[data-sync]")).to_contain_text("You are signed out")
    sign_in(page, ivan, live_server)
    page.goto("/progress/")
    assert len(wait_for_logs(page, 1)) == 1


# --- without a signal ----------------------------------------------------------------------


def test_what_is_done_without_a_signal_is_sent_when_it_is_back(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    page.context.set_offline(True)

    run(page, 600)

    expect(page.locator("[data-sync]")).to_contain_text("Kept on this phone")
    assert not ExerciseLog.objects.exists()
    page.context.set_offline(False)
    assert len(wait_for_logs(page, 3)) == 3
    wait_for_the_end(page)
    assert len(wait_for_logs(page, 3)) == 3
