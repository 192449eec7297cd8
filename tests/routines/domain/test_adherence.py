"""Adherence: what counts as performed, partial and missed."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.adherence import Adherence, DayAdherence, days, missed_in_a_row, total

TODAY = dt.date(2026, 3, 20)


def entry(back: int, *, due: int = 1, performed: int = 0, extra: int = 0) -> DayAdherence:
    day = TODAY - dt.timedelta(days=back)
    return DayAdherence(day=day, due=due, performed=performed, extra=extra)


@pytest.mark.parametrize(
    ("due", "performed", "extra", "state"),
    [
        (0, 0, 0, "rest"),
        (0, 1, 0, "extra"),
        (0, 0, 1, "extra"),
        (1, 0, 0, "missed"),
        (2, 1, 0, "partial"),
        (2, 2, 0, "performed"),
        (1, 2, 0, "performed"),
        # Something was done, only not what was due: not missed, and not performed either.
        (1, 0, 1, "partial"),
    ],
)
def test_a_day_has_one_of_five_states(due: int, performed: int, extra: int, state: str) -> None:
    assert entry(0, due=due, performed=performed, extra=extra).state == state


def test_each_day_of_a_period_has_its_entry() -> None:
    period = [TODAY - dt.timedelta(days=1), TODAY]

    entries = days(period, due={TODAY: 2}, performed={TODAY: 1})

    assert [(one.day, one.due, one.performed) for one in entries] == [
        (period[0], 0, 0),
        (TODAY, 2, 1),
    ]


def test_doing_more_on_one_day_makes_up_for_no_other() -> None:
    adherence = total([entry(1, due=1, performed=0), entry(0, due=1, performed=3)])

    assert adherence == Adherence(performed=1, due=2)
    assert adherence.ratio == 0.5


def test_adherence_is_unknown_where_nothing_was_due() -> None:
    assert total([entry(0, due=0, performed=2)]).ratio is None


def test_missed_days_are_counted_back_from_yesterday() -> None:
    assert missed_in_a_row([entry(0), entry(1), entry(2), entry(3)], today=TODAY) == 3


def test_today_is_not_missed_before_it_is_over() -> None:
    assert missed_in_a_row([entry(0), entry(1, performed=1)], today=TODAY) == 0


def test_doing_something_today_ends_the_row() -> None:
    assert missed_in_a_row([entry(0, performed=1), entry(1), entry(2)], today=TODAY) == 0


def test_rest_days_neither_count_nor_break_the_row() -> None:
    entries = [entry(1), entry(2, due=0), entry(3), entry(4, performed=1), entry(5)]

    assert missed_in_a_row(entries, today=TODAY) == 2


def test_an_extra_session_ends_the_row() -> None:
    assert missed_in_a_row([entry(1), entry(2, due=0, extra=1), entry(3)], today=TODAY) == 1


def test_the_order_of_the_days_does_not_matter() -> None:
    entries = [entry(3, performed=1), entry(1), entry(2)]

    assert missed_in_a_row(entries, today=TODAY) == 2
