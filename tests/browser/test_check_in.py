"""The check-in on a phone: where it hurts, what to do at once, and what leads to the homework."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Clinic, User
from routines.domain.body import BodyMap, Mark, Side
from routines.domain.triage import Answer
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.models import Assignment, CheckIn, ExerciseSession, Flag
from routines.queries.check_ins import resting_for
from tests.check_in_factories import NEW_NUMBNESS, SADDLE, all_no, at, make_check_in
from tests.factories import make_client
from tests.guided_page import sign_in
from tests.homework_factories import make_assignment
from tests.sweeps import too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

NEW = "/check-ins/new/"
BUTTOCK = Mark(region="buttock", side=Side.LEFT, pain=4, tingling=2)


@pytest.fixture
def phone(open_phone: Open, live_server: Any, ivan: User) -> Callable[..., Any]:
    """Return a function that opens a page on Ivan's phone."""

    def opened(path: str = NEW, **phone: Any) -> Any:
        page = open_phone(**phone)
        sign_in(page, ivan, live_server)
        page.goto(path, wait_until="networkidle")
        return page

    return opened


def place(page: Any, key: str) -> Any:
    return page.locator(f"[data-side-of=back] [data-target='{key}']")


def number(page: Any, value: int) -> Any:
    return page.get_by_role("button", name=str(value), exact=True)


def done(page: Any) -> Any:
    return page.locator("[data-done]")


def say_yes(page: Any, *signs: str) -> None:
    for sign in signs:
        page.locator(f"label:has([name='sign-{sign}'][value=yes])").click()


def tab_to(page: Any, locator: Any) -> None:
    for _ in range(60):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("The Tab key never gets there.")


def wait_for_the_outcome(page: Any) -> CheckIn:
    page.wait_for_url(re.compile(r"/check-ins/[0-9a-f-]{36}/$"))
    return CheckIn.objects.get(pk=page.url.split("/")[-2])


# --- get help ------------------------------------------------------------------------------


def test_without_a_signal_it_says_at_once_to_call_and_goes_out_by_itself_later(
    phone: Callable[..., Any], homework: Assignment
) -> None:
    page = phone()
    page.context.set_offline(True)

    place(page, "saddle-middle").tap()
    number(page, 4).tap()
    page.get_by_role("button", name="Close", exact=True).tap()
    done(page).tap()
    expect(page.get_by_role("heading", name="A few more questions first")).to_be_focused()
    say_yes(page, "saddle-numbness", "bladder-change")
    page.get_by_role("button", name="Continue").tap()

    expect(page.get_by_role("heading", name="Please get checked now")).to_be_focused()
    call = page.get_by_role("link", name="Call 112")
    expect(call).to_have_attribute("href", "tel:112")
    expect(call).to_be_in_viewport(ratio=1)
    stopped = page.locator("[data-result=now]")
    said = stopped.locator("q[data-say]").inner_text()
    assert said.count("I have back or leg pain.") == 1
    stopped.get_by_text("Show these words large").tap()
    expect(stopped.locator("details [data-say]")).to_have_text(said)
    expect(stopped.get_by_text("The nearest emergency department: Mill Lane 2")).to_be_visible()
    expect(stopped.get_by_text("Not sent yet")).to_be_visible()
    assert not CheckIn.objects.filter(kind=CheckPoint.CHANGE).exists()

    page.context.set_offline(False)
    expect(stopped.get_by_text("It is sent.")).to_be_visible()
    expect(stopped.get_by_text("Not sent yet")).to_be_hidden()
    page.wait_for_timeout(500)
    check_in = CheckIn.objects.get(kind=CheckPoint.CHANGE)
    assert Flag.objects.get().check_in == check_in
    assert check_in.urgency == Urgency.NOW
    assert resting_for(check_in, reader=homework.client) == [homework]


def test_without_scripts_the_list_the_questions_and_the_urgent_page_follow_one_another(
    phone: Callable[..., Any], ivan: User
) -> None:
    page = phone(javascript=False)
    expect(page.get_by_role("button", name="Nowhere")).to_be_visible()

    page.locator("[data-place='saddle-middle'] > summary").click()
    page.locator("[name='numbness-saddle-middle']").select_option("4")
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        done(page).click()
    assert answer.value.status == 422
    assert not Flag.objects.exists()
    expect(page.locator("[name='numbness-saddle-middle']")).to_have_value("4")
    say_yes(page, "saddle-numbness")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Please get checked now")).to_be_visible()
    expect(page.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    check_in = wait_for_the_outcome(page)
    assert check_in.answers["saddle-numbness"] == Answer.YES
    assert Flag.objects.get().check_in == check_in


# --- where it is ---------------------------------------------------------------------------


def test_by_keyboard_on_the_map_and_by_the_list_it_is_the_same_map(
    phone: Callable[..., Any],
) -> None:
    page = phone()

    tab_to(page, place(page, "buttock-left"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, number(page, 4))
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    tab_to(page, page.locator("button[data-layer=tingling]"))
    page.keyboard.press("Enter")
    tab_to(page, number(page, 2))
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(place(page, "buttock-left")).to_be_focused()
    name = "Left buttock: pain, 4 of 10; tingling, 2 of 10"
    expect(place(page, "buttock-left")).to_have_attribute("aria-label", name)
    tab_to(page, done(page))
    page.keyboard.press("Enter")
    by_keyboard = wait_for_the_outcome(page)

    page.goto(NEW, wait_until="networkidle")
    page.get_by_role("button", name="Choose from a list instead").click()
    page.locator("[data-place='buttock-left'] > summary").click()
    page.locator("[name='pain-buttock-left']").select_option("4")
    page.locator("[name='tingling-buttock-left']").select_option("2")
    expect(done(page)).to_have_text("Done, 1 place marked")
    done(page).click()
    by_list = wait_for_the_outcome(page)

    assert by_list != by_keyboard
    assert by_list.body_map == by_keyboard.body_map == BodyMap(marks=(BUTTOCK,))


def test_the_same_is_one_tap_a_new_place_four_and_nowhere_takes_back_a_slip(
    phone: Callable[..., Any], ivan: User
) -> None:
    before = make_check_in(client=ivan, marks=[BUTTOCK], now=timezone.now() - dt.timedelta(days=1))
    page = phone()
    same = page.get_by_role("button", name="Same as")
    expect(same).to_be_in_viewport(ratio=1)
    same.tap()
    assert wait_for_the_outcome(page).body_map == before.body_map

    page.goto(NEW, wait_until="networkidle")
    place(page, "thigh-back-left").tap()
    number(page, 3).tap()
    page.get_by_role("button", name="Close", exact=True).tap()
    done(page).tap()
    thigh = Mark(region="thigh-back", side=Side.LEFT, pain=3)
    assert wait_for_the_outcome(page).body_map == BodyMap(marks=(thigh,))

    page.goto(NEW, wait_until="networkidle")
    place(page, "buttock-left").tap()
    number(page, 9).tap()
    page.get_by_role("button", name="Nowhere").tap()
    assert wait_for_the_outcome(page).body_map == BodyMap()


# --- before a session ----------------------------------------------------------------------


def test_the_questions_before_a_session_come_once_in_four_hours_and_lead_to_the_player(
    open_phone: Open, live_server: Any, maya: User
) -> None:
    noor = make_client(therapist=maya, display_name="Noor Haddad", is_checked=False)
    now = timezone.now()
    first, second = (make_assignment(client=noor, at=now) for _ in range(2))
    earlier = now - dt.timedelta(hours=5)
    make_check_in(client=noor, kind=CheckPoint.JOINING, answers=all_no(), now=earlier)
    page = open_phone()
    sign_in(page, noor, live_server)

    page.goto(f"/assignments/{first.pk}/", wait_until="networkidle")
    page.locator("co-start button").first.tap()
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    behind = page.locator("[data-behind='pee-poo-feeling']")
    expect(behind).to_be_hidden()
    gate = page.get_by_role("group", name="Is there any change in how you pee or poo")
    gate.locator("label", has_text="Yes").tap()
    expect(behind).to_contain_text("Is peeing not normal for you?")
    gate.locator("label", has_text="No").last.tap()
    expect(behind).to_be_hidden()
    page.locator("label:has([name=pain][value='2'])").tap()
    # The Enter key on a number is no answer to the questions.
    page.keyboard.press("Enter")
    page.get_by_role("button", name="None of these. Start").tap()

    page.wait_for_url(re.compile(r"/play/(\?|$)"))
    check_in = CheckIn.objects.get(kind=CheckPoint.BEFORE)
    assert (check_in.pain, set(check_in.answers.values())) == (2, {Answer.NO})
    session = ExerciseSession.objects.get()

    page.goto(f"/assignments/{second.pk}/", wait_until="networkidle")
    page.locator("co-start button").first.tap()
    page.wait_for_url(re.compile(rf"(?<!{session.pk})/play/(\?(?!.*{session.pk})|$)"))
    assert CheckIn.objects.filter(kind=CheckPoint.BEFORE).count() == 1


def test_a_weekly_check_before_a_session_is_answered_whole(
    open_phone: Open, live_server: Any, maya: User
) -> None:
    noor = make_client(therapist=maya, display_name="Noor Haddad", is_checked=False)
    now = timezone.now()
    homework = make_assignment(client=noor, at=now)
    earlier = now - dt.timedelta(days=8)
    make_check_in(client=noor, kind=CheckPoint.JOINING, answers=all_no(), now=earlier)
    page = open_phone()
    sign_in(page, noor, live_server)
    page.goto(f"/assignments/{homework.pk}/", wait_until="networkidle")
    page.locator("co-start button").first.tap()
    expect(page.get_by_role("heading", name="Your weekly check")).to_be_visible()

    page.get_by_role("button", name="Nowhere").tap()

    expect(page.get_by_text("Please answer this one too.")).to_be_in_viewport()
    assert not CheckIn.objects.filter(kind=CheckPoint.WEEKLY).exists()
    for none in page.locator(".check-in__none").all():
        none.tap()
    # A question that is alone in its group has no more than its own three answers.
    for alone in page.locator("[data-group]:not(:has(.check-in__none)) .ask").all():
        alone.locator("[value=no]").check()
    page.get_by_role("button", name="Nowhere").tap()
    page.wait_for_url(re.compile(r"/play/"))
    assert CheckIn.objects.get(kind=CheckPoint.WEEKLY).unanswered == []


# --- for everybody to read -----------------------------------------------------------------

MAP, LIST, SHEET = "", "[data-map] [data-switch]", "[data-target='buttock-left']"


@pytest.fixture
def pages(ivan: User, homework: Assignment) -> list[tuple[str, str]]:
    """Return each page of a check-in with what is pressed on it, and where pain reached."""
    now = timezone.now()

    def told(hours: int, *marks: Mark, **said: Any) -> str:
        moment = now - dt.timedelta(hours=hours)
        row = make_check_in(client=ivan, marks=marks, now=moment, **said)
        return f"/check-ins/{row.pk}/"

    told(96, at("calf", pain=6), at("buttock", pain=2))
    told(72, at("thigh-back", pain=5))
    better = told(48, at("buttock", pain=4))
    today = told(24, at("calf", numbness=4), answers=NEW_NUMBNESS)
    urgent = told(1, at("saddle", "middle", numbness=4), answers=SADDLE)
    return [
        *((NEW, press) for press in (MAP, LIST, SHEET)),
        *((path, "") for path in (better, today, urgent, "/progress/")),
    ]


def test_no_check_in_keeps_anybody_out(
    open_phone: Open, live_server: Any, ivan: User, pages: list[tuple[str, str]]
) -> None:
    axe = Axe()
    page = open_phone(height=9000)
    sign_in(page, ivan, live_server)

    assert [one for path, press in pages for one in violations(axe, page, path, press)] == []
    expect(page.locator("h1")).to_be_visible()


def test_no_check_in_scrolls_sideways(
    open_phone: Open, live_server: Any, ivan: User, pages: list[tuple[str, str]]
) -> None:
    page = open_phone()
    sign_in(page, ivan, live_server)
    screens = ((390, 100), (320, 100), (390, 200), (195, 100))

    assert [one for path, press in pages for one in too_wide(page, path, screens, press)] == []


def test_who_says_how_low_they_feel_reads_whom_to_call_and_nothing_of_legs(
    phone: Callable[..., Any],
) -> None:
    Clinic.objects.update(crisis_line="116 123")
    page = phone()
    page.goto("/check-ins/new/?kind=monthly")
    page.context.set_offline(True)
    page.get_by_text("How low you feel").tap()
    say_yes(page, "self-harm")
    done(page).tap()

    expect(page.get_by_role("heading", name="You are not alone with this")).to_be_focused()
    call = page.get_by_role("link", name="Somebody to talk to: 116 123")
    expect(call).to_have_count(1)
    expect(call).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Call 112")).to_be_visible()
    for words in ("Exercises are paused", "Please get checked now", "if your legs feel weak"):
        for place in page.get_by_text(words).all():
            expect(place).to_be_hidden()


def test_what_to_say_today_stands_there_in_full(phone: Callable[..., Any]) -> None:
    page = phone()
    page.context.set_offline(True)
    place(page, "calf-left").tap()
    page.locator("button[data-layer=numbness]").tap()
    number(page, 4).tap()
    page.get_by_role("button", name="Close", exact=True).tap()
    done(page).tap()
    say_yes(page, "new-numbness")
    page.locator("label:has([name='sign-foot-drop-sudden'][value=no])").click()
    page.get_by_role("button", name="Continue").tap()

    section = page.locator("[data-result=today]")
    expect(section.get_by_text("What to say")).to_be_visible()
    squeezed = section.evaluate(
        "all => [...all.children].filter((one) => one.scrollHeight > one.clientHeight + 1"
        " && getComputedStyle(one).display !== 'none' && one.clientHeight > 0).length"
    )
    assert squeezed == 0
    assert section.locator("ul").first.bounding_box()["height"] > 100
