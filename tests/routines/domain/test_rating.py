"""What is said after a session was rated."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.rating import say_change

FRIDAY = dt.date(2026, 11, 20)


def test_nothing_is_said_while_nothing_is_rated() -> None:
    assert say_change(None, (4, FRIDAY), day=FRIDAY) is None


def test_the_first_rating_is_compared_with_nothing() -> None:
    finding = say_change(3, None, day=FRIDAY)

    assert finding
    assert finding.text == "Logged. You can put the phone down."


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
    finding = say_change(3, (4, then), day=FRIDAY)

    assert finding
    assert finding.text.startswith(f"Logged. One less than {when}.")
    assert finding.tone == "good"


def test_the_same_pain_is_said_without_judgment() -> None:
    finding = say_change(4, (4, FRIDAY), day=FRIDAY)

    assert finding
    assert (finding.text, finding.tone) == (
        "Logged. The same as earlier today. You can put the phone down.",
        "news",
    )


def test_one_more_is_no_reason_for_alarm() -> None:
    finding = say_change(3, (2, FRIDAY), day=FRIDAY)

    assert finding
    assert finding.tone == "news"
    assert "One more than earlier today" in finding.text


@pytest.mark.parametrize(("pain", "before"), [(5, 3), (6, 6), (7, 9), (6, None)])
def test_a_bad_day_is_never_praised(pain: int, before: int | None) -> None:
    rated = (before, FRIDAY) if before is not None else None

    finding = say_change(pain, rated, day=FRIDAY)

    assert finding
    assert finding.tone == "care"
    assert "stop and get help" in finding.text
