"""The guided session in a real browser, by a clock that the tests set."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Dosage, Side
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.sets import as_prescribed
from routines.domain.steps import READY_SECONDS
from routines.models import (
    Assignment,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    PainReport,
    Routine,
    Source,
)
from routines.services.library import load_library
from tests.factories import make_client, make_clinic, make_therapist
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
STATIC = Path(__file__).resolve().parents[2] / "static"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
HOLDS = Dosage(repetitions=2, hold_seconds=30, side=Side.BOTH)
COUNTED = Dosage(sets=2, repetitions=5, rest_seconds=30)
WALK = Dosage(duration_seconds=60)

# What a phone would say and hold awake, written down instead.
LISTEN = """
window.heard = [];
window.awake = 0;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  speak: (spoken) => window.heard.push(spoken.text), cancel: () => {},
} });
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  window.awake += 1;
  return { addEventListener: () => {}, release: async () => { window.awake -= 1; } };
} } });
"""


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic(phone="+1 503 555 0142"))


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
        signed_in = Client()
        signed_in.force_login(session.client)
        cookie = signed_in.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.add_init_script(LISTEN)
        now = time.time()
        page.clock.install(time=now)
        page.clock.pause_at(now)
        page.goto(f"/sessions/{session.pk}/play/")
        expect(player(page)).to_have_attribute("data-mode", "rest")
        expect(page.locator("[data-number]")).not_to_be_empty()
        return page

    return opened


def player(page: Any) -> Any:
    return page.locator("co-player")


def run(page: Any, seconds: float) -> None:
    page.clock.run_for(int(seconds * 1000))


def number(page: Any) -> str:
    return str(page.locator("[data-number]").inner_text())


def toggle(page: Any) -> Any:
    return page.locator("[data-do=toggle]")


def hurts(page: Any) -> Any:
    return page.get_by_role("link", name="It hurts")


def answer(page: Any, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).click()


def wait_for_logs(page: Any, count: int) -> list[ExerciseLog]:
    logs = ExerciseLog.objects.standing().select_related("prescription__exercise")
    for _ in range(100):
        if logs.count() >= count:
            break
        page.wait_for_timeout(50)
    return list(logs.order_by("prescription__position"))


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
    expect(player(page)).to_have_attribute("data-mode", "over")

    page.wait_for_url("**/after/")
    logs = wait_for_logs(page, homework.current_version.exercise_count)
    assert {log.source for log in logs} == {Source.TIMED}
    assert [log.performed_sets for log in logs] == [
        as_prescribed(log.prescription.dosage) for log in logs
    ]
    session.refresh_from_db()
    assert session.is_performed
    assert session.finished_at is not None


def test_hidden_for_ten_minutes_with_its_clock_running_it_is_where_the_clock_is(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    run(page, 600)

    page.wait_for_url("**/after/")
    assert len(wait_for_logs(page, 3)) == 3


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

        page.wait_for_url("**/after/")
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

    page.wait_for_url("**/after/")
    assert len(wait_for_logs(page, 3)) == 3


# --- taps and keys -------------------------------------------------------------------------


def test_finishing_early_saves_what_was_done(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 138 + 10 + 13)

    toggle(page).click()
    answer(page, "Finish early and save")

    page.wait_for_url("**/after/")
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


# --- it hurts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "seconds",
    [0, READY_SECONDS + 5, READY_SECONDS + 64 + 3, READY_SECONDS + 138 + 5, 10 + 138 + 10 + 22],
    ids=["getting ready", "hold", "changing sides", "next exercise", "rest"],
)
def test_it_hurts_is_there_in_every_state_and_stops_the_clock(
    session: ExerciseSession, play: Callable[..., Any], seconds: float
) -> None:
    page = play(session)
    run(page, seconds)
    place = hurts(page).bounding_box()
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
    answer(page, "Seated figure-4")
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
    ("name", "feeling", "heading"),
    [
        ("It moves down my leg", Feeling.SPREADING, "Stop here for today"),
        ("Numb, weak", Feeling.WARNING, "Stop here. Please get checked."),
    ],
)
def test_a_warning_sign_stops_the_session_without_a_network(
    session: ExerciseSession, play: Callable[..., Any], name: str, feeling: str, heading: str
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 64)
    page.context.set_offline(True)

    hurts(page).click()
    answer(page, name)

    expect(page.get_by_role("heading", name=heading)).to_be_focused()
    expect(page.locator("[data-stopped]:visible")).to_contain_text("+1 503 555 0142")
    assert not PainReport.objects.exists()
    page.context.set_offline(False)
    run(page, 20)
    [log] = wait_for_logs(page, 1)
    assert [(one.side, one.seconds) for one in log.performed_sets] == [(Side.LEFT, 30)]
    for _ in range(100):
        if PainReport.objects.exists():
            break
        page.wait_for_timeout(50)
    assert PainReport.objects.get().feeling == feeling
    session.refresh_from_db()
    assert session.finished_at is not None


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
    run(page, 20)
    page.wait_for_url("**/after/")
    assert len(wait_for_logs(page, 3)) == 3


# --- for the eye ---------------------------------------------------------------------------


def test_nothing_moves_while_the_digits_change(
    session: ExerciseSession, play: Callable[..., Any]
) -> None:
    page = play(session)
    run(page, READY_SECONDS + 2)
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
@pytest.mark.parametrize("seconds", [1, READY_SECONDS + 9, READY_SECONDS + 138 + 15])
def test_the_controls_are_on_the_screen_on_every_screen(
    ivan: User,
    session: ExerciseSession,
    play: Callable[..., Any],
    width: int,
    height: int,
    text: int,
    seconds: float,
) -> None:
    User.objects.filter(pk=ivan.pk).update(text_size=text)
    page = play(session, width=width, height=height)
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
    follow(elements / "co-player.js")

    assert lib / "guide.js" in seen
    served = [finders.find(module.relative_to(STATIC).as_posix()) for module in seen]
    assert sum(len(gzip.compress(Path(each or "").read_bytes(), 6)) for each in served) <= 20_000
