"""At twice the size words stay apart and in sight: tabs, body map, questions, whom to call."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Clinic, User
from routines.models import Assignment
from tests.check_in_factories import SADDLE, make_check_in
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


def test_whom_to_call_leaves_room_to_read_why(page: Any, ivan: User, maya: User) -> None:
    """Where no number is known, the words take the place of the button."""
    Clinic.objects.update(emergency_number="")
    urgent = make_check_in(client=ivan, answers=SADDLE, now=timezone.now())
    enlarge(ivan, 200)
    page.goto(f"/check-ins/{urgent.pk}/")

    whom = page.locator(".alarm__calls")

    expect(whom.get_by_role("link", name="112")).to_be_in_viewport(ratio=1)
    box = whom.bounding_box()
    assert box is not None
    assert box["height"] <= 844 / 2


def test_each_question_stands_nearer_to_its_answers_than_to_others(page: Any) -> None:
    page.goto("/check-ins/new/?kind=weekly")

    for group in page.locator("[data-group]").all():
        texts, answers = (
            [one.bounding_box() for one in group.locator(part).all()]
            for part in (".ask__text", ".ask > :nth-child(2)")
        )
        gaps = {
            round(below["y"] - above["y"] - above["height"])
            for above, below in zip(texts, answers, strict=True)
        }
        above_next = [
            below["y"] - above["y"] - above["height"]
            for above, below in zip(answers, texts[1:], strict=False)
        ]
        assert len(gaps) == 1
        assert all(gap > 2 * max(gaps) for gap in above_next)
