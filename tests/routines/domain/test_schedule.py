"""Schedules: what is due on which day, and which day it is for the client."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.time_zones import zone_or_utc
from routines.domain.schedule import (
    EVERY_DAY,
    Frequency,
    ImpossibleFrequencyError,
    bits_to_weekdays,
    last_days,
    local_day,
    part_of_day,
    say_times_per_day,
    say_weekdays,
    spread_weekdays,
    weekdays_to_bits,
)

MONDAY = dt.date(2026, 3, 2)


def frequency(**changes: Any) -> Frequency:
    fields = {"times_per_day": 2, "weekdays": frozenset({0, 2}), "starts_on": MONDAY, **changes}
    return Frequency(**fields)


# --- due -----------------------------------------------------------------------------------


def test_homework_is_due_on_its_weekdays_as_often_as_it_says() -> None:
    week = [MONDAY + dt.timedelta(days=day) for day in range(7)]

    assert [frequency().due_on(day) for day in week] == [2, 0, 2, 0, 0, 0, 0]


def test_nothing_is_due_before_the_first_or_after_the_last_day() -> None:
    given_for_two_weeks = frequency(ends_on=MONDAY + dt.timedelta(days=14))

    assert given_for_two_weeks.due_on(MONDAY - dt.timedelta(days=7)) == 0
    assert given_for_two_weeks.due_on(MONDAY) == 2
    assert given_for_two_weeks.due_on(MONDAY + dt.timedelta(days=14)) == 2
    assert given_for_two_weeks.due_on(MONDAY + dt.timedelta(days=21)) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"times_per_day": 0}, "times_per_day"),
        ({"times_per_day": 13}, "times_per_day"),
        ({"weekdays": frozenset()}, "weekdays"),
        ({"weekdays": frozenset({7})}, "weekdays"),
        ({"ends_on": MONDAY - dt.timedelta(days=1)}, "ends_on"),
    ],
)
def test_a_frequency_that_is_never_due_names_the_field_to_change(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ImpossibleFrequencyError) as caught:
        frequency(**changes)

    assert caught.value.field == field
    assert caught.value.message.endswith(".")


def test_homework_for_a_single_day_is_possible() -> None:
    assert frequency(ends_on=MONDAY).due_on(MONDAY) == 2


# --- weekdays ------------------------------------------------------------------------------


@pytest.mark.parametrize("days", range(1, 8))
def test_so_many_days_a_week_are_that_many(days: int) -> None:
    assert len(spread_weekdays(days)) == days


def test_days_a_week_off_the_scale_are_brought_back_onto_it() -> None:
    assert spread_weekdays(0) == spread_weekdays(1)
    assert spread_weekdays(9) == EVERY_DAY


@given(st.frozensets(st.integers(0, 6)))
def test_weekdays_survive_being_kept_as_bits(weekdays: frozenset[int]) -> None:
    assert bits_to_weekdays(weekdays_to_bits(weekdays)) == weekdays


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        (EVERY_DAY, "every day"),
        ({0, 1, 2, 3, 4}, "Mon to Fri"),
        ({5, 6}, "Sat and Sun"),
        ({0, 2, 4}, "Mon, Wed and Fri"),
        ({3}, "Thu"),
    ],
)
def test_weekdays_are_said_the_way_one_says_them(weekdays: set[int], said: str) -> None:
    assert say_weekdays(frozenset(weekdays)) == said


@pytest.mark.parametrize(
    ("times", "said"), [(1, "once a day"), (2, "twice a day"), (5, "5 times a day")]
)
def test_times_a_day_are_said_the_way_one_says_them(times: int, said: str) -> None:
    assert say_times_per_day(times) == said


# --- the client's day ----------------------------------------------------------------------


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("time_zone", "before", "after"),
    [
        # The client's own midnight ends the day, wherever they are.
        ("Asia/Kolkata", utc(2026, 1, 5, 18, 29, 59), utc(2026, 1, 5, 18, 30)),
        ("America/New_York", utc(2026, 1, 6, 4, 59, 59), utc(2026, 1, 6, 5, 0)),
        # On both sides of the date line.
        ("Pacific/Kiritimati", utc(2026, 1, 5, 9, 59, 59), utc(2026, 1, 5, 10, 0)),
        ("Pacific/Pago_Pago", utc(2026, 1, 6, 10, 59, 59), utc(2026, 1, 6, 11, 0)),
        # The night in which clocks go back: midnight itself is where it was.
        ("Europe/Berlin", utc(2026, 10, 24, 21, 59, 59), utc(2026, 10, 24, 22, 0)),
        ("Europe/Berlin", utc(2026, 10, 25, 22, 59, 59), utc(2026, 10, 25, 23, 0)),
        # Clocks jump at midnight, so 24 April 2026 begins at one o'clock in Cairo.
        ("Africa/Cairo", utc(2026, 4, 23, 21, 59, 59), utc(2026, 4, 23, 22, 0)),
        # And 6 September 2026 in Santiago.
        ("America/Santiago", utc(2026, 9, 6, 3, 59, 59), utc(2026, 9, 6, 4, 0)),
    ],
)
def test_a_day_ends_at_the_clients_own_midnight(
    time_zone: str, before: dt.datetime, after: dt.datetime
) -> None:
    day = local_day(before, time_zone)

    assert local_day(after, time_zone) == day + dt.timedelta(days=1)


def test_a_day_without_midnight_begins_an_hour_later() -> None:
    first = utc(2026, 4, 23, 22, 0).astimezone(zone_or_utc("Africa/Cairo"))

    assert (first.date(), first.hour) == (dt.date(2026, 4, 24), 1)


def test_an_hour_that_comes_twice_belongs_to_one_day() -> None:
    # In Santiago clocks go back at midnight: 23 o'clock of 4 April 2026 comes twice.
    first, second = utc(2026, 4, 5, 2, 30), utc(2026, 4, 5, 3, 30)

    assert local_day(first, "America/Santiago") == dt.date(2026, 4, 4)
    assert local_day(second, "America/Santiago") == dt.date(2026, 4, 4)


def test_the_same_moment_is_three_different_days_around_the_world() -> None:
    moment = utc(2026, 1, 5, 10, 30)
    zones = ("Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati")

    assert [local_day(moment, name).day for name in zones] == [4, 5, 6]


@given(
    moment=st.datetimes(
        dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)
    ),
    time_zone=st.sampled_from(["Africa/Cairo", "America/Santiago", "Pacific/Apia", "Asia/Tehran"]),
)
def test_days_never_run_backwards(moment: dt.datetime, time_zone: str) -> None:
    later = moment + dt.timedelta(hours=1)

    assert local_day(moment, time_zone) <= local_day(later, time_zone)


def test_the_last_days_end_with_today_oldest_first() -> None:
    assert last_days(dt.date(2026, 3, 1), 3) == [
        dt.date(2026, 2, 27),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 1),
    ]


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (3, "evening"),
        (4, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (17, "afternoon"),
        (18, "evening"),
    ],
)
def test_a_part_of_the_day_is_the_clients_own(hour: int, part: str) -> None:
    moment = dt.datetime(2026, 1, 5, hour, 30, tzinfo=zone_or_utc("Asia/Kolkata"))

    assert part_of_day(moment.astimezone(dt.UTC), "Asia/Kolkata") == part
