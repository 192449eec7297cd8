"""Words and shapes on the therapists' pages."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils.safestring import mark_safe

from routines.domain.adherence import DayAdherence
from routines.templatetags import staff

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


def test_a_cell_takes_its_heading_along_and_may_wrap() -> None:
    cells = [mark_safe('<td class="field-client nowrap">Ivan &lt;b&gt;</td>')]

    (labelled,) = staff.labelled(cells, [{"text": "client"}])

    assert labelled == '<td data-label="Client" class="field-client">Ivan &lt;b&gt;</td>'
