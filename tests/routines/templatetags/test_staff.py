"""Words and shapes on the therapists' pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from django.utils.safestring import mark_safe

from routines.domain.adherence import DayAdherence
from routines.domain.body import BodyMap, Mark
from routines.domain.centralization import lanes
from routines.domain.pain import PainValue
from routines.queries.clients import PAIN_DAYS
from routines.queries.pattern import Pattern
from routines.queries.progress import pain_chart
from routines.templatetags import staff
from routines.templatetags.staff import coming, course_chart
from tests.check_in_factories import at

TODAY = dt.date(2026, 3, 3)
NOON = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def days(*amounts: tuple[int, int]) -> list[DayAdherence]:
    """Return days up to today from (due, performed)."""
    first = TODAY - DAY * (len(amounts) - 1)
    return [
        DayAdherence(day=first + DAY * place, due=due, performed=performed)
        for place, (due, performed) in enumerate(amounts)
    ]


def test_a_bar_is_filled_by_how_much_of_the_day_was_done() -> None:
    drawn = staff.tracker(days((0, 0), (2, 0), (4, 1), (2, 1), (1, 1)))

    assert [drawn.count(f"track__bar--{level}") for level in ("rest", "0", "1", "2", "3")] == [
        1
    ] * 5
    assert "Last 5 days: 3 of 9 done" in drawn
    assert "nothing was due" in staff.tracker(days((0, 0)))


def test_bars_stand_side_by_side_and_that_of_a_rest_day_is_low() -> None:
    drawn = staff.tracker(days((1, 1), (0, 0)))

    assert 'x="0" y="0" width="6" height="24"' in drawn
    assert 'x="8" y="19" width="6" height="5"' in drawn


def test_pain_is_a_line_over_the_same_days_as_the_bars() -> None:
    shown = days(*[(1, 1)] * 14)
    pain = [(TODAY - 13 * DAY, 10), (TODAY - DAY, 5), (TODAY, 0), (TODAY - 20 * DAY, 9)]

    drawn = staff.sparkline(pain, shown)

    assert 'points="3,3.0 51,12.0 55,21.0"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert staff.sparkline(pain[:2], shown) == ""


@pytest.mark.parametrize(
    ("ago", "short", "long"),
    [
        (dt.timedelta(hours=3), "9:00", "Today 9:00"),
        (2 * DAY, "Sun", "Sun 12:00"),
        (20 * DAY, "11 Feb", "11 Feb 12:00"),
        (400 * DAY, "27 Jan 2025", "27 Jan 2025 12:00"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_moment_takes_few_words(ago: dt.timedelta, short: str, long: str) -> None:
    assert (staff.moment(NOON - ago), staff.moment_long(NOON - ago)) == (short, long)


def test_a_moment_to_come_says_its_day_where_it_is_not_today() -> None:
    now = dt.datetime(2026, 3, 10, 6, 47, tzinfo=dt.UTC)

    assert coming(now + dt.timedelta(hours=1), now) == "7:47"
    assert coming(now + dt.timedelta(days=1), now) == "Wed 6:47"


def test_a_cell_takes_its_heading_along_and_may_wrap() -> None:
    cells = [mark_safe('<td class="field-client nowrap">Ivan &lt;b&gt;</td>')]

    (labelled,) = staff.labelled(cells, [{"text": "client"}])

    assert labelled == '<td data-label="Client" class="field-client">Ivan &lt;b&gt;</td>'


# --- the chart of six weeks ----------------------------------------------------------------


def course(
    *,
    pain: Sequence[tuple[int, int]] = (),
    places: Sequence[tuple[int, Mark]] = (),
    done: Sequence[tuple[int, int, int]] = (),
) -> dict[str, Any]:
    """Draw what is known, each by how many days ago; `done` says due and performed."""
    since = TODAY - dt.timedelta(days=PAIN_DAYS - 1)
    chart = pain_chart(
        [PainValue(day=ago(days), pain=level) for days, level in pain], since=since, until=TODAY
    )
    told = [(ago(days), BodyMap(marks=(mark,))) for days, mark in places]
    pattern = Pattern(since=since, until=TODAY, lanes=lanes(told), last=())
    days = [DayAdherence(day=ago(one), due=due, performed=did) for one, due, did in done]
    return course_chart(chart, pattern, days)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_pain_place_and_what_was_done_share_one_axis_of_days() -> None:
    drawn = course(pain=[(10, 5)], places=[(10, at("calf"))], done=[(10, 1, 1)])

    ((pain_x, _, _),) = drawn["dots"]
    ((place_x, _, _, _),) = drawn["places"]
    ((bar_x, _, _, _),) = drawn["bars"]
    assert pain_x == place_x == bar_x + drawn["bar"] / 2


def test_the_axis_has_six_weeks_however_little_is_known() -> None:
    drawn = course(pain=[(PAIN_DAYS - 1, 5), (0, 3)])

    (first, _, _), (today, _, _) = drawn["dots"]
    assert first - drawn["start"] == drawn["end"] - today
    assert first < drawn["start"] + drawn["wide"] / PAIN_DAYS


def test_more_pain_is_higher_and_further_down_the_leg_is_lower() -> None:
    drawn = course(pain=[(2, 8), (1, 2)], places=[(2, at("foot")), (1, at("buttock"))])

    (_, high, _), (_, low, _) = drawn["dots"]
    (_, foot, _, _), (_, buttock, _, is_last) = drawn["places"]
    assert high < low
    assert buttock < foot
    assert is_last


def test_numbness_has_a_shape_of_its_own_and_stands_in_the_table() -> None:
    drawn = course(places=[(1, at("calf", pain=3, tingling=2))])

    assert [is_numb for _, _, is_numb, _ in drawn["places"]] == [True]
    assert drawn["table"] == [(ago(1), "", None, "Calf, numb", None)]


def test_the_table_has_one_row_for_each_day_of_which_something_is_known() -> None:
    drawn = course(
        pain=[(2, 4), (2, 6)], places=[(1, at("calf"))], done=[(2, 2, 1), (1, 0, 0), (0, 1, 0)]
    )

    rows = [
        (day, pain, reached, done and (done.performed, done.due))
        for day, pain, _, reached, done in drawn["table"]
    ]
    assert rows == [
        (ago(0), "", "", (0, 1)),
        (ago(1), "", "Calf", None),
        (ago(2), "4, 6", "", (1, 2)),
    ]


def test_the_words_say_all_three_findings_and_nothing_that_is_not_known() -> None:
    full = course(pain=[(2, 4)], places=[(1, at("calf"))], done=[(1, 2, 1)])["words"]

    assert full.startswith("Six weeks, to today. Pain after sessions, 0 to 10: ")
    assert "The furthest place with pain: " in full
    assert full.endswith("Homework: 1 of 2 done.")
    assert course()["words"] == "Six weeks, to today."
