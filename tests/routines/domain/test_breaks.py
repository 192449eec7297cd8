"""Breaks over weeks: a usual day, days that ask for nothing, and a today that is not over."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.breaks import (
    BreakDay,
    UsualDay,
    break_weeks,
    exercised_percent,
    monday_of,
    usual_day,
)

MONDAY = dt.date(2026, 3, 2)
FRIDAY = MONDAY + dt.timedelta(days=4)


def days(*taken: int, asked: int = 8, since: dt.date = MONDAY) -> list[BreakDay]:
    return [
        BreakDay(day=since + dt.timedelta(days=number), asked=asked, exercised=one)
        for number, one in enumerate(taken)
    ]


@pytest.mark.parametrize(
    ("taken", "usual"),
    [
        pytest.param((5, 5, 6, 4), 5, id="the-one-in-the-middle"),
        pytest.param((5, 6, 0, 5), 5, id="one-sick-day-says-little"),
        pytest.param((4, 6), 4, id="of-two-the-lower"),
        pytest.param((0, 0, 8), 0, id="one-good-day-does-not-hide-two"),
        pytest.param((11, 12, 9), 8, id="never-more-than-was-asked"),
    ],
)
def test_a_usual_day_is_the_middle_one(taken: tuple[int, ...], usual: int) -> None:
    assert usual_day(days(*taken), today=FRIDAY) == UsualDay(taken=usual, asked=8)


def test_today_is_not_over_and_lowers_nothing() -> None:
    week = break_weeks(days(5, 5, 5, 5, 1), today=FRIDAY)[-1]

    assert week.usual == UsualDay(taken=5, asked=8)
    assert week.today_so_far is not None
    assert week.today_so_far.taken == 1
    assert len(week.working_days) == 4


def test_a_monday_has_no_usual_day_yet() -> None:
    week = break_weeks(days(3), today=MONDAY)[-1]

    assert week.usual is None
    assert week.is_this_week


def test_days_that_asked_for_nothing_are_held_against_nobody() -> None:
    off = BreakDay(day=MONDAY + dt.timedelta(days=3), stood=1)
    week = break_weeks([*days(6, 6, 6), off], today=FRIDAY)[-1]

    assert week.usual == UsualDay(taken=6, asked=8)
    assert week.taken == 19, "what was done on a day off still counts as done"
    assert usual_day([off], today=FRIDAY) is None


def test_exercises_and_standing_up_are_told_apart() -> None:
    listed = [
        BreakDay(day=MONDAY, asked=8, exercised=3, stood=1),
        BreakDay(day=FRIDAY, asked=8, stood=1),
    ]

    assert exercised_percent(listed) == 60
    assert exercised_percent([BreakDay(day=MONDAY, asked=8)]) is None


def test_weeks_begin_on_their_monday_and_leave_out_what_is_to_come() -> None:
    sunday = MONDAY - dt.timedelta(days=1)
    weeks = break_weeks(days(1, 2, 3, 4, since=sunday), today=MONDAY + dt.timedelta(days=1))

    assert [(week.first, week.taken) for week in weeks] == [(monday_of(sunday), 1), (MONDAY, 5)]
    assert [week.is_this_week for week in weeks] == [False, True]
