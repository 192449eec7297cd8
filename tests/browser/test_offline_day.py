"""A whole day is lived in airplane mode; with the signal everything is there once, as it was."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.schedule import local_day
from routines.models import Assignment, CheckIn, ExerciseLog, ExerciseSession
from tests.browser.worker_pages import visit
from tests.guided_page import sign_in, wait_until
from tests.homework_factories import make_assignment, make_exercise, make_frequency, make_routine
from tests.list_page import level, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
# When what is done on this day, in sixteenths of it.
BREAKS = (4, 6, 8)
MORNING, NOTICED, EVENING = 2, 10, 12
SOON = dt.timedelta(seconds=5)


def give(ivan: User, name: str, exercises: tuple[str, ...], *, per_day: int = 1) -> Assignment:
    now = timezone.now()
    made = [make_exercise(name=f"{name}: {one}") for one in exercises]
    frequency = make_frequency(starts_on=local_day(now, ivan.time_zone), times_per_day=per_day)
    routine = make_routine(name=name, exercises=made)
    return make_assignment(client=ivan, routine=routine, frequency=frequency, at=now)


@pytest.fixture
def day(ivan: User) -> list[Assignment]:
    """Return what Ivan does in a day: in the morning, at the desk three times, in the evening."""
    return [
        give(ivan, "Morning", ("bridge", "curl-up")),
        give(ivan, "Desk break", ("squats",), per_day=3),
        give(ivan, "Evening", ("side plank",)),
    ]


class Clock:
    """The phone's clock: this day since midnight, in sixteenths of what has gone by of it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.now = timezone.now()
        self.midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def at(self, part: int) -> dt.datetime:
        """Return a moment of the day."""
        return self.midnight + (self.now - self.midnight) * part / 16

    def go_to(self, part: int) -> None:
        """Let it be that time on the phone."""
        self.page.clock.set_system_time(self.at(part))


def open_list(page: Any, name: str) -> None:
    """Start the homework from Today, and go through it as a list."""
    page.goto("/")
    if page.get_by_role("heading", level=1).inner_text() != name:
        page.get_by_role("link", name=re.compile(f"^{name}")).click()
        page.wait_for_url("**/assignments/**")
    page.get_by_role("button", name=re.compile("^(Start|Do it again)")).first.click()
    page.wait_for_url("**/sessions/new/play/?**")
    page.locator("[data-leave]").click()
    page.wait_for_url("**/sessions/new/?**")


def all_of_it(page: Any) -> None:
    page.get_by_role("button", name="Did it all").click()
    page.wait_for_url("**/after/?**")


def test_a_day_in_airplane_mode_arrives_once_without_a_tap_and_as_it_was(
    open_app: Open,
    open_phone: Open,
    ivan: User,
    maya: User,
    day: list[Assignment],
    live_server: Any,
) -> None:
    page = open_app(timezone_id=ivan.time_zone)
    # No Background Sync: a worker that wakes for it in the middle of the day is for a moment not told
    # that there is no signal. What arrives without a tap comes by the page.
    page.context.grant_permissions(["screen-wake-lock"])
    sign_in(page, ivan, live_server)
    visit(page)
    before = CheckIn.objects.count()
    clock = Clock(page)
    page.context.set_offline(True)
    page.clock.install(time=clock.at(1))

    clock.go_to(MORNING)
    open_list(page, "Morning")
    press(page, "Morning: bridge", "Done")
    press(page, "Morning: curl-up", "Done")
    press(page, "Morning: curl-up", re.compile("^Undo"))
    page.locator("article").nth(1).locator("summary").click()
    press(page, "Morning: curl-up", "No time")
    page.get_by_role("link", name="How did that feel?").click()
    level(page, 3).click()
    for part in BREAKS:
        clock.go_to(part)
        open_list(page, "Desk break")
        all_of_it(page)
    clock.go_to(NOTICED)
    page.goto("/check-ins/new/")
    page.get_by_role("button", name="Nowhere").click()
    expect(page.get_by_role("heading", level=1).last).to_be_visible()
    page.wait_for_timeout(500)
    clock.go_to(EVENING)
    open_list(page, "Evening")
    all_of_it(page)
    expect(page.locator("co-waits")).to_contain_text(re.compile(r"Offline, \d+ waiting"))
    assert not ExerciseSession.objects.exists()
    clock.go_to(16)

    page.context.set_offline(False)

    wait_until(page, lambda: ExerciseLog.objects.standing().count() == 6)
    expect(page.locator("co-waits")).to_contain_text("Saved")
    morning, *breaks, evening = ExerciseSession.objects.order_by("started_at")
    assert [one.assignment_id for one in (morning, *breaks, evening)] == [
        *(day[place].pk for place in (0, 1, 1, 1, 2)),
    ]
    lived = [MORNING, *BREAKS, EVENING]
    span = (clock.now - clock.midnight) / 16
    for part, session in zip(lived, (morning, *breaks, evening), strict=True):
        assert clock.at(part) - SOON <= session.started_at < clock.at(part) + span
        assert session.received_at > clock.now
        assert session.finished_at is not None
    assert morning.pain_after == 3
    assert [one.outcome for one in morning.logs.standing().order_by("prescription__position")] == [
        "performed",
        "skipped",
    ]
    assert morning.logs.exclude(undone_at=None).count() == 1
    noticed = CheckIn.objects.get(kind="change")
    assert CheckIn.objects.count() == before + 1
    assert clock.at(NOTICED) - SOON < noticed.answered_at < clock.at(NOTICED) + span

    office = open_phone(width=1280, height=800)
    sign_in(office, maya, live_server)
    office.goto(reverse("admin:accounts_client_change", args=[ivan.pk]))
    shown = office.locator("main").inner_text()
    for session in (morning, *breaks, evening):
        at = session.started_at
        assert f"{at:%H:%M}" in shown or f"{at.hour}:{at:%M}" in shown
