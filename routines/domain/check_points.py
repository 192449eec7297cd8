"""Which check is due when: before a session, every week, every four weeks, after six weeks.

The intervals are those of our safety rules; what is asked at each check stands with the warning signs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from routines.domain.warning_signs import CheckPoint

# Nobody is asked the same three questions twice in one morning.
BEFORE_SESSION_EVERY = dt.timedelta(hours=4)
WEEKLY = dt.timedelta(days=7)
MONTHLY = dt.timedelta(days=28)
SIX_WEEKS = dt.timedelta(days=42)

# Checks with a list of questions of their own, and not only the three of every session.
THOROUGH = (CheckPoint.JOINING, CheckPoint.WEEKLY, CheckPoint.MONTHLY, CheckPoint.WEEK_6)

# A longer check asks what the shorter ones ask, too.
_COUNTS_AS = {
    CheckPoint.WEEKLY: (CheckPoint.WEEKLY, CheckPoint.MONTHLY, CheckPoint.JOINING),
    CheckPoint.MONTHLY: (CheckPoint.MONTHLY, CheckPoint.JOINING),
    CheckPoint.BEFORE: (
        CheckPoint.BEFORE,
        CheckPoint.WEEKLY,
        CheckPoint.MONTHLY,
        CheckPoint.JOINING,
        CheckPoint.WEEK_6,
    ),
}


def due_before_session(
    last: Mapping[CheckPoint, dt.datetime], *, now: dt.datetime
) -> CheckPoint | None:
    """Return the check to ask for before a session that begins `now`, or None.

    `last` holds when each kind was answered last; what is missing was never answered. The first
    check comes before everything. The most thorough one that is due is asked, and only that one.
    """
    joined = last.get(CheckPoint.JOINING)
    if joined is None:
        return CheckPoint.JOINING
    if now - joined >= SIX_WEEKS and CheckPoint.WEEK_6 not in last:
        return CheckPoint.WEEK_6
    for point, every in (
        (CheckPoint.MONTHLY, MONTHLY),
        (CheckPoint.WEEKLY, WEEKLY),
        (CheckPoint.BEFORE, BEFORE_SESSION_EVERY),
    ):
        answered = [last[kind] for kind in _COUNTS_AS[point] if kind in last]
        if not answered or now - max(answered) >= every:
            return point
    return None
