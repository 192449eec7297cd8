"""Which check is due when."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.check_points import due_before_session
from routines.domain.warning_signs import CheckPoint

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
JOINING, BEFORE, WEEKLY = CheckPoint.JOINING, CheckPoint.BEFORE, CheckPoint.WEEKLY
MONTHLY, WEEK_SIX = CheckPoint.MONTHLY, CheckPoint.WEEK_6


def ago(**span: float) -> dt.datetime:
    return NOW - dt.timedelta(**span)


def test_nothing_begins_before_the_first_check() -> None:
    assert due_before_session({}, now=NOW) == JOINING
    assert due_before_session({BEFORE: ago(hours=1)}, now=NOW) == JOINING


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ({JOINING: ago(hours=1)}, None),
        ({JOINING: ago(hours=4)}, BEFORE),
        ({JOINING: ago(days=3), BEFORE: ago(hours=3, minutes=59)}, None),
        ({JOINING: ago(days=3), BEFORE: ago(hours=4)}, BEFORE),
        ({JOINING: ago(days=7), BEFORE: ago(hours=1)}, WEEKLY),
        ({JOINING: ago(days=20), WEEKLY: ago(days=6, hours=23)}, BEFORE),
        ({JOINING: ago(days=20), WEEKLY: ago(hours=2)}, None),
        ({JOINING: ago(days=28), WEEKLY: ago(days=1)}, MONTHLY),
        ({JOINING: ago(days=41), MONTHLY: ago(days=7)}, WEEKLY),
        ({JOINING: ago(days=42), MONTHLY: ago(hours=1)}, WEEK_SIX),
        ({JOINING: ago(days=50), MONTHLY: ago(days=5), WEEK_SIX: ago(hours=1)}, None),
        ({JOINING: ago(days=500), WEEK_SIX: ago(days=400), MONTHLY: ago(days=28)}, MONTHLY),
    ],
)
def test_the_most_thorough_check_that_is_due_is_asked(
    last: dict[CheckPoint, dt.datetime], due: CheckPoint | None
) -> None:
    assert due_before_session(last, now=NOW) == due


def test_what_is_said_in_the_middle_of_a_session_stands_for_no_check() -> None:
    last = {
        JOINING: ago(days=3),
        CheckPoint.DURING: ago(minutes=5),
        CheckPoint.AFTER: ago(minutes=1),
    }

    assert due_before_session(last, now=NOW) == BEFORE
