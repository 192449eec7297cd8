"""Figures in a real browser: they move, rest, turn round, and never get in anybody's way."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Dosage, Side
from routines.models import Exercise, Prescription
from routines.services.assignments import PrescribedExercise
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_exercise, make_routine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUNS = "svg => !svg.animationsPaused()"
# Where the hips are drawn at this moment, which only the running animation changes.
SHAPE = "svg => [...svg.querySelectorAll('path')].map(path => getComputedStyle(path).d).join()"

# How often each opaque color stands in a picture.
PIXELS = """async img => {
    await img.decode();
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext("2d");
    context.drawImage(img, 0, 0, 320, 240);
    const { data } = context.getImageData(0, 0, 320, 240);
    const counted = {};
    for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] < 255) continue;
        const color = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        counted[color] = (counted[color] || 0) + 1;
    }
    return counted;
}"""


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def bridge() -> Exercise:
    return make_exercise(
        name="Bridge", slug="bridge", self_start=True, steps=["Lie down.", "Lift your hips."]
    )


@pytest.fixture
def clamshell(ivan: User) -> tuple[Exercise, str]:
    """The clamshell prescribed to Ivan for the left side, and the address of its page."""
    exercise = make_exercise(name="Clamshell", slug="clamshell", side=Side.BOTH, steps=["Lift."])
    left = Dosage(sets=1, repetitions=8, side=Side.LEFT)
    routine = make_routine(name="Hips", exercises=[exercise])
    assignment = make_assignment(
        client=ivan,
        routine=routine,
        exercises=[PrescribedExercise(exercise=exercise, dosage=left)],
    )
    prescription = Prescription.objects.get(version=assignment.current_version)
    return exercise, f"/exercises/{exercise.pk}/?prescription={prescription.pk}"


@pytest.fixture
def open_page(browser: Any, ivan: User, live_server: Any) -> Any:
    """Return a function that opens a page as Ivan on a phone."""
    contexts: list[Any] = []

    def open_one(path: str, **options: Any) -> Any:
        client = Client()
        client.force_login(ivan)
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 390, "height": 844}, **options
        )
        contexts.append(context)
        context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


Open = Callable[..., Any]


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds; the page's own policy forbids to wait inside of it."""
    for _ in range(100):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("It never came true.")


def test_the_figure_moves_and_a_button_pauses_it(open_page: Open, bridge: Exercise) -> None:
    page = open_page(f"/exercises/{bridge.pk}/")
    svg = page.locator("co-figure svg.fx")
    expect(svg).to_be_visible()
    assert svg.evaluate(RUNS)

    page.get_by_role("button", name="Pause the figure").click()

    assert not svg.evaluate(RUNS)
    resting = svg.evaluate(SHAPE)
    page.wait_for_timeout(300)
    assert svg.evaluate(SHAPE) == resting
    page.get_by_role("button", name="Move the figure").click()
    assert svg.evaluate(RUNS)


def test_the_button_works_by_keyboard(open_page: Open, bridge: Exercise) -> None:
    page = open_page(f"/exercises/{bridge.pk}/")
    svg = page.locator("co-figure svg.fx")
    expect(svg).to_be_visible()

    page.get_by_role("button", name="Pause the figure").focus()
    page.keyboard.press("Enter")

    assert not svg.evaluate(RUNS)


def test_nothing_moves_for_who_wants_less_motion(open_page: Open, bridge: Exercise) -> None:
    page = open_page(f"/exercises/{bridge.pk}/", reduced_motion="reduce")

    start, end = page.locator(".figure__start"), page.locator(".figure__end")
    expect(start).to_be_visible()
    expect(end).to_be_visible()
    assert start.bounding_box()["x"] < end.bounding_box()["x"]
    assert page.locator("co-figure svg.fx").count() == 0
    # It is still theirs to ask for.
    page.get_by_role("button", name="Move the figure").click()
    expect(page.locator("co-figure svg.fx")).to_be_visible()


def test_a_mirrored_figure_too_begins_with_the_start(
    open_page: Open, clamshell: tuple[Exercise, str]
) -> None:
    page = open_page(clamshell[1], reduced_motion="reduce")

    start, end = page.locator(".figure__start"), page.locator(".figure__end")
    assert start.bounding_box()["x"] < end.bounding_box()["x"]
    assert start.evaluate("img => getComputedStyle(img).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    expect(page.locator(".figure__side")).to_have_text("Left side")


def test_without_a_network_start_and_end_say_it(open_page: Open, bridge: Exercise) -> None:
    page = open_page("/exercises/")
    page.route("**/figures/regular/bridge.svg", lambda route: route.abort())

    page.goto(f"/exercises/{bridge.pk}/")

    expect(page.locator(".figure__start")).to_be_visible()
    expect(page.locator(".figure__end")).to_be_visible()
    page.unroute("**/figures/regular/bridge.svg")
    page.get_by_role("button", name="Move the figure").click()
    expect(page.locator("co-figure svg.fx")).to_be_visible()


def test_start_and_end_stand_side_by_side_without_javascript(
    open_page: Open, bridge: Exercise
) -> None:
    page = open_page(f"/exercises/{bridge.pk}/", java_script_enabled=False)

    expect(page.locator(".figure__start")).to_be_visible()
    expect(page.locator(".figure__end")).to_be_visible()
    expect(page.locator(".figure__button")).to_be_hidden()


def test_paper_shows_start_and_end(open_page: Open, bridge: Exercise) -> None:
    page = open_page(f"/exercises/{bridge.pk}/")
    expect(page.locator("co-figure svg.fx")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".figure__start")).to_be_visible()
    expect(page.locator(".figure__end")).to_be_visible()
    expect(page.locator("co-figure svg.fx")).to_be_hidden()


def test_it_rests_while_it_is_out_of_sight(open_page: Open, bridge: Exercise) -> None:
    page = open_page(f"/exercises/{bridge.pk}/")
    svg = page.locator("co-figure svg.fx")
    expect(svg).to_be_visible()

    page.evaluate("document.body.style.minBlockSize = '4000px'")
    page.evaluate("scrollTo(0, 2500)")
    eventually(lambda: not svg.evaluate(RUNS))

    page.evaluate("scrollTo(0, 0)")
    eventually(lambda: svg.evaluate(RUNS))


def test_the_same_figure_twice_keeps_its_glow(open_page: Open, bridge: Exercise) -> None:
    page = open_page(f"/exercises/{bridge.pk}/")
    expect(page.locator("co-figure svg.fx")).to_be_visible()

    page.evaluate(
        """() => {
            const first = document.querySelector("co-figure");
            const copy = first.cloneNode(true);
            copy.querySelector("svg").remove();
            first.after(copy);
            first.hidden = true;
        }"""
    )
    page.wait_for_selector("co-figure:not([hidden]) svg.fx")

    ids = page.eval_on_selector_all("co-figure [id]", "all => all.map(one => one.id)")
    used = page.eval_on_selector(
        "co-figure:not([hidden]) [fill^='url']", "one => one.getAttribute('fill')"
    )
    assert len(ids) == len(set(ids)) == 2
    assert used == f"url(#{ids[1]})"


def test_the_tempo_of_the_page_is_the_tempo_of_the_figure(open_page: Open) -> None:
    slow = make_exercise(
        name="Slow bridge", slug="bridge", self_start=True, steps=["Lift."], tempo="4-2-6"
    )
    page = open_page(f"/exercises/{slow.pk}/")
    expect(page.locator("co-figure svg.fx")).to_be_visible()

    animations = page.eval_on_selector_all(
        "co-figure animate",
        "all => all.map(one => [one.getAttribute('dur'), one.getAttribute('keyTimes')])",
    )

    # Four up, two held, six down; the rest at the start stays as it was drawn.
    begin, end, _ = page.locator("svg.fx").get_attribute("data-stops").split()[0].split(",")
    seconds = 4 + 2 + 6 + float(end) - float(begin)
    assert {each for each, _ in animations} == {f"{seconds:.2f}s"}
    for _, times in animations:
        shares = [float(each) for each in times.split(";")]
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0, 1)


def test_thumbnails_out_of_sight_are_not_fetched(open_page: Open) -> None:
    for number in range(100):
        make_exercise(
            name=f"Exercise {number:03}",
            slug=f"exercise-{number}",
            self_start=True,
            figure="bridge",
        )
    page = open_page("/exercises/")

    waiting = page.eval_on_selector_all(
        "img.figure", "all => all.filter(one => !one.complete).length"
    )

    assert waiting > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_still_follows_the_chosen_theme_against_the_system(
    open_page: Open, bridge: Exercise, ivan: User, scheme: Any
) -> None:
    ivan.theme = "dark" if scheme == "light" else "light"
    ivan.save(update_fields=["theme"])
    page = open_page(f"/exercises/{bridge.pk}/", color_scheme=scheme, reduced_motion="reduce")

    counted = page.locator(".figure__start").evaluate(PIXELS)

    # Leggings are ivory by night and fir by day.
    by_night = counted.get("243,239,231", 0)
    by_day = counted.get("22,48,42", 0)
    assert (by_night > 300, by_day > 300) == ((True, False) if scheme == "light" else (False, True))


def test_every_figure_runs_without_a_complaint(open_page: Open, bridge: Exercise) -> None:
    problems: list[str] = []
    page = open_page("/exercises/")
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))

    page.goto(f"/exercises/{bridge.pk}/")
    expect(page.locator("co-figure svg.fx")).to_be_visible()
    page.wait_for_timeout(200)

    assert problems == []
