"""How late homework may still be filled in, and how far a phone's clock is believed.

Nothing here reads a clock. What may be undone or corrected counts from the server's own clock and
stands beside the rows.
"""

from __future__ import annotations

import datetime as dt

BACK_FILL_DAYS = 30
CLOCK_TOLERANCE = dt.timedelta(minutes=10)
# A session may well go on past midnight; one that was left in the morning is filled in later.
LONGEST_SITTING = dt.timedelta(hours=12)


def believed(at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """Return what a phone's clock said, moved into what can be true at the server's `now`.

    A phone that thinks it is 1970 loses nothing, and no later sum of days runs out of the calendar.
    """
    oldest = now - dt.timedelta(days=BACK_FILL_DAYS + 1)
    return max(oldest, min(at, now + CLOCK_TOLERANCE))


def is_too_old(day: dt.date, *, today: dt.date) -> bool:
    """Whether `day` lies so far back that nobody fills it in honestly."""
    return day < today - dt.timedelta(days=BACK_FILL_DAYS)


def was_filled_in_later(*, started_at: dt.datetime, logged_at: dt.datetime) -> bool:
    """Whether a log came so long after its session began that it was written from memory."""
    return logged_at - started_at > LONGEST_SITTING
