"""One assignment on Today: its state, the day that it names, and what a phone is told of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from routines.domain.doses import Dose
from routines.domain.schedule import weekdays_to_bits
from routines.models import Assignment, AssignmentVersion, ExerciseSession, Status
from routines.queries.todays_homework import Homework, next_due
from tests.homework_factories import TODAY, make_frequency

DAY = dt.timedelta(days=1)
THURSDAYS = frozenset({3})


def homework(
    *, status: str = Status.ACTIVE, starts_on: dt.date = TODAY - 9 * DAY, **fields: Any
) -> Homework:
    version = AssignmentVersion(
        weekday_bits=weekdays_to_bits(THURSDAYS),
        times_per_day=1,
        starts_on=starts_on,
        ends_on=fields.pop("ends_on", None),
    )
    usual: dict[str, Any] = {"due": 0, "performed": 0, "open_session": None, "last_session": None}
    return Homework(
        assignment=Assignment(status=status, version=version), day=TODAY, **(usual | fields)
    )


@pytest.mark.parametrize(
    ("fields", "state", "named"),
    [
        ({"due": 1}, "due", None),
        ({"due": 2, "performed": 1}, "again", None),
        ({"due": 1, "performed": 1}, "done", None),
        ({}, "rest", dt.date(2026, 3, 12)),
        ({"status": Status.PAUSED}, "paused", None),
        ({"starts_on": TODAY + 2 * DAY}, "later", TODAY + 2 * DAY),
        ({"ends_on": TODAY - DAY}, "over", TODAY - DAY),
    ],
)
def test_a_state_names_the_day_that_matters(
    fields: dict[str, Any], state: str, named: dt.date | None
) -> None:
    one = homework(**fields)

    assert (one.state, one.named_day) == (state, named)


def test_a_phone_is_told_what_was_begun_and_what_is_over() -> None:
    begun = ExerciseSession(pk=UUID(int=3), dose=Dose.GENTLE)
    one = homework(due=1, open_session=begun, finished=(UUID(int=1), UUID(int=2)))

    assert (one.state, one.begun_dose, one.open_key) == ("begun", "gentle", str(UUID(int=3)))
    assert one.finished_keys == f"{UUID(int=1)} {UUID(int=2)}"
    assert (homework().begun_dose, homework().open_key, homework().finished_keys) == ("", "", "")


def test_the_next_due_day_is_found_or_there_is_none() -> None:
    thursdays = make_frequency(weekdays=THURSDAYS, ends_on=TODAY + 9 * DAY)

    assert next_due(thursdays, after=TODAY) == dt.date(2026, 3, 12)
    assert next_due(thursdays, after=dt.date(2026, 3, 12)) == dt.date(2026, 3, 19)
    assert next_due(thursdays, after=dt.date(2026, 3, 19)) is None
    later = dataclasses.replace(thursdays, starts_on=dt.date(2026, 3, 13))
    assert next_due(later, after=TODAY) == dt.date(2026, 3, 19)
