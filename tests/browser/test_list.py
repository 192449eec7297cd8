"""The list of a session: on the phone first, then on the server."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.models import Assignment, ExerciseLog, ExerciseSession, SyncReceipt
from routines.services.sessions import correct
from tests.browser.worker_pages import visit
from tests.factories import make_client, make_clinic, make_therapist
from tests.guided_page import sign_in, wait_until
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_log,
    make_routine,
    make_session,
)
from tests.list_page import card, go_offline, level, logs, open_fold, press, spine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

# From a tap to the next picture, on a processor four times slower.
PAINTED = """
(selector) => new Promise((resolve) => {
  const button = document.querySelector(selector);
  const begun = performance.now();
  button.click();
  const look = button.isConnected ? "still there" : "painted";
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve([look, performance.now() - begun]);
    port2.postMessage("");
  });
})
"""


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic(phone="+1 503 555 0142"))


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def homework(ivan: User) -> Assignment:
    exercises = [
        make_exercise(name="Bridge"),
        make_exercise(name="Figure-4 stretch", dosage=STRETCH),
        make_exercise(name="Curl-up"),
        make_exercise(name="Clamshell"),
    ]
    routine = make_routine(name="Piriformis release", field="glute", exercises=exercises)
    before = timezone.now() - dt.timedelta(days=5)
    return make_assignment(client=ivan, routine=routine, at=before)


@pytest.fixture
def session(homework: Assignment) -> ExerciseSession:
    return make_session(assignment=homework, now=timezone.now())


# --- a whole session without a signal ------------------------------------------------------


def test_a_session_that_is_lived_without_a_signal_arrives_as_it_was(
    app: Any, session: ExerciseSession
) -> None:
    visit(app)
    app.goto(f"/sessions/{session.pk}/")
    go_offline(app)

    press(app, "Bridge", "Done")
    expect(card(app, "Bridge")).to_contain_text("Done: 2 × 10")
    press(app, "Bridge", re.compile("^Undo"))
    expect(card(app, "Bridge")).not_to_contain_text("Done:")
    press(app, "Bridge", "Done")
    open_fold(app, "Figure-4 stretch")
    right = card(app, "Figure-4 stretch").get_by_role("group", name="Right side")
    right.get_by_label("Sets").fill("1")
    right.get_by_label("Hold, seconds").fill("20")
    press(app, "Figure-4 stretch", "Save each side")
    expect(card(app, "Figure-4 stretch")).to_contain_text("Done: left 3 × 30 s, right 20 s")
    open_fold(app, "Curl-up")
    press(app, "Curl-up", "No time")
    expect(card(app, "Curl-up")).to_contain_text("Skipped: no time")
    assert spine(app) == "3 of 4 logged"
    begun = timezone.now()

    # Kept pages know nothing of it: what the phone wrote down is painted over them.
    app.reload()
    expect(card(app, "Bridge")).to_contain_text("Done: 2 × 10")
    expect(card(app, "Figure-4 stretch")).to_contain_text("Done: left 3 × 30 s, right 20 s")
    expect(card(app, "Curl-up")).to_contain_text("Skipped: no time")
    expect(card(app, "Clamshell").get_by_role("button", name="Done")).to_be_visible()
    assert spine(app) == "3 of 4 logged"

    app.clock.install(time=dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=20))
    app.reload()
    expect(card(app, "Bridge").get_by_role("button", name=re.compile("^Undo"))).to_have_count(0)
    press(app, "Bridge", "Change")
    card(app, "Bridge").get_by_label("Repetitions").fill("8")
    press(app, "Bridge", "Save this")
    expect(card(app, "Bridge")).to_contain_text("Done: 2 × 8 · changed")
    app.get_by_role("button", name="Finish early and save").click()

    app.wait_for_url("**/after/")
    expect(app.get_by_text("2 of 4 done")).to_be_visible()
    level(app, 3).click()
    app.get_by_role("button", name="Just right").click()
    expect(app.get_by_text("A calm session.")).to_be_visible()
    app.get_by_text("Add a note for Maya").click()
    app.get_by_label("A note for your therapist").fill("It eased after the walk")
    app.get_by_role("button", name="Save the note").click()
    expect(app.get_by_text("On this phone.")).to_be_visible()
    expect(app.get_by_text("Saved.")).to_have_count(0)
    app.reload()
    expect(level(app, 3)).to_have_attribute("aria-pressed", "true")
    expect(app.get_by_label("A note for your therapist")).to_have_value("It eased after the walk")
    expect(app.get_by_text("A calm session.")).to_be_visible()
    assert ExerciseLog.objects.count() == 0

    app.context.set_offline(False)
    app.clock.run_for(60_000)
    wait_until(app, lambda: ExerciseSession.objects.get().note != "")
    expect(app.get_by_text("On this phone.")).to_have_count(0)
    session.refresh_from_db()
    assert (session.pain_after, session.effort, session.is_performed) == (3, 4, True)
    assert session.finished_at is not None
    found = logs()
    assert {name: one.said for name, one in found.items()} == {
        "Bridge": "2 × 8",
        "Figure-4 stretch": "left 3 × 30 s, right 20 s",
        "Curl-up": "No time",
    }
    assert ExerciseLog.objects.filter(undone_at__isnull=False).count() == 1
    assert all(one.logged_at < begun for one in found.values())
    assert all(one.received_at > begun for one in found.values())


def test_all_the_rest_is_one_tap_and_leads_to_how_it_felt(
    app: Any, session: ExerciseSession
) -> None:
    visit(app)
    app.goto(f"/sessions/{session.pk}/")
    go_offline(app)
    press(app, "Curl-up", "Done")

    app.get_by_role("button", name="Did all the rest").click()
    app.wait_for_url("**/after/")

    expect(app.locator("[data-performed]")).to_contain_text("Done ·")
    app.context.set_offline(False)
    app.reload()
    wait_until(app, lambda: ExerciseLog.objects.standing().count() == 4)
    assert ExerciseLog.objects.count() == 4


def test_finishing_where_nothing_was_done_leads_back_to_today(
    phone: Any, session: ExerciseSession
) -> None:
    phone.goto(f"/sessions/{session.pk}/")
    open_fold(phone, "Bridge")
    press(phone, "Bridge", "It hurt")
    expect(card(phone, "Bridge")).to_contain_text("Skipped: it hurt")

    phone.get_by_role("button", name="Finish early and save").click()

    phone.wait_for_url(re.compile(r":\d+/$"))
    session.refresh_from_db()
    assert session.finished_at is not None
    assert not session.is_performed


# --- what the page knows already, and what it does not -------------------------------------


def test_what_the_server_shows_is_changed_without_a_signal_too(
    phone: Any, session: ExerciseSession
) -> None:
    log = make_log(session=session, now=timezone.now() - dt.timedelta(hours=1))
    correct(
        log=log,
        by=session.client,
        now=timezone.now() - dt.timedelta(minutes=30),
        sets=log.performed_sets[:1],
    )
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    go_offline(phone)

    card(phone, "Bridge").get_by_role("link", name="Change").click()
    expect(card(phone, "Bridge")).to_be_focused()
    expect(card(phone, "Bridge").get_by_label("Sets")).to_have_value("1")
    press(phone, "Bridge", "Leave it as it is")
    expect(card(phone, "Bridge")).to_contain_text("Done: 10 times · changed")
    press(phone, "Bridge", "Change")
    press(phone, "Bridge", "Felt fine")

    expect(card(phone, "Bridge")).to_contain_text("Skipped: felt fine · changed")
    phone.context.set_offline(False)
    wait_until(phone, lambda: logs()["Bridge"].skip_reason == "felt-fine")


def test_undo_after_a_reload_opens_the_card_again(phone: Any, session: ExerciseSession) -> None:
    phone.goto(f"/sessions/{session.pk}/")
    press(phone, "Bridge", "Done")
    wait_until(phone, lambda: "Bridge" in logs())
    phone.reload(wait_until="networkidle")
    go_offline(phone)

    press(phone, "Bridge", re.compile("^Undo"))

    expect(card(phone, "Bridge").get_by_role("button", name="Done")).to_be_visible()
    press(phone, "Bridge", "Done")
    expect(card(phone, "Bridge")).to_contain_text("Done: 2 × 10")
    phone.context.set_offline(False)
    wait_until(phone, lambda: ExerciseLog.objects.count() == 2)
    assert ExerciseLog.objects.standing().count() == 1


def test_an_undo_that_comes_too_late_says_so_and_changing_is_still_possible(
    phone: Any, session: ExerciseSession
) -> None:
    phone.clock.install()
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    card(phone, "Bridge").get_by_role("button", name="Done").press("Enter")
    phone.keyboard.press("Tab")
    bridge = card(phone, "Bridge")
    expect(bridge.get_by_role("button", name=re.compile("^Undo"))).to_be_focused()

    # Whoever is on the button is not rushed, but the server does not wait for ever.
    wait_until(phone, lambda: "Bridge" in logs())
    go_offline(phone)
    phone.clock.run_for(16_000)
    phone.keyboard.press("Enter")

    expect(bridge.get_by_role("alert")).to_contain_text("The ten seconds are over.")
    expect(bridge).to_contain_text("Done: 2 × 10")
    expect(bridge.get_by_role("button", name="Change")).to_be_visible()


def test_finishing_twice_is_once(phone: Any, session: ExerciseSession) -> None:
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    press(phone, "Bridge", "Done")
    wait_until(phone, lambda: "Bridge" in logs())

    phone.get_by_role("button", name="Finish early and save").dblclick()

    phone.wait_for_url("**/after/")
    assert SyncReceipt.objects.filter(kind="finish").count() == 1


def test_nothing_is_painted_twice_once_the_server_shows_it(
    phone: Any, session: ExerciseSession
) -> None:
    phone.goto(f"/sessions/{session.pk}/")
    press(phone, "Bridge", "Done")
    wait_until(phone, lambda: "Bridge" in logs())

    phone.reload(wait_until="networkidle")

    # As the server made it: with a link, and not the button of a card that was painted here.
    expect(card(phone, "Bridge").locator("a[data-do=change]")).to_have_count(1)
    expect(card(phone, "Bridge")).to_contain_text("Done: 2 × 10")
    assert spine(phone) == "1 of 4 logged"


def test_a_log_that_was_refused_says_why_on_its_card(phone: Any, session: ExerciseSession) -> None:
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    # Logged on another phone meanwhile, and otherwise.
    other = make_log(session=session, now=timezone.now())
    correct(log=other, by=session.client, now=timezone.now(), sets=other.performed_sets[:1])
    bridge = card(phone, "Bridge")

    go_offline(phone)
    bridge.get_by_role("button", name="Done").press("Enter")
    phone.keyboard.press("Tab")
    expect(bridge.get_by_role("button", name=re.compile("^Undo"))).to_be_focused()
    phone.context.set_offline(False)

    expect(bridge.get_by_role("alert")).to_contain_text("This exercise is logged already")
    expect(bridge).to_contain_text("Done: 10 times")
    # What was pressed next is gone, and the keyboard is not sent back to the top.
    expect(bridge).to_be_focused()
    assert ExerciseLog.objects.standing().count() == 1


# --- mistakes ------------------------------------------------------------------------------


def test_impossible_numbers_are_told_on_the_phone_and_nothing_is_lost(
    phone: Any, session: ExerciseSession
) -> None:
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    go_offline(phone)
    open_fold(phone, "Bridge")
    bridge = card(phone, "Bridge")
    sets, repetitions = bridge.get_by_label("Sets"), bridge.get_by_label("Repetitions")

    repetitions.fill("2000")
    press(phone, "Bridge", "Save this")
    expect(bridge.get_by_text("Choose a whole number from 0 to 200.")).to_be_visible()
    expect(repetitions).to_be_focused()
    expect(repetitions).to_have_accessible_description("Choose a whole number from 0 to 200.")
    repetitions.fill("0")
    press(phone, "Bridge", "Save this")
    expect(bridge.get_by_role("alert")).to_have_text("A set needs repetitions or seconds.")
    sets.fill("")
    press(phone, "Bridge", "Save this")
    expect(bridge.get_by_role("alert")).to_have_text("Give at least one set, or choose Skip.")

    sets.fill("3")
    repetitions.fill("12")
    press(phone, "Bridge", "Save this")
    expect(bridge).to_contain_text("Done: 3 × 12")
    expect(bridge.get_by_role("alert")).to_have_count(0)


def test_one_amount_for_both_sides_is_one_button(phone: Any, session: ExerciseSession) -> None:
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    open_fold(phone, "Figure-4 stretch")
    left = card(phone, "Figure-4 stretch").get_by_role("group", name="Left side")
    left.get_by_label("Sets").fill("2")

    press(phone, "Figure-4 stretch", "Save this for both sides")

    expect(card(phone, "Figure-4 stretch")).to_contain_text("Done: 2 × 30 s each side")
    wait_until(phone, lambda: "Figure-4 stretch" in logs())
    assert logs()["Figure-4 stretch"].said == "2 × 30 s each side"


# --- at once, and for everybody ------------------------------------------------------------


def test_a_tap_is_painted_in_the_next_picture(phone: Any, session: ExerciseSession) -> None:
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    phone.context.new_cdp_session(phone).send("Emulation.setCPUThrottlingRate", {"rate": 4})

    looks = [phone.evaluate(PAINTED, "[data-logged=false] .exercise__done")[0] for _ in range(3)]

    # Without waiting for anything: no disk, no server.
    assert looks == ["painted"] * 3


def test_a_screen_reader_hears_how_far_it_is_and_each_card_says_what_it_holds(
    phone: Any, session: ExerciseSession
) -> None:
    phone.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    status = phone.locator("co-session [data-count]")
    expect(status).to_be_empty()

    card(phone, "Bridge").get_by_role("button", name="Done").press("Enter")

    expect(status).to_have_text("1 of 4 logged")
    expect(card(phone, "Bridge")).to_be_focused()
    expect(card(phone, "Bridge")).to_have_accessible_name("Bridge Done: 2 × 10")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(status).to_have_text("0 of 4 logged")
    expect(card(phone, "Bridge")).to_have_accessible_name(re.compile("^Bridge 2 × 10"))


def test_without_scripts_the_forms_do_the_same(
    open_phone: Open, ivan: User, session: ExerciseSession, live_server: Any
) -> None:
    page = open_phone(javascript=False)
    sign_in(page, ivan, live_server)
    page.goto(f"/sessions/{session.pk}/")

    press(page, "Bridge", "Done")
    expect(card(page, "Bridge")).to_contain_text("Done: 2 × 10")
    open_fold(page, "Curl-up")
    press(page, "Curl-up", "I forgot")
    expect(card(page, "Curl-up")).to_contain_text("Skipped: i forgot")
    page.get_by_role("button", name="Did all the rest").click()
    page.wait_for_url("**/after/")
    level(page, 7).click()

    expect(page.get_by_text("That was too much today.")).to_be_visible()
    session.refresh_from_db()
    assert (session.pain_after, len(logs())) == (7, 4)
