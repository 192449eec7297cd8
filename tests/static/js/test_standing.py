"""What stands on the list of a session: the page, and over it what the phone has written down."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

STAND = """
async ([shown, letters]) => {
  const { standing } = await import("/static/js/lib/standing.js");
  return Object.fromEntries(standing(new Map(Object.entries(shown)), letters));
}
"""
MINUTE = 60_000


def shown(key: str = "L0", edited: int | None = None, **said: object) -> dict[str, object]:
    plain: dict[str, object] = {"outcome": "performed", "sets": [], "reason": "", "instead": None}
    return {"id": key, **plain, "edited": edited, **said}


def letter(
    kind: str, key: str, at: int = 0, state: str = "waiting", **body: object
) -> dict[str, object]:
    return {"id": key, "kind": kind, "madeAt": at, "state": state, "body": body}


def log(key: str, **body: object) -> dict[str, object]:
    return letter("log", key, prescription="p", outcome="performed") | {
        "body": {"prescription": "p", "outcome": "performed", **body}
    }


def stands(page: Any, on_page: object, *letters: dict[str, object]) -> Any:
    return page.evaluate(STAND, [{"p": on_page, "q": None}, letters])["p"]


def test_what_nobody_touched_stands_open_or_as_the_page_shows_it(page: Any) -> None:
    assert stands(page, None) is None
    assert stands(page, shown())["id"] == "L0"


def test_a_log_of_this_phone_stands_and_one_that_was_taken_back_does_not(page: Any) -> None:
    assert stands(page, None, log("L1"))["id"] == "L1"
    assert stands(page, None, log("L1"), letter("undo", "U", log="L1")) is None
    again = stands(page, None, log("L1"), letter("undo", "U", log="L1"), log("L2"))
    assert again["id"] == "L2"


def test_of_two_the_first_stands_and_the_page_was_there_before(page: Any) -> None:
    assert stands(page, None, log("L1"), log("L2"))["id"] == "L1"
    assert stands(page, shown("L0"), log("L1"))["id"] == "L0"
    assert stands(page, shown("L0"), letter("undo", "U", log="L0")) is None


def test_what_the_page_shows_already_is_not_told_twice(page: Any) -> None:
    same = stands(page, shown("L1", sets=[{"side": "none"}]), log("L1"))

    assert (same["id"], same["sets"], same["isChanged"]) == ("L1", [{"side": "none"}], False)


def test_the_last_correction_of_this_phone_stands(page: Any) -> None:
    skipped = letter("correction", "C1", log="L1", outcome="skipped", skip_reason="pain")
    done = letter("correction", "C2", log="L1", outcome="performed", sets=[1])

    found = stands(page, None, log("L1"), skipped, done)

    assert (found["id"], found["outcome"], found["sets"]) == ("L1", "performed", [1])
    assert found["isChanged"]


def test_a_correction_that_was_sent_is_in_a_page_that_was_changed_since(page: Any) -> None:
    sent = letter(
        "correction", "C", at=MINUTE, state="sent", log="L0", outcome="skipped", skip_reason="pain"
    )

    assert stands(page, shown(edited=None), sent)["outcome"] == "skipped"
    assert stands(page, shown(edited=MINUTE), sent)["outcome"] == "performed"
    late = sent | {"madeAt": 9 * MINUTE}
    assert stands(page, shown(edited=MINUTE), late)["outcome"] == "skipped"
    waiting = sent | {"state": "waiting"}
    assert stands(page, shown(edited=MINUTE), waiting)["outcome"] == "skipped"
