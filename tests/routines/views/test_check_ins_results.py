"""What a check-in shows once it is kept: what was marked, what it means, and what is paused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.check_in_factories import at, make_check_in
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_exercise, make_routine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan(client: Client) -> User:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()), is_checked=False)
    client.force_login(ivan)
    return ivan


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("has_walk", "words"), [(False, "Exercises are paused"), (True, "Some exercises are paused")]
)
def test_what_is_paused_is_said_as_it_is(
    client: Client, ivan: User, has_walk: bool, words: str
) -> None:
    nerve = make_exercise(region="lower-leg", kind="nerve-glide", loads=["nerve-movement"])
    make_assignment(client=ivan, routine=make_routine(name="Nerve", exercises=[nerve]))
    if has_walk:
        walk = make_exercise(name="Walk", region="whole-body", kind="aerobic", loads=[])
        make_assignment(client=ivan, routine=make_routine(name="Walk", exercises=[walk]))
    row = make_check_in(client=ivan, answers={"new-numbness": "yes"})

    page = text(client.get(f"/check-ins/{row.pk}/"))

    assert f"</svg>{words}</p>" in page


def test_the_result_shows_each_place_with_its_numbers_and_what_the_patterns_mean(
    client: Client, ivan: User
) -> None:
    make_check_in(client=ivan, marks=[at("calf", pain=5)], now=NOW - dt.timedelta(days=1))
    row = make_check_in(
        client=ivan, pain=4, marks=[at("calf", pain=3, tingling=2), at("buttock", pain=6)]
    )

    page = re.sub(r"<svg.*?</svg>", "", text(client.get(f"/check-ins/{row.pk}/")))
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())

    assert "Pain Numb Tingling" in words
    assert "Pain at that time: 4 of 10" in words
    assert "Left buttock pain 6 · before: none" in words
    assert "Left inner calf pain 3 · before: 5 tingling 2 · before: none" in words
    assert "Each number goes from 0 to 10. “Before” is from yesterday." in words
    assert words.index("Left buttock") < words.index("Left inner calf")


def test_nothing_marked_is_said_in_words(client: Client, ivan: User) -> None:
    row = make_check_in(client=ivan, marks=[])

    page = text(client.get(f"/check-ins/{row.pk}/"))

    assert "Nowhere: nothing hurts, is numb or tingles." in page
    assert "Each number" not in page


def test_without_a_map_only_the_number_is_shown_and_without_either_nothing(
    client: Client, ivan: User
) -> None:
    number = text(client.get(f"/check-ins/{make_check_in(client=ivan, pain=2).pk}/"))
    answers = make_check_in(client=ivan, answers={"worry-fear": "no"})

    assert "of 10" in number
    assert "Nowhere" not in number
    assert "What you marked" not in text(client.get(f"/check-ins/{answers.pk}/"))


def test_a_page_that_says_to_call_shows_what_was_marked_too(client: Client, ivan: User) -> None:
    row = make_check_in(
        client=ivan, marks=[at("foot", numbness=3)], answers={"new-numbness": "yes"}
    )

    page = text(client.get(f"/check-ins/{row.pk}/"))

    assert "Call Maya or your doctor today" in page
    assert 'numbness <b class="numbers">3</b>' in page


def without_hidden(page: str) -> str:
    return re.sub(r"<(p|a|div|li|span)\b[^>]* hidden>.*?</\1>", "", page)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"saddle-numbness": "yes"}, ["Call the emergency number where you are"]),
        ({"new-numbness": "yes"}, ["Call the emergency number where you are."]),
        (
            {"self-harm": "yes"},
            ["Call the emergency number where you are", "You find a free line"],
        ),
        (
            {"self-harm": "yes", "saddle-numbness": "yes"},
            ["Call the emergency number where you are", "You find a free line"],
        ),
    ],
    ids=["now", "today", "low", "both"],
)
def test_where_no_number_is_known_it_is_said_what_to_do(
    client: Client, ivan: User, answers: dict[str, str], said: list[str]
) -> None:
    row = make_check_in(client=ivan, answers=answers)

    page = without_hidden(text(client.get(f"/check-ins/{row.pk}/")))

    assert re.findall(r'href="tel:[^"]*"', page) == ['href="tel:112"']
    for words in said:
        assert page.count(words) == 1
    assert ("findahelpline.com" in page) == ("self-harm" in answers)
