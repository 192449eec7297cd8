"""Progress: one's own pain over time and month of days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import NOW
from tests.homework_factories import (
    make_assignment,
    make_frequency,
    make_performed_session,
    make_routine,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

PROGRESS = "/api/v1/progress"


def test_it_tells_pain_and_days(people: People, sign_in: SignIn) -> None:
    make_performed_session(assignment=people.assignment, pain=6, day=dt.date(2026, 3, 9))
    make_performed_session(assignment=people.assignment, pain=4)

    row = sign_in(people.ivan).get(PROGRESS).json()

    assert (row["day"], row["weeks"]) == ("2026-03-10", 4)
    assert sorted(row["pain"]["values"], key=lambda one: one["day"]) == [
        {"day": "2026-03-09", "pain": 6},
        {"day": "2026-03-10", "pain": 4},
    ]
    assert row["pain"]["averages"][-1] == {"day": "2026-03-10", "average": 5.0}
    assert row["pain"]["direction"] == "few"
    assert row["pain"]["said"]
    assert row["month"]["first"] == "2026-03-01"
    assert len(row["month"]["days"]) == 31
    assert row["month"]["days"][9]["state"] == "performed"
    assert row["month"]["days"][10]["state"] == "future"


def test_it_looks_back_as_far_as_asked(people: People, sign_in: SignIn) -> None:
    row = sign_in(people.ivan).get(PROGRESS, {"weeks": "12", "month": "2026-02"}).json()

    assert row["weeks"] == 12
    assert row["month"]["first"] == "2026-02-01"


@pytest.mark.parametrize(
    "query",
    [
        {"weeks": "5"},
        {"weeks": "x"},
        {"month": "2026-13"},
        {"month": "2026"},
        {"month": "2026-W10"},
        {"client": "1"},
    ],
)
def test_a_period_that_is_none_is_refused(
    people: People, sign_in: SignIn, query: dict[str, str]
) -> None:
    check(sign_in(people.ivan).get(PROGRESS, query), status=422, code="invalid")


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_a_month_far_away_is_answered(people: People, sign_in: SignIn, month: str) -> None:
    assert sign_in(people.ivan).get(PROGRESS, {"month": month}).status_code == 200


def test_nobody_reads_it_for_somebody_else(people: People, sign_in: SignIn) -> None:
    make_performed_session(assignment=people.assignment, pain=6)

    assert sign_in(people.maya).get(PROGRESS).json()["pain"]["values"] == []


def test_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, count_statements: Any
) -> None:
    client = sign_in(people.ivan)
    make_performed_session(assignment=people.assignment, pain=3)
    with count_statements() as few:
        client.get(PROGRESS)
    for number in range(9):
        more = make_assignment(
            client=people.ivan,
            routine=make_routine(name=f"Routine {number}"),
            frequency=make_frequency(starts_on=NOW.date()),
        )
        make_performed_session(assignment=more, pain=number)

    with count_statements() as many:
        client.get(PROGRESS)

    assert len(many) == len(few) <= 6
