"""Homework is begun without a signal, carried on, done, and there once when the signal is back."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.warning_signs import CheckPoint
from routines.models import (
    Assignment,
    CheckIn,
    ExerciseLog,
    ExerciseSession,
    PainReport,
    Source,
)
from routines.services import assignments
from tests.browser.worker_pages import is_all_sent, visit
from tests.check_in_factories import send_check_in
from tests.guided_page import player, run, sign_in, wait_until
from tests.homework_factories import make_assignment, make_exercise, make_routine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
SHORT = Dosage(duration_seconds=3)
BEHIND = dt.timedelta(seconds=110)


def give(ivan: User, name: str) -> Assignment:
    exercises = [
        make_exercise(name=f"{name} {number}", dosage=SHORT, mode="duration")
        for number in ("one", "two")
    ]
    routine = make_routine(name=name, exercises=exercises)
    return make_assignment(client=ivan, routine=routine, at=timezone.now())


@pytest.fixture
def morning(ivan: User) -> Assignment:
    return give(ivan, "Morning stretch")


@pytest.fixture
def evening(ivan: User, morning: Assignment) -> Assignment:
    return give(ivan, "Evening walk")


@pytest.fixture
def page(open_app: Open, ivan: User, live_server: Any) -> Any:
    page = open_app()
    sign_in(page, ivan, live_server)
    # Nobody waits for a countdown: tests move the phone's clock on, and it begins behind.
    page.clock.install(time=time.time() - BEHIND.total_seconds())
    return page


def start(page: Any, name: str = "Start") -> Any:
    return page.get_by_role("button", name=name).first


def says(page: Any) -> Any:
    return page.locator("[data-line=next]")


def go_on(page: Any, is_there: Callable[[], bool]) -> None:
    """Move the phone's clock on second by second, at most for a minute."""
    for _ in range(60):
        if is_there():
            return
        run(page, 1)
    raise AssertionError("It never came to that.")


def goes_by_itself(page: Any) -> None:
    expect(player(page)).to_have_attribute("data-fresh", "")
    go_on(page, lambda: player(page).get_attribute("data-mode") != "rest")


def is_logged(page: Any, name: str) -> None:
    """Wait until the phone has written an exercise down, and the next one has begun."""
    go_on(page, lambda: page.locator("[data-name]").inner_text() == name)


def leave(page: Any) -> None:
    page.locator("[data-leave]").click()
    page.wait_for_url("**/sessions/new/?**")
    page.get_by_role("link", name="Back to Today").click()


def to_the_end(page: Any) -> None:
    go_on(page, lambda: "/sessions/new/after/" in page.url)
    page.wait_for_load_state()


def finish(page: Any) -> None:
    to_the_end(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("How did that feel?")
    page.goto("/")


def test_a_day_is_begun_and_done_without_a_signal_and_arrives_once(
    page: Any, morning: Assignment, evening: Assignment
) -> None:
    visit(page)
    page.context.set_offline(True)
    begun_at = timezone.now() - BEHIND

    start(page).click()

    page.wait_for_url("**/sessions/new/play/?**")
    goes_by_itself(page)
    is_logged(page, "Morning stretch two")
    leave(page)
    expect(says(page)).to_have_text("Begun · on this phone")
    expect(start(page)).not_to_be_visible()
    page.get_by_role("link", name="Carry on").click()
    expect(page.locator("[data-name]")).to_have_text("Morning stretch two")
    # Opened again, it waits for a tap.
    expect(player(page)).to_have_attribute("data-mode", "rest")
    expect(player(page)).not_to_have_attribute("data-fresh", "")
    page.locator("[data-do=toggle]").click()
    finish(page)
    expect(says(page)).to_have_text("Done · on this phone")
    expect(page.get_by_role("button", name="Do it again")).to_be_visible()
    page.get_by_role("link", name="Evening walk").click()
    start(page).click()
    goes_by_itself(page)
    is_logged(page, "Evening walk two")
    finish(page)
    expect(page.locator("a[data-homework]")).to_contain_text("Done · on this phone")
    assert not ExerciseSession.objects.exists()
    done_at = timezone.now()
    page.wait_for_timeout(1_500)

    page.context.set_offline(False)

    wait_until(page, lambda: ExerciseLog.objects.count() == 4)
    first, second = ExerciseSession.objects.order_by("started_at").select_related("version")
    assert (first.assignment_id, second.assignment_id) == (morning.pk, evening.pk)
    for session in (first, second):
        assert begun_at <= session.started_at <= done_at + dt.timedelta(seconds=1)
        assert session.received_at > done_at
        assert (session.version.number, session.dose, session.source) == (1, "full", "tapped")
        assert session.is_performed
        assert session.finished_at is not None
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("That's today done")
    assert "on this phone" not in page.locator("main").inner_text()
    assert ExerciseSession.objects.count() == 2


def test_after_too_much_nobody_is_led_to_do_it_again(page: Any, morning: Assignment) -> None:
    visit(page)
    page.context.set_offline(True)
    start(page).click()
    is_logged(page, "Morning stretch two")
    to_the_end(page)

    page.get_by_role("button", name="7", exact=True).click()
    page.goto("/")

    expect(says(page)).to_have_text("That was too much. Do no more of it today.")
    expect(page.get_by_role("button", name="Do it again")).not_to_be_visible()
    expect(start(page)).not_to_be_visible()


def test_with_a_signal_it_goes_at_once_and_is_the_same_one(page: Any, morning: Assignment) -> None:
    visit(page)

    start(page).click()

    page.wait_for_url("**/play/**")
    goes_by_itself(page)
    wait_until(page, lambda: ExerciseSession.objects.exists())
    session = ExerciseSession.objects.get()
    assert str(session.pk) in page.url
    page.goto(
        f"/assignments/{morning.pk}/sessions/new/play/?version=1&dose=full&session={session.pk}"
    )
    page.wait_for_url(f"**/sessions/{session.pk}/play/")


def test_a_second_tap_takes_up_what_was_begun(page: Any, morning: Assignment) -> None:
    visit(page)
    page.context.set_offline(True)
    start(page).click()
    page.wait_for_url("**/sessions/new/play/?**")
    key = re.search(r"session=([0-9a-f-]{36})", page.url)
    page.goto(f"/assignments/{morning.pk}/")

    start(page).click()

    page.wait_for_url("**/sessions/new/play/?**")
    assert key is not None
    assert key[1] in page.url


def test_untouched_and_in_another_way_it_is_begun_anew_and_nothing_stays_open(
    page: Any, ivan: User
) -> None:
    exercises = [make_exercise(dosage=Dosage(repetitions=10)) for _ in range(2)]
    make_assignment(
        client=ivan, routine=make_routine(name="Core", exercises=exercises), at=timezone.now()
    )
    visit(page)
    page.context.set_offline(True)
    start(page).click()
    goes_by_itself(page)
    page.goto("/")
    expect(says(page)).to_have_text("Begun · on this phone")
    page.get_by_role("link", name="Look at it first").click()

    start(page, "Bad day?").click()

    page.wait_for_url("**/sessions/new/play/?version=1&dose=gentle**")
    page.context.set_offline(False)
    wait_until(page, lambda: ExerciseSession.objects.count() == 2)
    page.wait_for_timeout(500)
    (full, gentle) = ExerciseSession.objects.order_by("started_at")
    assert (full.dose, gentle.dose) == ("full", "gentle")
    assert full.finished_at is not None
    assert not full.is_performed
    assert gentle.finished_at is None


def test_a_check_that_is_due_comes_first_without_a_signal_too(
    page: Any, ivan: User, morning: Assignment
) -> None:
    CheckIn.objects.all().delete()
    then = timezone.now() - dt.timedelta(hours=5)
    send_check_in(client=ivan, kind=CheckPoint.JOINING, now=then, answers={"fever": "no"})
    visit(page)
    page.context.set_offline(True)

    start(page).click()

    page.wait_for_url("**/check-ins/new/?kind=before**")
    page.get_by_role("button", name="None of these").first.click()
    page.wait_for_url("**/sessions/new/play/?**", timeout=15_000)
    goes_by_itself(page)
    page.goto("/")
    # It was answered, and is not asked twice.
    page.get_by_role("link", name="Carry on").click()
    page.wait_for_url("**/sessions/new/play/?**")
    page.context.set_offline(False)
    wait_until(page, lambda: ExerciseSession.objects.exists())
    assert CheckIn.objects.filter(kind="before").count() == 1


def test_after_a_warning_that_nobody_has_heard_of_nothing_is_begun(
    page: Any, morning: Assignment
) -> None:
    visit(page)
    page.context.set_offline(True)
    start(page).click()
    goes_by_itself(page)
    page.get_by_role("link", name="It hurts").click()
    page.get_by_role("button", name=re.compile("Numb, weak")).click()
    expect(page.locator("[data-stopped=warning]")).to_be_visible()
    page.goto(f"/assignments/{morning.pk}/")

    start(page).click()

    page.wait_for_url("**/help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("When to stop and get help")


def test_after_a_warning_that_is_sent_an_older_page_begins_nothing_either(
    page: Any, morning: Assignment, evening: Assignment
) -> None:
    visit(page)
    # No page is fetched anew from here on.
    page.add_init_script("ServiceWorker.prototype.postMessage = () => {}")
    page.reload()
    start(page).click()
    goes_by_itself(page)
    # The worker has the real clock, and a page is told to be older than a warning by both.
    page.clock.set_system_time(time.time())
    page.get_by_role("link", name="It hurts").click()
    page.get_by_role("button", name=re.compile("Numb, weak")).click()
    wait_until(page, lambda: PainReport.objects.exists() and is_all_sent(page))
    page.context.set_offline(True)
    page.goto(f"/assignments/{evening.pk}/")

    start(page).click()

    page.wait_for_url("**/help/")


def test_after_a_check_in_that_warns_and_waits_nothing_is_begun(
    page: Any, ivan: User, morning: Assignment
) -> None:
    CheckIn.objects.all().delete()
    then = timezone.now() - dt.timedelta(hours=5)
    send_check_in(client=ivan, kind=CheckPoint.JOINING, now=then, answers={"fever": "no"})
    visit(page)
    page.context.set_offline(True)
    start(page).click()
    page.wait_for_url("**/check-ins/new/?kind=before**")
    for gate in page.locator("[data-ask^=gate-]").all():
        gate.locator("[value=yes]").first.check()
    for question in page.locator("[data-behind] [data-ask]").all():
        question.locator("[value=yes]").first.check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-result=now]")).to_be_visible()
    page.goto("/")

    # Today says so, and offers nothing to begin; another page that does leads to what to do.
    warned = page.locator("[data-warned]")
    expect(warned).to_be_in_viewport(ratio=1)
    expect(warned.get_by_role("link", name="When to stop and get help")).to_be_visible()
    expect(start(page)).to_be_hidden()
    page.goto(f"/assignments/{morning.pk}/")
    start(page).click()

    page.wait_for_url("**/help/")
    page.context.set_offline(False)
    wait_until(page, lambda: CheckIn.objects.filter(kind="before").exists())
    assert not ExerciseSession.objects.exists()


def test_from_help_and_from_an_exercise_one_comes_back_into_it(
    page: Any, morning: Assignment
) -> None:
    visit(page)
    page.context.set_offline(True)
    start(page).click()
    page.wait_for_url("**/sessions/new/play/?**")
    player_page = page.url
    page.locator("[data-leave]").click()
    page.wait_for_url("**/sessions/new/?**")
    list_page = page.url
    page.get_by_role("link", name="It hurts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When to stop and get help")

    back = page.get_by_role("link", name="Back", exact=True)
    expect(back).to_have_attribute("href", re.compile("/sessions/new/"))
    back.click()

    page.wait_for_url(list_page)
    page.get_by_role("link", name=re.compile("Morning stretch one")).click()
    expect(back).to_have_attribute("href", re.compile("/sessions/new/"))
    back.click()
    page.wait_for_url(list_page)
    page.get_by_role("link", name="Guide me").click()
    page.wait_for_url(player_page)


def test_yesterday_is_filled_in_from_the_list(page: Any, ivan: User) -> None:
    then = timezone.now() - dt.timedelta(days=3)
    routine = make_routine(name="Core", exercises=[make_exercise()])
    homework = make_assignment(client=ivan, routine=routine, at=then)
    visit(page)
    page.goto(f"/assignments/{homework.pk}/")
    page.context.set_offline(True)

    start(page, "Did it yesterday?").click()

    page.wait_for_url("**/sessions/new/?**")
    page.context.set_offline(False)
    wait_until(page, lambda: ExerciseSession.objects.exists())
    session = ExerciseSession.objects.get()
    assert session.source == Source.BACK_FILLED
    assert session.local_day < timezone.localdate()


def test_homework_that_rests_meanwhile_says_so_and_leaves_nothing_open(
    page: Any, morning: Assignment
) -> None:
    visit(page)
    assert morning.assigned_by is not None
    assignments.pause(assignment=morning, by=morning.assigned_by, at=timezone.now())

    start(page).click()

    expect(page.get_by_text("This homework rests for now.")).to_be_visible()
    wait_until(page, lambda: ExerciseSession.objects.filter(finished_at__isnull=False).exists())
    assert not ExerciseSession.objects.filter(finished_at__isnull=True).exists()


def test_without_scripts_start_begins_as_it_always_did(
    open_phone: Open, live_server: Any, ivan: User, morning: Assignment
) -> None:
    page = open_phone(javascript=False)
    sign_in(page, ivan, live_server)
    page.goto("/")

    start(page).click()

    assert ExerciseSession.objects.count() == 1
