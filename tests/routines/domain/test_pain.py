"""Pain over time: averages over seven days, and a finding that promises nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.pain import PainValue, seven_day_averages, trend, whole

FIRST = dt.date(2026, 3, 2)


def values(*pains: int | None, every: int = 1) -> list[PainValue]:
    """Return one value a day from FIRST on; None is a day without an answer."""
    return [
        PainValue(day=FIRST + dt.timedelta(days=place * every), pain=pain)
        for place, pain in enumerate(pains)
        if pain is not None
    ]


def test_an_average_is_of_the_seven_days_that_end_with_it() -> None:
    averages = seven_day_averages(values(7, 7, 7, 7, 7, 7, 7, 0))

    assert [one.average for one in averages][:7] == [7.0] * 7
    assert averages[7].average == 6.0


def test_a_day_counts_once_however_often_it_was_answered() -> None:
    busy = [PainValue(day=FIRST, pain=8), PainValue(day=FIRST, pain=6), *values(None, 1)]

    assert [one.average for one in seven_day_averages(busy)] == [7.0, 4.0]


def test_days_without_an_answer_have_no_average() -> None:
    assert len(seven_day_averages(values(3, None, 5))) == 2
    assert seven_day_averages([]) == []


@pytest.mark.parametrize(
    ("pains", "direction", "title"),
    [
        ([], "none", "Your chart starts here"),
        ([4], "few", "Your first dot is on the chart"),
        ([4, 2], "few", "Two dots so far"),
        ([9, 2, 1], "short", "Around 4 so far"),
        ([6] * 7 + [3] * 7, "down", "Down from 6 to 3"),
        ([3] * 7 + [5] * 7, "up", "Up from 3 to 5"),
        ([4] * 14, "same", "About the same, around 4"),
        ([4, 5, 4, 3, 4, 4, 5, 4, 4, 5, 3, 4], "same", "About the same, around 4"),
        ([3, 3, 3, 3, 4, 4, 5, 5, 5, 5], "up", "Up from 3 to 5"),
    ],
)
def test_the_title_is_the_finding(pains: list[int], direction: str, title: str) -> None:
    found = trend(values(*pains))

    assert (found.direction, found.title) == (direction, title)


def test_a_small_change_is_no_finding() -> None:
    assert trend(values(*[4] * 7, *[4, 5, 5, 5, 5, 5, 4])).direction == "same"


def test_three_answers_far_apart_are_enough() -> None:
    assert trend(values(8, 5, 2, every=7)).title == "Down from 8 to 2"


def test_the_order_of_the_answers_does_not_matter() -> None:
    falling = values(*[6] * 7, *[3] * 7)

    assert trend(falling[::-1]) == trend(falling)


def test_how_far_it_moved_is_told_in_whole_points() -> None:
    assert trend(values(*[6] * 7, *[3] * 7)).difference == 3
    assert trend(values(*[3] * 7, *[5] * 7)).difference == 2


def test_only_a_clear_rise_is_worth_telling() -> None:
    assert trend(values(*[3] * 7, *[5] * 7)).is_worth_telling
    assert not trend(values(*[3] * 7, *[4] * 7)).is_worth_telling
    assert not trend(values(*[6] * 7, *[3] * 7)).is_worth_telling


@pytest.mark.parametrize(("average", "said"), [(0, 0), (3.4, 3), (3.5, 4), (4.5, 5), (10, 10)])
def test_halves_are_rounded_up(average: float, said: int) -> None:
    assert whole(average) == said
