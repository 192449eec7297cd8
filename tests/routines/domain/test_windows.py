"""How late homework may be filled in, and how far a phone's clock is believed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from routines.domain.windows import (
    BACK_FILL_DAYS,
    CLOCK_TOLERANCE,
    believed,
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
