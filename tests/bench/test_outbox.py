"""That the figures of the outbox measure what they say: the same rows again, and a tap until its paint."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from bench import outbox, taps
from bench.load import Call
from routines.models import ExerciseLog, ExerciseSession, SyncReceipt
from tests.homework_factories import make_homework, make_session
from tests.outbox import Phone, take_in


def test_what_is_sent_says_that_it_is_json() -> None:
    call = Call(method="POST", path="/", cookie="a=b", body="{}", content_type="application/json")

    assert b"\r\nContent-Type: application/json\r\n" in call.as_bytes("example.org")


@pytest.mark.django_db
def test_by_hand_the_same_rows_are_stored_again() -> None:
    homework, now = make_homework(), timezone.now()
    session = make_session(assignment=homework.assignment, now=now)
    phone = Phone()
    items = [phone.log(session, one, at=now) for one in (homework.bridge, homework.stretch)]
    assert {one.result for one in take_in(homework.ivan, items, now=now)} == {"stored"}

    def rows() -> list[Any]:
        return [
            list(one.objects.order_by("pk").values())
            for one in (ExerciseLog, SyncReceipt, ExerciseSession)
        ]

    before = rows()
    times = outbox._by_hand([uuid.UUID(one["id"]) for one in items])

    assert rows() == before
    assert len(before[0]) == len(before[1]) == 2
    assert before[2][0]["is_performed"] is True
    assert all(seconds > 0 for seconds in times)


@pytest.mark.browser
@pytest.mark.parametrize(
    "shown",
    [
        "<article id=one data-logged=false><button>Done</button></article>",
        "<co-player data-mode=hold><button>Skip</button></co-player>",
    ],
    ids=["list", "player"],
)
def test_a_tap_counts_until_what_came_of_it_is_painted(browser: Any, shown: str) -> None:
    page = browser.new_page()
    page.add_init_script(taps.WATCH)
    answer = {"body": shown, "content_type": "text/html"}
    page.route("http://phone.test/", lambda route: route.fulfill(**answer))
    page.goto("http://phone.test/")
    page.evaluate(
        """() => document.querySelector("button").addEventListener("click", ({ target }) => {
            const card = target.closest("article");
            // What only says that something is on its way is not what came of it.
            if (card) target.disabled = true;
            setTimeout(() => {
              if (card) card.dataset.logged = "true";
              else document.querySelector("co-player").dataset.mode = "rest";
            }, 120);
        })"""
    )

    painted = taps.press(page, "button")

    assert painted >= 120
    page.close()
