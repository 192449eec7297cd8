"""Without a signal: what was fetched ahead opens, what was not says so, and nobody sees another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from routines.models import Assignment, ExerciseSession
from tests.browser.worker_pages import kept, kept_pages, visit
from tests.chromium import FLAGS, browser_path
from tests.factories import make_client, make_clinic, make_therapist
from tests.guided_page import player, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_app: Callable[..., Any], ivan: User, live_server: Any) -> Any:
    page = open_app()
    sign_in(page, ivan, live_server)
    return page


def go_offline(page: Any) -> None:
    page.context.set_offline(True)


def test_a_day_of_homework_opens_after_one_visit(
    page: Any, homework: Assignment, session: ExerciseSession, ivan: User
) -> None:
    visit(page, ivan)
    go_offline(page)

    page.goto("/")
    expect(page.get_by_role("heading", name="Piriformis release")).to_be_visible()
    page.goto(f"/assignments/{homework.pk}/")
    expect(page.get_by_role("heading", name="Piriformis release")).to_be_visible()
    print(sorted(kept_pages(page)))
