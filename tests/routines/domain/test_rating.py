"""What is said after a session was rated."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from routines.domain.rating import Finding, rating_json, say_session
from routines.domain.safety import traffic_light
from routines.domain.traffic_light import SessionPain, judge

FRIDAY = dt.date(2026, 11, 20)
LIGHT = traffic_light()


def said(
    pain: int | None, before: tuple[int, dt.date] | None = None, *, is_sharp: bool = False
) -> Finding:
    """Return what is said about pain next to the rating before, known before the session or not."""
    lately = before is not None and (FRIDAY - before[1]).days < 2
    known = SessionPain(
        pain_before=before[0] if before and lately else None, pain_after=pain, is_sharp=is_sharp
    )
    finding = say_session(judge(known, light=LIGHT), pain=pain, before=before, day=FRIDAY)
    assert finding is not None
    return finding


def test_nothing_is_said_while_nothing_is_known() -> None:
    assert say_session(None, pain=None, before=(4, FRIDAY), day=FRIDAY) is None


def test_the_first_rating_is_compared_with_nothing() -> None:
    finding = said(3)

    assert finding.title == "Logged."
    assert finding.text == "A calm session. You can put the phone down."
    assert finding.next_time == "Next time: the same again."
    assert (finding.tone, finding.icon) == ("news", "check")


@pytest.mark.parametrize(
    ("then", "when"),
    [
        (FRIDAY, "earlier today"),
        (dt.date(2026, 11, 19), "yesterday"),
        (dt.date(2026, 11, 16), "on Monday"),
        (dt.date(2026, 11, 2), "on 2 November"),
    ],
)
def test_the_rating_before_is_named_by_its_day(then: dt.date, when: str) -> None:
    finding = said(3, (4, then))

    assert finding.title == f"Logged. One less than {when}."
    assert finding.tone == "good"


def test_the_same_pain_and_one_more_are_said_without_judgment() -> None:
    assert said(3, (3, FRIDAY)).title == "Logged. The same as earlier today."
    assert said(3, (2, FRIDAY)).title == "Logged. One more than earlier today."
    assert said(3, (2, FRIDAY)).tone == "news"


def test_sore_is_okay_if_it_settles() -> None:
    finding = said(4, (4, FRIDAY))

    assert finding.text == "That's okay, if it settles by tomorrow."
    assert (finding.tone, finding.icon) == ("care", "hourglass")


@pytest.mark.parametrize(
    ("pain", "before"),
    [
        (5, (3, FRIDAY)),
        (6, (6, FRIDAY)),
        (7, (9, FRIDAY)),
        (6, None),
        (3, (1, dt.date(2026, 11, 2))),
        (2, (0, dt.date(2026, 11, 16))),
    ],
)
def test_a_bad_day_is_never_praised(pain: int, before: tuple[int, dt.date] | None) -> None:
    finding = said(pain, before)

    assert finding.tone == "care"
    assert "stop and get help" in finding.text
    assert "calm" not in finding.text
    assert "put the phone down" not in finding.text


def test_a_report_without_a_rating_is_said_too() -> None:
    finding = said(None, is_sharp=True)

    assert finding.title == "Kept."
    assert finding.text.startswith(LIGHT.sharp_advice.say)
    assert finding.next_time == LIGHT.sharp_advice.next_time


def test_the_phone_gets_every_threshold_and_sentence_and_nothing_of_a_person() -> None:
    rules = json.loads(json.dumps(rating_json(LIGHT)))

    assert rules["light"]["green"] == {"peak_at_most": 3, "rise_at_most": 1}
    assert rules["light"]["red_advice"]["say"] == LIGHT.red_advice.say
    assert "sources" not in rules["light"]
    assert (rules["weekdays"][0], rules["months"][0]) == ("Monday", "January")
