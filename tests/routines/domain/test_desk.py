"""How somebody's days at a desk go: what can be, and how many breaks fit in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routines.domain.desk import BreakMove, DeskRules, ImpossibleDeskError, WorkHours, say_break

TUESDAY = dt.date(2026, 3, 10)
LUNCH = (dt.time(12, 0), dt.time(13, 0))


def rules(**changes: Any) -> DeskRules:
    usual: dict[str, Any] = {
        "interval": 45,
        "hours": WorkHours.from_json([]),
        "time_zone": "Europe/Berlin",
    }
    return DeskRules(**{**usual, **changes})


def test_a_day_has_as_many_breaks_as_were_asked_for_where_they_fit_in() -> None:
    assert rules().goal(TUESDAY) == 8
    assert rules(interval=90).goal(TUESDAY) == 5
    assert rules(interval=90, lunch=LUNCH).goal(TUESDAY) == 5
    assert rules(interval=60, lunch=LUNCH).goal(TUESDAY) == 7
    assert rules().goal(TUESDAY, asked=2) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"interval": 19}, "interval"),
        ({"interval": 91}, "interval"),
        ({"lunch": (dt.time(13), dt.time(12))}, "lunch_until"),
    ],
    ids=lambda value: str(value),
)
def test_rules_that_cannot_be_are_refused_with_what_to_do(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ImpossibleDeskError) as refused:
        rules(**changes)

    assert (refused.value.field, "Choose" in refused.value.message) == (field, True)


def test_hours_that_end_before_they_begin_name_their_day() -> None:
    with pytest.raises(ImpossibleDeskError) as refused:
        WorkHours((None, (dt.time(17), dt.time(9)), *(None,) * 5))

    assert refused.value.field == "until_1"


def test_hours_are_kept_as_they_were_said() -> None:
    rows = [["08:00", "12:00"], None, ["09:30", "17:15"], None, None, None, None]

    assert WorkHours.from_json(rows).to_json() == rows
    assert WorkHours.from_json([]).to_json()[4:] == [["09:00", "17:30"], None, None]


# --- what a break asks for -----------------------------------------------------------------


def move(slug: str, *loads: str, repetitions: int = 3) -> BreakMove:
    return BreakMove(slug=slug, repetitions=repetitions, loads=frozenset(loads))


SQUATS = move("desk-squat", "knee-load", repetitions=15)
BENDS = [
    move("standing-extension", "spine-extension"),
    move("standing-side-bends", "spine-side-bend"),
    move("desk-forward-bend", "spine-flexion"),
]


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([SQUATS, *BENDS], "15 squats and 4 bends."),
        ([SQUATS, *BENDS[:2]], "15 squats and 3 bends."),
        ([SQUATS, BENDS[0]], "15 squats and a bend."),
        ([SQUATS], "15 squats."),
        ([move("chair-sit-to-stand", repetitions=8), BENDS[1]], "8 sit-to-stands and 2 bends."),
        ([SQUATS, move("calf-raise"), *BENDS], "5 exercises."),
        ([move("desk-squat", repetitions=0)], "1 exercise."),
        (BENDS, "3 exercises."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_break_is_said_in_a_few_words(moves: list[BreakMove], said: str) -> None:
    assert say_break(moves) == said
