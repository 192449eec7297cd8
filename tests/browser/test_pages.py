"""Everything a client sees: for everybody to read, by every way of pressing, on any network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.invitations import NewInvitation
from routines.models import Assignment, ExerciseLog, ExerciseSession, Reminder
from routines.services.reminders import turn_all_on
from tests.break_factories import give_breaks, take
from tests.factories import make_client, make_clinic, make_invitation, make_therapist
from tests.guided_page import wait_until
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_frequency,
    make_log,
    make_performed_session,
    make_routine,
    make_session,
)
from tests.sweeps import filled, too_small, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

SLOW = {"offline": False, "latency": 900, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
FAST = {**SLOW, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic(phone="+1 503 555 0142"))


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def homework(ivan: User) -> Assignment:
    now = timezone.now()
    exercises = [
        make_exercise(
            name="Bridge", steps=["Lie on your back.", "Lift your hips."], stop_rules=["It hurts."]
        ),
        make_exercise(name="Figure-4 stretch", dosage=STRETCH),
        make_exercise(name="Curl-up"),
    ]
    routine = make_routine(name="Piriformis release", field="glute", exercises=exercises)
    return make_assignment(
        client=ivan,
        routine=routine,
        frequency=make_frequency(starts_on=(now - dt.timedelta(days=5)).date()),
        note="Left side first.",
        at=now,
    )


@pytest.fixture
def session(homework: Assignment) -> ExerciseSession:
    return make_session(assignment=homework, now=timezone.now())


def sign_in(page: Any, user: User, live_server: Any) -> Any:
    browser = Client()
    browser.force_login(user)
    cookie = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def card(page: Any, name: str) -> Any:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent").strip())


def tab_to(page: Any, locator: Any) -> None:
    for _ in range(40):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("The Tab key never gets there.")


# --- for everybody to read -----------------------------------------------------------------


@pytest.fixture
def paths(session: ExerciseSession, homework: Assignment, invitation: NewInvitation) -> list[str]:
    """Return every page of a client who is in the middle of a session."""
    now = timezone.now()
    yesterday = now - dt.timedelta(days=1)
    make_log(session=session, now=now)
    done = make_performed_session(assignment=homework, day=yesterday.date(), now=yesterday, pain=4)
    take(give_breaks(homework.client), yesterday.date(), exercised=1, stood=1)
    routine, exercise = homework.routine, homework.routine.items.all()[0].exercise
    care = homework.client.care_received.get()
    version = homework.versions.get()
    prescription = version.prescriptions.get(exercise=exercise)
    turn_all_on(client=homework.client, now=now)
    reminder = Reminder.objects.get(assignment=homework)
    Reminder.objects.filter(pk=reminder.pk).update(stopped_at=now)
    settings = ("name", "text-size", "language", "appearance", "time-zone")
    return [
        "/",
        "/library/",
        "/library/?q=piriformis",
        "/library/?q=shoulder",
        f"/library/{routine.pk}/",
        f"/exercises/{exercise.pk}/?prescription={prescription.pk}",
        f"/assignments/{homework.pk}/",
        f"/sessions/{session.pk}/",
        f"/sessions/{session.pk}/after/",
        f"/sessions/{done.pk}/after/",
        "/progress/",
        "/activities/",
        "/reminders/calendar/",
        *("/desk/", "/desk/?up", "/desk/plan/", "/desk/plan/?each=1"),
        *("/reminders/", f"/reminders/{reminder.pk}/", "/reminders/settings/days-off/"),
        "/check-ins/new/?kind=before",
        "/check-ins/new/?kind=joining",
        "/help/",
        "/settings/",
        *(f"/settings/preferences/{each}/" for each in settings),
        "/settings/passkeys/",
        "/settings/email/",
        "/settings/password/",
        "/settings/tokens/",
        "/settings/tokens/new/",
        f"/settings/care/{care.pk}/leave/",
        "/sign-out/",
        f"/join/{invitation.secret}/",
        f"/join/{invitation.secret}/account/",
        "/join/",
        "/no/such/page/",
        f"/sessions/{session.pk}/finish/",
    ]


@pytest.fixture
def invitation(maya: User) -> NewInvitation:
    return make_invitation(therapist=maya, display_name="Freya محمد")


OUTSIDE = [
    "/sign-in/",
    "/sign-up/",
    "/sign-in/code/",
    "/password/reset/",
    "/help/",
    "/offline/",
    "/join/wrong/",
]


def test_no_page_keeps_anybody_out(
    open_phone: Open, live_server: Any, ivan: User, paths: list[str]
) -> None:
    axe = Axe()
    # High enough that the tab bar covers nothing: what is covered can be scrolled up.
    outside = open_phone(height=3000)
    inside = sign_in(open_phone(height=3000), ivan, live_server)
    found = [one for path in OUTSIDE for one in violations(axe, outside, path)]
    found += [one for path in paths for one in violations(axe, inside, path)]

    assert found == []


def test_no_page_scrolls_sideways(
    open_phone: Open, live_server: Any, ivan: User, paths: list[str]
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    screens = ((320, 100), (390, 200), (195, 100))
    assert [one for path in paths for one in too_wide(page, path, screens)] == []


def test_everything_that_is_pressed_is_as_large_as_a_thumb(
    open_phone: Open, live_server: Any, ivan: User, paths: list[str]
) -> None:
    page = sign_in(open_phone(width=320), ivan, live_server)

    assert [one for path in paths for one in too_small(page, path)] == []


def test_no_page_has_two_filled_buttons(
    open_phone: Open, live_server: Any, ivan: User, paths: list[str]
) -> None:
    page = sign_in(open_phone(), ivan, live_server)

    found = {path: filled(page, path) for path in paths}

    assert {path: words for path, words in found.items() if len(words) > 1} == {}
    assert any(found.values())


def test_theme_and_text_size_take_effect_at_once(
    open_phone: Open, live_server: Any, ivan: User
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    page.goto("/settings/preferences/appearance/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/settings/preferences/text-size/")
    page.get_by_label("Largest").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()

    assert light != dark == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"


# --- every way of pressing -----------------------------------------------------------------


def test_an_exercise_is_logged_and_taken_back_by_keyboard_alone(
    open_phone: Open, live_server: Any, ivan: User, session: ExerciseSession
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")

    tab_to(page, card(page, "Bridge").get_by_role("button", name="Done"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(card(page, "Bridge")).to_contain_text("Done: 2 × 10")
    expect(card(page, "Bridge")).to_be_focused()
    assert page.evaluate("document.querySelector('.spine').ariaLabel") == "1 of 3 logged"
    wait_until(page, lambda: ExerciseLog.objects.count() == 1)

    page.keyboard.press("Tab")
    assert focused(page).startswith("Undo")
    page.keyboard.press("Enter")
    expect(card(page, "Bridge").get_by_role("button", name="Done")).to_be_visible()
    expect(card(page, "Bridge")).to_be_focused()
    wait_until(page, lambda: not ExerciseLog.objects.standing().exists())
    assert ExerciseLog.objects.count() == 1


def test_the_enter_key_in_a_number_saves_both_sides_as_they_stand(
    open_phone: Open, live_server: Any, ivan: User, session: ExerciseSession
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    stretch = card(page, "Figure-4 stretch")
    stretch.locator("summary").click()

    right = stretch.get_by_role("group", name="Right side")
    right.get_by_role("button", name="Less").first.click()
    right.get_by_label("Sets").press("Enter")

    expect(stretch).to_contain_text("Done: left 3 × 30 s, right 2 × 30 s")
    wait_until(page, ExerciseLog.objects.exists)
    assert ExerciseLog.objects.get().said == "left 3 × 30 s, right 2 × 30 s"


def test_the_offer_to_undo_gives_way_to_change_in_its_place(
    open_phone: Open, live_server: Any, ivan: User, session: ExerciseSession
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    page.clock.install()
    page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    bridge = card(page, "Bridge")
    bridge.get_by_role("button", name="Done").click()
    bridge.get_by_role("button", name="Undo").wait_for()
    height = bridge.bounding_box()["height"]
    expect(bridge.locator("summary")).to_be_hidden()
    # It counts from when its script is there.
    expect(bridge.locator(".toast__count")).not_to_be_empty()

    page.mouse.move(1, 1)
    page.clock.run_for(10_000)

    expect(bridge.get_by_role("button", name="Undo")).to_be_hidden()
    expect(bridge.get_by_role("button", name="Change")).to_be_visible()
    assert bridge.bounding_box()["height"] == height


def test_a_change_can_be_left_or_made(
    open_phone: Open, live_server: Any, ivan: User, session: ExerciseSession
) -> None:
    make_log(session=session, now=timezone.now() - dt.timedelta(hours=1))
    page = sign_in(open_phone(), ivan, live_server)
    page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    bridge = card(page, "Bridge")

    bridge.get_by_role("link", name="Change").click()
    bridge.get_by_role("button", name="Leave it as it is").click()
    expect(bridge.get_by_label("Sets")).to_have_count(0)
    expect(bridge).to_contain_text("Done: 2 × 10")

    bridge.get_by_role("button", name="Change").click()
    bridge.get_by_label("Repetitions").fill("8")
    bridge.get_by_role("button", name="Save this").click()
    expect(bridge).to_contain_text("Done: 2 × 8 · changed")
    expect(bridge).to_be_focused()
    wait_until(page, lambda: ExerciseLog.objects.get().said == "2 × 8")


# --- on any network ------------------------------------------------------------------------


def test_a_double_tap_makes_one_log_on_a_slow_network_and_on_a_fast_one(
    open_phone: Open, live_server: Any, ivan: User, session: ExerciseSession
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)

    def double_tap(name: str) -> None:
        box = card(page, name).get_by_role("button", name="Done").bounding_box()
        for _ in range(2):
            page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
            page.wait_for_timeout(250)
        expect(card(page, name)).to_contain_text("Done:")

    double_tap("Bridge")
    tools.send("Network.emulateNetworkConditions", FAST)
    double_tap("Figure-4 stretch")
    wait_until(page, lambda: ExerciseLog.objects.count() >= 2)
    page.wait_for_timeout(300)

    assert page.url.endswith(f"/sessions/{session.pk}/")
    assert ExerciseLog.objects.count() == 2


def test_what_did_not_get_through_waits_and_leaves_by_itself(
    open_phone: Open, live_server: Any, ivan: User, session: ExerciseSession
) -> None:
    page = sign_in(open_phone(), ivan, live_server)
    page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
    page.context.set_offline(True)
    card(page, "Bridge").get_by_role("button", name="Done").click()
    expect(card(page, "Bridge")).to_contain_text("Done:")
    expect(page.locator("co-waits")).to_contain_text("Offline, 1 waiting")

    page.context.set_offline(False)

    expect(page.locator("co-waits")).to_contain_text("Saved")
    assert ExerciseLog.objects.count() == 1


def test_a_note_that_is_being_written_outlives_a_tap_on_pain(
    open_phone: Open, live_server: Any, ivan: User, homework: Assignment
) -> None:
    session = make_performed_session(assignment=homework, now=timezone.now())
    page = sign_in(open_phone(), ivan, live_server)
    page.goto(f"/sessions/{session.pk}/after/", wait_until="networkidle")
    page.get_by_text("Add a note for Maya").click()
    page.get_by_label("A note for your therapist").fill("It eased after the walk")

    page.get_by_role("button", name="3", exact=True).click()
    chosen = page.get_by_role("button", name="3", exact=True)
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("A note for your therapist")).to_have_value("It eased after the walk")

    # Leaving the field saved it already.
    expect(page.get_by_text("Saved.")).to_be_visible()
    wait_until(page, lambda: ExerciseSession.objects.get().pain_after == 3)
    session.refresh_from_db()
    assert (session.note, session.pain_after) == ("It eased after the walk", 3)


def test_the_time_zone_of_the_phone_comes_along_at_sign_up(open_phone: Open) -> None:
    page = open_phone()
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setTimezoneOverride", {"timezoneId": "Pacific/Auckland"})
    page.goto("/sign-up/")
    page.get_by_label("Your name").fill("Kim Park")
    page.get_by_label("Email").fill("kim@example.org")
    page.get_by_label("Password").fill("a long sentence")
    page.get_by_role("button", name="Make my account").click()

    page.get_by_role("heading", name="Choose a routine to begin with").wait_for()

    assert User.objects.get(email="kim@example.org").time_zone == "Pacific/Auckland"
