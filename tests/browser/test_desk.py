"""A working day at the desk on a phone without a signal, with a clock that is moved; all of it arrives once."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.desk import DeskEventKind, WorkHours
from routines.domain.dosage import Dosage
from routines.models import Assignment, DeskEvent, ExerciseSession
from routines.queries.desk import day_of
from tests.browser.worker_pages import visit
from tests.desk_factories import make_desk_plan
from tests.factories import make_client
from tests.guided_page import run, sign_in, wait_until
from tests.homework_factories import make_assignment, make_exercise, make_frequency, make_routine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
MINUTE = 60
# The phone begins so long before now, and has caught up when it sends: then its clock is right.
BEHIND = 230 * MINUTE
HEARD = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""


def a_zone_where_it_is_afternoon() -> str:
    """Return a time zone where it is past two by now, so that the hours before are today."""
    ahead = (14 - timezone.now().hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"


@pytest.fixture
def ivan(maya: User) -> User:
    client = make_client(therapist=maya, time_zone=a_zone_where_it_is_afternoon())
    hours = WorkHours(((dt.time(0), dt.time(23, 59)),) * 7)
    make_desk_plan(client=client, hours=hours, now=timezone.now())
    return client


@pytest.fixture
def given(ivan: User) -> Assignment:
    exercises = [
        make_exercise(name=f"Break {number}", dosage=Dosage(duration_seconds=3), mode="duration")
        for number in ("one", "two")
    ]
    routine = make_routine(name="Desk break", field="desk", exercises=exercises)
    return make_assignment(
        client=ivan, routine=routine, frequency=make_frequency(times_per_day=6), at=timezone.now()
    )


@pytest.fixture
def page(open_app: Open, ivan: User, given: Assignment, live_server: Any) -> Any:
    page = open_app(timezone_id=ivan.time_zone)
    page.add_init_script(HEARD)
    sign_in(page, ivan, live_server)
    page.clock.install(time=time.time() - BEHIND)
    return page


def tap(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sleep(page: Any, minutes: float) -> None:
    """Let the phone sleep: no timer runs, and then the page is looked at again."""
    page.clock.fast_forward(int(minutes * MINUTE * 1000))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def ring(page: Any) -> Any:
    return page.locator("[data-time]")


def call(page: Any) -> Any:
    return page.get_by_role("heading", name="Up you get")


def do_the_break(page: Any) -> None:
    tap(page, "Start")
    page.wait_for_url("**/sessions/new/play/?**")
    for _ in range(60):
        if "/sessions/new/after/" in page.url:
            break
        run(page, 1)
    page.wait_for_url("**/sessions/new/after/?**")


def test_a_working_day_is_lived_without_a_signal_and_arrives_once(page: Any, ivan: User) -> None:
    visit(page)
    expect(page.locator("[data-row]")).to_have_text("0 of 6 today")
    page.context.set_offline(True)
    page.goto("/desk/")
    expect(ring(page)).to_have_text("45")
    tap(page, "Begin my day")
    expect(ring(page)).to_have_text("45:00")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)

    # Ten hidden minutes, and then a sleeping phone.
    sleep(page, 10)
    expect(ring(page)).to_have_text("34:59")
    sleep(page, 34)
    expect(ring(page)).to_have_text("0:59")
    assert page.title() == "Desk breaks · Carryover"
    run(page, 60)
    expect(call(page)).to_be_visible()
    assert page.title() == "Time to stand up · Carryover"
    expect(page.locator("[data-said]")).to_have_text("Time to stand up")
    assert page.evaluate("window.tones") == 1

    page.clock.resume()
    do_the_break(page)
    page.goto("/desk/")
    expect(page.locator("[data-taken]")).to_have_text("1 of 6 today")
    sleep(page, 20)
    tap(page, "Just stood up")
    expect(page.locator("[data-taken]")).to_have_text("2 of 6 today")

    sleep(page, 46)
    for _ in range(3):
        expect(call(page)).to_be_visible()
        tap(page, "In 5 min")
        expect(call(page)).not_to_be_visible()
        sleep(page, 6)
    expect(call(page)).to_be_visible()
    expect(page.get_by_role("button", name="In 5 min")).not_to_be_visible()
    tap(page, "Not this time")
    sleep(page, 40)
    page.locator("summary", has_text="Pause").click()
    tap(page, "For 15 minutes")
    expect(page.locator("[data-until]")).to_have_text("quiet until then")
    # It was due five minutes into the call, and is not now.
    sleep(page, 16)
    expect(call(page)).not_to_be_visible()
    assert ring(page).inner_text().startswith(("43:", "44:"))
    assert not DeskEvent.objects.exists()

    left = time.time() - page.evaluate("Date.now()") / 1000
    assert left > 0
    sleep(page, left / MINUTE)
    page.context.set_offline(False)

    wait_until(page, lambda: DeskEvent.objects.count() >= 7 and ExerciseSession.objects.exists())
    kinds = Counter(DeskEvent.objects.values_list("kind", flat=True))
    assert kinds == {
        **dict.fromkeys(["started", "stood", "skipped", "paused"], 1),
        DeskEventKind.SNOOZED: 3,
    }
    wait_until(page, lambda: ExerciseSession.objects.get().is_performed)
    there = day_of(ivan, now=timezone.now())
    assert (there.exercised, there.stood, there.missed) == (1, 1, 0)
    page.goto("/desk/")
    expect(page.locator("[data-taken]")).to_have_text("2 of 6 today")
    page.goto("/")
    expect(page.locator("[data-row]")).to_contain_text("2 of 6 today")
    assert DeskEvent.objects.count() == 7
