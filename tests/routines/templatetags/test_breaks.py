"""How breaks are said and drawn, on good days and on bad ones."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.breaks import BreakDay, UsualDay, break_weeks
from routines.domain.schedule import EVERY_DAY, Frequency
from routines.queries.break_progress import BreakAdherence, BreakProgress
from routines.templatetags.breaks import (
    break_frequency,
    breaks_chart,
    says_adherence,
    says_breaks,
    says_how,
)

MONDAY = dt.date(2026, 3, 9)
DAY = dt.timedelta(days=1)


def progress(*days: BreakDay, today: dt.date) -> BreakProgress:
    filled = {MONDAY - 7 * DAY: BreakDay(day=MONDAY - 7 * DAY), today: BreakDay(day=today)}
    filled |= {one.day: one for one in days}
    return BreakProgress(weeks=break_weeks(list(filled.values()), today=today), reminders=None)


def day(number: int, *, exercised: int = 0, stood: int = 0, asked: int = 8) -> BreakDay:
    return BreakDay(day=MONDAY + number * DAY, asked=asked, exercised=exercised, stood=stood)


@pytest.mark.parametrize(
    ("days", "today", "finding", "how"),
    [
        pytest.param(
            (day(0, exercised=3, stood=2), day(1)),
            MONDAY + DAY,
            "5 of 8 on a usual day this week",
            "5 breaks this week: 3 with exercises, 2 just stood up.",
            id="this-week",
        ),
        pytest.param(
            (day(-5, exercised=1), day(0, exercised=4)),
            MONDAY,
            "1 of 8 on a usual day last week",
            "1 break last week: 1 with exercises, 0 just stood up.",
            id="a-monday-speaks-of-last-week",
        ),
        pytest.param(
            (day(0, exercised=2),),
            MONDAY,
            "2 of 8 so far today",
            "2 breaks this week: 2 with exercises, 0 just stood up.",
            id="the-first-day",
        ),
        pytest.param(
            (day(0), day(1)),
            MONDAY + DAY,
            "0 of 8 on a usual day this week",
            "No breaks logged this week.",
            id="none-and-no-blame",
        ),
        pytest.param(
            (day(0, asked=0, stood=1),),
            MONDAY,
            "Nothing to count yet",
            "1 break this week: 0 with exercises, 1 just stood up.",
            id="a-day-that-asked-for-nothing",
        ),
    ],
)
def test_the_finding_is_said_in_plain_numbers(
    days: tuple[BreakDay, ...], today: dt.date, finding: str, how: str
) -> None:
    found = progress(*days, today=today)

    assert says_breaks(found) == finding
    assert says_how(found) == how


def test_the_parts_of_a_bar_add_up_to_its_usual_day() -> None:
    found = progress(day(0, exercised=3, stood=3), today=MONDAY + DAY)
    drawn = breaks_chart(found)
    bar = drawn["bars"][-1]

    assert drawn["axis"][-1][0] == 8
    assert bar["exercised_height"] == pytest.approx(bar["stood_height"], abs=0.2)
    assert bar["stood_y"] == pytest.approx(drawn["axis"][0][1] - 2 * bar["stood_height"], abs=0.2)
    assert drawn["bars"][0]["asked_y"] is None, "a week that asked for nothing has no bar"


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        pytest.param(
            BreakAdherence(usual=UsualDay(taken=5, asked=8), exercised=60, working_days=19),
            "Desk breaks: 5 of 8 on a usual working day, last 4 weeks; 60% done with exercises",
            id="taken",
        ),
        pytest.param(
            BreakAdherence(usual=UsualDay(taken=0, asked=8), exercised=None, working_days=3),
            "Desk breaks: 0 of 8 on a usual working day, last 4 weeks",
            id="none",
        ),
        pytest.param(
            BreakAdherence(usual=None, exercised=None, working_days=0),
            "Desk breaks: no working day is over yet in the last 4 weeks",
            id="new",
        ),
    ],
)
def test_a_therapist_reads_one_line(breaks: BreakAdherence, said: str) -> None:
    assert says_adherence(breaks) == said


@pytest.mark.parametrize(
    ("times", "weekdays", "said"),
    [(8, frozenset(range(5)), "8 breaks a day, Mon to Fri"), (1, EVERY_DAY, "1 break a day")],
    ids=["working-days", "once"],
)
def test_breaks_are_asked_for_by_the_day(times: int, weekdays: frozenset[int], said: str) -> None:
    often = Frequency(times_per_day=times, weekdays=weekdays, starts_on=MONDAY)

    assert break_frequency(often) == said
