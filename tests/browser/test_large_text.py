"""At twice the size words stay apart: on the tabs, and beside the body map."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from routines.models import Assignment
from tests.guided_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = """elements => elements.map(element => {
  const words = document.createRange();
  words.selectNodeContents(element.lastChild);
  const { left, right } = words.getBoundingClientRect();
  return [left, right];
})"""
# What is drawn of the arms: the parts of the body on which nothing can be marked, cut off at the top.
ARMS = """map => [...map.querySelectorAll(".body__still")].map(part => {
  const { left, right, top } = part.getBoundingClientRect();
  return { left, right, top: Math.max(top, map.getBoundingClientRect().top) };
})"""


@pytest.fixture
def page(open_phone: Callable[..., Any], ivan: User, homework: Assignment, live_server: Any) -> Any:
    page = open_phone()
    sign_in(page, ivan, live_server)
    return page


def enlarge(ivan: User, size: int) -> None:
    User.objects.filter(pk=ivan.pk).update(text_size=size)


@pytest.mark.parametrize("size", [100, 130, 200])
@pytest.mark.parametrize("width", [320, 390])
def test_the_words_of_the_tabs_keep_apart(page: Any, ivan: User, size: int, width: int) -> None:
    enlarge(ivan, size)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/progress/")

    words = page.locator(".tabbar__tab").evaluate_all(WORDS)

    assert len(words) == 5
    assert words[0][0] >= 0
    assert words[-1][1] <= width
    gaps = [after[0] - before[1] for before, after in pairwise(words)]
    assert min(gaps) >= 4


@pytest.mark.parametrize("size", [100, 115, 130, 150, 200])
def test_left_and_right_lie_over_no_arm(page: Any, ivan: User, size: int) -> None:
    enlarge(ivan, size)
    page.goto("/check-ins/new/")
    stage = page.locator(".body-map__stage")
    expect(stage).to_be_visible()

    for view in ("back", "front"):
        page.locator(f"[data-show='{view}']").click()
        arms = page.locator(f"[data-side-of='{view}'] .body").evaluate(ARMS)
        for label in page.locator(f"[data-sides='{view}'] > span").all():
            box = label.bounding_box()
            assert box is not None
            for arm in arms:
                is_beside = box["x"] + box["width"] <= arm["left"] or box["x"] >= arm["right"]
                is_above = box["y"] + box["height"] <= arm["top"]
                assert is_beside or is_above
