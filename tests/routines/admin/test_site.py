"""The admin site as a whole: what is in it, and that it works on a phone under the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from routines.admin.site import CarryoverAdminSite
from tests.factories import PASSWORD, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_performed_session, make_routine


def test_there_is_one_site_with_the_pages_of_both_apps_and_no_others() -> None:
    assert isinstance(admin.site, CarryoverAdminSite)
    models = {model._meta.label for model in admin.site._registry}

    assert {"accounts.Client", "routines.Assignment", "routines.Routine"} <= models
    assert {label.split(".")[0] for label in models} == {"accounts", "routines"}


PAGES = (
    "admin:index",
    "admin:accounts_client_changelist",
    "admin:accounts_client_add",
    "admin:routines_assignment_add",
    "admin:routines_assignment_changelist",
    "admin:routines_routine_changelist",
    "admin:routines_routine_add",
    "admin:routines_exercise_add",
    "admin:accounts_membership_changelist",
)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_page_fits_a_phone(open_phone: Callable[..., Any]) -> None:
    maya = make_therapist(clinic=make_clinic(), email="maya@example.org")
    ivan = make_client(therapist=maya)
    make_performed_session(assignment=make_assignment(client=ivan))
    page = open_phone(color_scheme="dark")
    sign_in(page)

    for url in (
        *(reverse(name) for name in PAGES),
        reverse("admin:accounts_client_change", args=[ivan.pk]),
    ):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, url
        assert page.evaluate(SMALL) == [], url


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_template_is_assigned_in_four_clicks(
    open_phone: Callable[..., Any], javascript: bool
) -> None:
    maya = make_therapist(clinic=make_clinic(), email="maya@example.org")
    make_client(therapist=maya)
    make_routine()
    page = open_phone(javascript=javascript)
    sign_in(page)
    page.goto("/admin/?show=everyone")

    page.get_by_role("link", name="Ivan Petrov").first.click()
    page.locator(".head").get_by_role("link", name="Assign").click()
    page.get_by_role("link", name="Core 1").click()
    page.get_by_role("button", name="Send to Ivan").click()

    page.get_by_role("heading", name="Sent to Ivan").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_sum_follows_the_form(open_phone: Callable[..., Any]) -> None:
    maya = make_therapist(clinic=make_clinic(), email="maya@example.org")
    ivan = make_client(therapist=maya)
    routine = make_routine()
    page = open_phone(width=1280, height=800)
    sign_in(page)
    page.goto(f"/admin/routines/assignment/add/?client={ivan.pk}&routine={routine.pk}")

    page.get_by_label("Leave out").first.check()

    page.locator("#burden", has_text="1 exercise,").wait_for()


# Anything to press that is lower than a thumb; boxes inside their label are pressed by the label.
SMALL = """() => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
  .filter((each) => {
    const box = each.getBoundingClientRect();
    const target = each.closest("label, td.action-checkbox") ?? each;
    const isSeen = box.width > 1 && box.height > 1 && !each.matches(".skip, .visually-hidden");
    return isSeen && target.getBoundingClientRect().height < 43.5;
  })
  .map((each) => each.outerHTML.slice(0, 120))"""


def sign_in(page: Any) -> None:
    page.goto("/sign-in/?next=/admin/")
    page.locator("input[name=login]").fill("maya@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/admin/")
