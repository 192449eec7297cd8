"""How late homework may still be filled in, and how far a phone's clock is believed.

Nothing here reads a clock. What may be undone or corrected stands beside the rows.
"""

from __future__ import annotations

import datetime as dt

BACK_FILL_DAYS = 30
CLOCK_TOLERANCE = dt.timedelta(minutes=10)
# How long a request may travel. Less than this between two clocks says nothing about either.
LONGEST_WAY = dt.timedelta(minutes=2)
# A session may well go on past midnight; one that was left in the morning is filled in later.
LONGEST_SITTING = dt.timedelta(hours=12)


def believed(at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """Return what a phone's clock said, moved into what can be true at the server's `now`.

    A phone that thinks it is 1970 loses nothing, and no later sum of days runs out of the calendar.
    """
    oldest = now - dt.timedelta(days=BACK_FILL_DAYS + 1)
    return max(oldest, min(at, now + CLOCK_TOLERANCE))


def clock_error(sent_at: dt.datetime, *, now: dt.datetime) -> dt.timedelta:
    """Return how far a phone's clock is behind the server's, by when it said it was sending.

    Zero where the two differ by no more than the way takes: then the phone knows better.
    """
    behind = now - sent_at
    return behind if abs(behind) > LONGEST_WAY else dt.timedelta()


def is_out_of_reach(at: dt.datetime, *, now: dt.datetime) -> bool:
    """Whether a moment lies more than 30 days back, or further ahead than clocks differ."""
    return not now - dt.timedelta(days=BACK_FILL_DAYS) <= at <= now + CLOCK_TOLERANCE


def is_too_old(day: dt.date, *, today: dt.date) -> bool:
    """Whether `day` lies so far back that nobody fills it in honestly."""
    return day < today - dt.timedelta(days=BACK_FILL_DAYS)


def was_filled_in_later(*, started_at: dt.datetime, logged_at: dt.datetime) -> bool:
    """Whether a log came so long after its session began that it was written from memory."""
    return logged_at - started_at > LONGEST_SITTING
