"""How late homework may be filled in, and how far a phone's clock is believed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from routines.domain.windows import (
    BACK_FILL_DAYS,
    CLOCK_TOLERANCE,
    LONGEST_WAY,
    believed,
    clock_error,
    is_out_of_reach,
    is_too_old,
    was_filled_in_later,
)

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_whatever_a_phone_says_can_be_shown_anywhere_on_earth(at: dt.datetime) -> None:
    moment = believed(at, now=NOW)

    assert NOW - (BACK_FILL_DAYS + 1) * DAY <= moment <= NOW + CLOCK_TOLERANCE
    assert at != moment or believed(moment, now=NOW) == moment


def test_a_clock_that_is_nearly_right_is_believed() -> None:
    assert believed(NOW - 30 * DAY, now=NOW) == NOW - 30 * DAY
    assert believed(NOW + CLOCK_TOLERANCE, now=NOW) == NOW + CLOCK_TOLERANCE


def test_thirty_days_back_is_the_last_day_that_may_be_filled_in() -> None:
    today = NOW.date()

    assert not is_too_old(today - 30 * DAY, today=today)
    assert is_too_old(today - 31 * DAY, today=today)


def test_an_evening_that_goes_past_midnight_is_one_sitting() -> None:
    begun = NOW.replace(hour=23, minute=50)

    assert not was_filled_in_later(started_at=begun, logged_at=begun + dt.timedelta(hours=1))
    assert was_filled_in_later(started_at=begun, logged_at=begun + dt.timedelta(hours=13))


def test_a_clock_is_wrong_only_by_more_than_the_way_takes() -> None:
    minute = dt.timedelta(minutes=1)

    assert clock_error(NOW - 2 * minute, now=NOW) == dt.timedelta()
    assert clock_error(NOW + 2 * minute, now=NOW) == dt.timedelta()
    assert clock_error(NOW - 3 * minute, now=NOW) == 3 * minute
    assert clock_error(NOW + DAY, now=NOW) == -DAY


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_what_a_wrong_clock_said_is_put_right(sent_at: dt.datetime) -> None:
    assert abs(sent_at + clock_error(sent_at, now=NOW) - NOW) <= LONGEST_WAY


def test_thirty_days_back_and_ten_minutes_ahead_are_within_reach() -> None:
    second = dt.timedelta(seconds=1)

    assert not is_out_of_reach(NOW - 30 * DAY, now=NOW)
    assert not is_out_of_reach(NOW + CLOCK_TOLERANCE, now=NOW)
    assert is_out_of_reach(NOW - 30 * DAY - second, now=NOW)
    assert is_out_of_reach(NOW + CLOCK_TOLERANCE + second, now=NOW)
