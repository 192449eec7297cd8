"""The phone says of a rated session what the server says, for every pain, effort and report."""

from __future__ import annotations

import datetime as dt
import json
from itertools import product
from typing import Any

import pytest

from routines.domain.rating import rating_json, say_session
from routines.domain.safety import traffic_light
from routines.domain.traffic_light import SessionPain, judge

pytestmark = pytest.mark.browser

DAY = dt.date(2026, 11, 20)
LEVELS = (None, *range(11))
REPORTS = ((), ("pull",), ("sharp",), ("spreading", "sharp"), ("warning", "spreading"))

FIND = """
async (text) => {
  const { finding } = await import("/static/js/lib/finding.js");
  const [rules, cases] = JSON.parse(text);
  return JSON.stringify(cases.map(([known, previous, day]) => finding(known, previous, day, rules)));
}
"""
MERGE = """
async ([facts, session, letters]) => {
  const { knownOf } = await import("/static/js/lib/finding.js");
  return knownOf(facts, session, letters);
}
"""


def test_phone_and_server_say_the_same(page: Any) -> None:
    light = traffic_light()
    cases, expected = [], []
    for place, (before, pain, effort, reports) in enumerate(
        product(LEVELS, LEVELS, (None, 4, 9), REPORTS)
    ):
        gone = (0, 1, 3, 6, 7, 40)[place % 6]
        previous = None if place % 13 == 0 else (place % 11, DAY - dt.timedelta(days=gone))
        known = SessionPain(
            pain_before=before,
            pain_after=pain,
            effort=effort,
            is_sharp="sharp" in reports,
            has_spread="spreading" in reports,
            has_warning="warning" in reports,
        )
        found = say_session(judge(known, light=light), pain=pain, before=previous, day=DAY)
        expected.append(
            None
            if found is None
            else {
                "title": found.title,
                "text": found.text,
                "next": found.next_time,
                "tone": found.tone,
                "icon": found.icon,
            }
        )
        cases.append(
            (
                {"before": before, "pain": pain, "effort": effort, "reports": reports},
                previous and {"pain": previous[0], "day": previous[1].isoformat()},
                DAY.isoformat(),
            )
        )

    found = json.loads(page.evaluate(FIND, json.dumps([rating_json(light), cases])))

    differing = [each for each in zip(cases, found, expected, strict=True) if each[1] != each[2]]
    assert differing[:1] == []
    assert {each and each["icon"] for each in expected} == {
        *(None, "hand", "hourglass", "trending-down", "check"),
    }


NOON = 1_795_176_000_000  # 20 November 2026, 12:00 UTC
HOUR = 3_600_000
FACTS = {
    "day": "2026-11-20",
    "startedAt": NOON,
    "before": {"at": NOON - 20 * HOUR, "pain": 4},
    "previous": {"at": NOON - 20 * HOUR, "pain": 4, "day": "2026-11-19"},
    "pain": None,
    "effort": None,
    "reports": [],
}


def letter(kind: str, hours: float, key: str = "", **body: object) -> dict[str, object]:
    made_at = NOON + hours * HOUR
    return {"id": key, "kind": kind, "body": body, "madeAt": made_at, "zone": "Europe/Berlin"}


def known(page: Any, *letters: dict[str, object], **facts: object) -> Any:
    return page.evaluate(MERGE, [FACTS | facts, "own", letters])


def test_without_letters_the_page_is_what_is_known(page: Any) -> None:
    found = known(page)

    assert found["known"] == {"before": 4, "pain": None, "effort": None, "reports": []}
    assert (found["previous"]["pain"], found["day"], found["note"]) == (4, "2026-11-20", None)


def test_a_session_of_this_morning_that_waits_is_what_the_evening_is_compared_with(
    page: Any,
) -> None:
    found = known(
        page,
        letter("session", -5, "other", day="2026-11-20"),
        letter("rating", -4, session="other", pain_after=1),
        letter("session", 2, "own", day="2026-11-20"),
        letter("rating", 3, session="own", pain_after=4),
        letter("rating", 3.1, session="own", effort=9),
        letter("rating", 3.2, session="own", pain_after=5, note="Stiff"),
    )

    assert found["known"] == {"before": 1, "pain": 5, "effort": 9, "reports": []}
    assert found["previous"] == {"at": NOON - 5 * HOUR, "pain": 1, "day": "2026-11-20"}
    assert found["note"] == "Stiff"


def test_a_morning_answer_is_the_pain_before_and_no_rating(page: Any) -> None:
    found = known(page, letter("next_day", -4, day="2026-11-20", pain=7))

    assert found["known"]["before"] == 7
    assert found["previous"]["pain"] == 4


def test_what_was_felt_in_the_session_counts_before_it_was_sent(page: Any) -> None:
    found = known(page, letter("report", 0.1, session="own", feeling="spreading"))

    assert found["known"]["reports"] == ["spreading"]


def test_what_is_older_than_two_days_says_nothing_of_before(page: Any) -> None:
    found = known(page, before=None, previous={"at": 0, "pain": 9, "day": "2026-11-01"})

    assert found["known"]["before"] is None
    assert found["previous"]["day"] == "2026-11-01"
