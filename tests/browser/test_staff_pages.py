"""Everything a therapist, a manager and a superuser see: for everybody to read and to press."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.care import note_phone
from routines.models import Assignment
from tests.check_in_factories import at, make_check_in
from tests.factories import (
    make_client,
    make_clinic,
    make_invitation,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_frequency,
    make_performed_session,
    make_routine,
)
from tests.sweeps import VIOLATIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

AXE = Axe()  # reads its script once

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLORS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
# Anything to press that is smaller than a thumb; boxes inside their label are pressed by the label.
SMALL = """() => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
  .filter((each) => {
    const box = each.getBoundingClientRect();
    const target = (each.closest("label") ?? each).getBoundingClientRect();
    const isInText = each.matches("p > a, li > a") && getComputedStyle(each).display === "inline";
    const isSeen = box.width > 1 && box.height > 1 && !each.matches(".skip, .visually-hidden");
    return isSeen && !isInText && (target.height < 43.5 || target.width < 43.5);
  })
  .map((each) => each.outerHTML.slice(0, 120))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Whether what has the focus can be seen, and shows that it has it.
FOCUSED = """() => {
  const each = document.activeElement;
  const box = each.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height, innerHeight) / 2;
  const top = document.elementFromPoint(x, y);
  const seen = each === top || each.contains(top) || (top?.contains(each) ?? false);
  const ring = getComputedStyle(each).outlineStyle !== "none" || each.matches("[type=date]");
  return { name: each.name ?? "", text: each.textContent.trim(), label: each.ariaLabel ?? "",
    fine: each === document.body || (seen && ring), html: each.outerHTML.slice(0, 120) };
}"""


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def homework(ivan: User) -> Assignment:
    now = timezone.now()
    exercises = [
        make_exercise(),
        make_exercise(name="Figure-4 stretch", dosage=STRETCH),
        make_exercise(name="Curl-up"),
    ]
    homework = make_assignment(
        client=ivan,
        routine=make_routine(name="Piriformis release", field="glute", exercises=exercises),
        frequency=make_frequency(starts_on=(now - dt.timedelta(days=9)).date()),
        note="Left side first.",
        at=now - dt.timedelta(days=9),
    )
    for days, pain in ((8, 6), (5, 4), (1, 3)):
        make_performed_session(assignment=homework, now=now - dt.timedelta(days=days), pain=pain)
    return homework


def sign_in(page: Any, user: User, live_server: Any) -> Any:
    browser = Browser()
    browser.force_login(user)
    cookie = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def pages_of(maya: User, homework: Assignment) -> list[str]:
    """Return the address of every page a therapist comes to, but for the lists."""
    clinic = maya.memberships.get().clinic
    own = make_routine(name="My own", clinic=clinic)
    sam = make_invitation(therapist=maya, display_name="Sam Keller").invitation.client
    lena = make_client(therapist=maya, display_name="Lena Vogel")
    said: dict[str, Any] = {"answers": {"new-numbness": "yes"}, "pain": 7}
    make_check_in(client=lena, marks=[at("foot", numbness=4)], now=timezone.now(), **said)
    note_phone(client=lena, phone="+1 503 555 0187", by=maya)
    ivan, routine = homework.client_id, homework.routine_id
    assign = reverse("admin:routines_assignment_add")
    return [
        reverse("admin:index") + "?show=everyone",
        reverse("admin:index") + "?q=nobody",
        *(reverse("admin:accounts_client_change", args=[one]) for one in (ivan, sam.pk, lena.pk)),
        reverse("admin:accounts_client_end_care", args=[ivan]),
        reverse("admin:accounts_client_add"),
        f"{assign}?client={ivan}",
        f"{assign}?routine={routine}",
        *(f"{assign}?client={one}&routine={routine}" for one in (sam.pk, lena.pk)),
        reverse("admin:routines_assignment_change", args=[homework.pk]),
        reverse("admin:routines_assignment_end", args=[homework.pk]),
        reverse("admin:routines_assignment_sent") + f"?assignment={homework.pk}",
        *(reverse("admin:routines_routine_change", args=[pk]) for pk in (routine, own.pk)),
        reverse("admin:routines_routine_history", args=[own.pk]),
        reverse("admin:routines_routine_add"),
        reverse("admin:routines_exercise_add"),
    ]


def lists() -> list[str]:
    names = (
        *("accounts_client", "routines_assignment", "routines_routine", "routines_exercise"),
        *("accounts_membership", "accounts_carerelationship", "accounts_invitation"),
    )
    return [reverse(f"admin:{name}_changelist") for name in names]


def check(page: Any, path: str, *, rules: dict[str, Any] = RULES, phone: bool) -> None:
    """Open a page; look for what some people could not read, reach or press."""
    answer = page.goto(path)
    assert answer.status == 200, path
    page.evaluate(AXE.axe_script)
    found = page.evaluate(VIOLATIONS, rules)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
    assert page.evaluate(TOO_WIDE) == 0, path
    if phone:
        assert page.evaluate(SMALL) == [], path
    page.evaluate("document.documentElement.dataset.textSize = '200'")
    assert page.evaluate(TOO_WIDE) == 0, f"{path} with large text"


def test_a_therapists_pages_fit_a_phone_and_everybody(
    open_phone: Open, live_server: Any, maya: User, homework: Assignment
) -> None:
    page = sign_in(open_phone(), maya, live_server)

    for path in (*pages_of(maya, homework), *lists()):
        check(page, path, phone=True)


def test_a_therapists_pages_fit_a_desk_and_the_dark(
    open_phone: Open, live_server: Any, maya: User, homework: Assignment
) -> None:
    page = sign_in(open_phone(width=1280, height=800, color_scheme="dark"), maya, live_server)

    for path in (*pages_of(maya, homework), lists()[0]):
        check(page, path, rules=COLORS, phone=False)


@pytest.mark.parametrize("who", ["manager", "superuser"])
def test_the_pages_of_a_clinic_are_for_everybody(
    open_phone: Open, live_server: Any, maya: User, homework: Assignment, who: str
) -> None:
    manager = make_manager(clinic=maya.memberships.get().clinic)
    user = manager if who == "manager" else make_superuser()
    extra = ["?show=records", "accounts/user/add/", "accounts/membership/add/"]
    page = sign_in(open_phone(), user, live_server)

    for path in (
        reverse("admin:index"),
        *lists()[-3:],
        reverse("admin:accounts_carerelationship_add"),
        *(reverse("admin:index") + one for one in extra if who == "superuser"),
    ):
        check(page, path, phone=True)


def test_mistakes_are_marked_for_everybody(
    open_phone: Open, live_server: Any, maya: User, homework: Assignment
) -> None:
    page = sign_in(open_phone(), maya, live_server)
    page.goto(reverse("admin:routines_assignment_change", args=[homework.pk]))
    page.get_by_role("group", name="Bridge").get_by_label("Sets").fill("0")
    page.get_by_label(re.compile("^To")).fill("2020-01-01")

    page.get_by_role("button", name="Save the change").click()

    expect(page.get_by_label("Sets").first).to_have_attribute("aria-invalid", "true")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate(TOO_WIDE) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_a_dose_is_changed_and_a_row_moved_by_keys_alone(
    open_phone: Open, live_server: Any, maya: User, homework: Assignment, width: int
) -> None:
    page = sign_in(open_phone(width=width, height=800), maya, live_server)
    page.goto(reverse("admin:accounts_client_change", args=[homework.client_id]))

    press_tab_until(page, lambda now: now["text"].startswith("Change"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/assignment/**")
    press_tab_until(page, lambda now: now["name"].endswith("-sets"))
    page.keyboard.type("4")
    press_tab_until(page, lambda now: now["label"] == "Move Figure-4 stretch down")
    page.keyboard.press("Enter")
    page.wait_for_url("**#exercise-3")
    expect(page.locator("#exercise-3")).to_be_focused()
    expect(page.locator("#exercise-3")).to_contain_text("Figure-4 stretch")
    press_tab_until(page, lambda now: now["text"] == "Save the change")
    page.keyboard.press("Enter")

    expect(page.get_by_role("listitem").filter(has_text="Bridge: 4 × 10")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="The order changed.")).to_be_visible()


def press_tab_until(page: Any, is_there: Callable[[dict[str, str]], bool]) -> None:
    """Press Tab until the focus is where it shall be; on its way it must always be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        assert now["fine"], now["html"]
        if is_there(now):
            return
    pytest.fail("The keyboard does not get there.")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_template_is_assigned_in_four_clicks(
    open_phone: Open, live_server: Any, maya: User, ivan: User, javascript: bool
) -> None:
    make_routine()
    page = sign_in(open_phone(javascript=javascript), maya, live_server)
    page.goto(reverse("admin:index") + "?show=everyone")

    page.get_by_role("link", name="Ivan Petrov").first.click()
    page.locator(".head").get_by_role("link", name="Assign").click()
    page.get_by_role("link", name="Core 1").click()
    page.get_by_role("button", name="Send to Ivan").click()

    page.get_by_role("heading", name="Sent to Ivan").wait_for()


def test_the_sum_follows_the_form(
    open_phone: Open, live_server: Any, maya: User, ivan: User
) -> None:
    routine = make_routine()
    page = sign_in(open_phone(width=1280, height=800), maya, live_server)
    page.goto(reverse("admin:routines_assignment_add") + f"?client={ivan.pk}&routine={routine.pk}")

    page.get_by_label("Leave out").first.check()

    page.locator("#burden", has_text="1 exercise,").wait_for()
