"""What a guided session shows and calls out, by a clock that the tests set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from routines.domain.dosage import Dosage
from tests.guided_plans import HOLD, WALK, plan_of

pytestmark = pytest.mark.browser


def test_the_seconds_that_are_shown_count_down_the_hold(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD), [10, "run"], [13, "run"])

    shown = answer["shown"]
    assert (shown["mode"], shown["number"], shown["repetition"]) == ("hold", 18, 1)
    assert shown["level"] == pytest.approx(0.6)


def test_ten_and_five_are_called_and_the_last_three_tick(run: Callable[..., Any]) -> None:
    answer = run(plan_of(Dosage(repetitions=1, hold_seconds=20)), [100, "until over"])

    assert [name for name, _ in answer["cues"]] == [
        *("three", "two", "one"),
        *("ten", "five", "three", "two", "one", "held"),
    ]


def test_each_repetition_is_counted_aloud(run: Callable[..., Any]) -> None:
    answer = run(plan_of(Dosage(repetitions=4)), [100, "until over"])

    assert [each for each in answer["cues"] if each[0] == "repetition"] == [
        ["repetition", 2],
        ["repetition", 3],
        ["repetition", 4],
    ]


def test_the_spine_fills_with_what_is_done(run: Callable[..., Any]) -> None:
    answer = run(plan_of(WALK, WALK, rounds=2), [10 + 60 + 10 + 30, "run"])

    assert answer["shown"]["parts"] == pytest.approx([0.5, 0.25])
