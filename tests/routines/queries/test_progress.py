"""Pain over time, a month of days, and the last sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from routines.models import Assignment
from routines.queries.progress import Progress, progress
from routines.services.assignments import end
from tests.break_factories import give_breaks, take
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_frequency,
    make_performed_session,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 3, 1)


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def give(client: User, *, days: int = 9, **fields: Any) -> Assignment:
    begun = NOW - days * DAY
    frequency = make_frequency(**{"starts_on": begun.date(), **fields})
    return make_assignment(client=client, frequency=frequency, at=begun)


def done(assignment: Assignment, days_ago: int, **fields: Any) -> None:
    moment = NOW - days_ago * DAY
    make_performed_session(assignment=assignment, day=moment.date(), now=moment, **fields)


def read(client: User, *, month: dt.date = TODAY, weeks: int = 4) -> Progress:
    return progress(client=client, day=TODAY, month=month, weeks=weeks, now=NOW)


def test_pain_comes_from_what_was_answered(ivan: User) -> None:
    homework = give(ivan)
    done(homework, 2, pain=6)
    done(homework, 1)
    done(homework, 0, pain=0)

    chart = read(ivan).chart

    assert [(one.day, one.pain) for one in chart.values] == [(TODAY - 2 * DAY, 6), (TODAY, 0)]
    assert [one.average for one in chart.averages] == [6, 3]
    assert chart.trend.direction == "few"


def test_the_chart_begins_with_its_first_value_but_not_too_late(ivan: User) -> None:
    homework = give(ivan, days=40)
    done(homework, 30, pain=9)
    done(homework, 3, pain=4)

    assert read(ivan).chart.since == TODAY - 13 * DAY
    assert len(read(ivan).chart.values) == 1
    assert read(ivan, weeks=12).chart.since == TODAY - 30 * DAY


def test_a_month_shows_how_much_was_done_each_day(ivan: User) -> None:
    homework = give(ivan, times_per_day=2, weekdays=frozenset({0, 1, 2, 3, 4, 5}))
    done(homework, 4)
    done(homework, 4)
    done(homework, 1)
    done(homework, 2)

    days = {one.adherence.day.day: one for one in read(ivan).month.days}

    assert len(days) == 31
    assert [days[number].state for number in (1, 6, 7, 8, 9, 10, 11)] == [
        "rest",
        "performed",
        "missed",
        "extra",
        "partial",
        "missed",
        "future",
    ]
    assert [days[number].level for number in (1, 6, 7, 8, 9, 10, 11)] == [0, 3, 0, 3, 2, 0, 0]
    assert days[10].is_today


def test_under_half_is_the_palest(ivan: User) -> None:
    done(give(ivan, times_per_day=3), 1)

    assert read(ivan).month.days[8].level == 1


@pytest.mark.parametrize(
    ("days_done", "finding"),
    [
        ([], "none"),
        ([1], "some"),
        ([1, 2, 3, 4], "half"),
        ([1, 2, 3, 4, 5, 6], "most"),
        (range(1, 10), "all"),
        (range(10), "all"),
    ],
)
def test_the_month_has_a_finding(ivan: User, days_done: list[int], finding: str) -> None:
    homework = give(ivan)
    for days_ago in days_done:
        done(homework, days_ago)

    assert read(ivan).month.finding == finding


def test_nothing_due_is_rest_and_not_failure(ivan: User) -> None:
    assert read(ivan).month.finding == "rest"
    assert read(ivan).is_first_day


def test_months_are_offered_back_to_the_first_homework(ivan: User) -> None:
    give(ivan, days=40)

    assert (read(ivan).month.previous, read(ivan).month.next) == (dt.date(2026, 2, 1), None)
    january = read(ivan, month=dt.date(2026, 1, 15)).month
    assert (january.first, january.previous, january.next) == (
        dt.date(2026, 1, 1),
        None,
        dt.date(2026, 2, 1),
    )


def test_a_month_to_come_is_this_one(ivan: User) -> None:
    assert read(ivan, month=dt.date(2030, 1, 1)).month.first == FIRST


def test_a_month_before_the_chart_still_has_its_days(ivan: User) -> None:
    done(give(ivan, days=100), 95)

    past = read(ivan, month=(NOW - 95 * DAY).date())

    assert past.month.days_performed == 1
    assert past.sessions == ()


def test_the_last_sessions_come_newest_first_and_may_be_changed_for_a_week(ivan: User) -> None:
    homework = give(ivan, days=20)
    done(homework, 10)
    done(homework, 3, pain=4)
    unfinished = make_session(assignment=homework)

    listed = read(ivan).sessions

    assert [(one.session.local_day, one.may_edit, one.is_open) for one in listed] == [
        (unfinished.local_day, True, True),
        (TODAY - 3 * DAY, True, False),
        (TODAY - 10 * DAY, False, False),
    ]


def test_ended_homework_keeps_its_days(ivan: User) -> None:
    homework = give(ivan)
    done(homework, 3)
    end(assignment=homework, by=ivan.care_received.get().therapist, at=NOW - 2 * DAY)

    month = read(ivan).month

    assert month.days_performed == 1
    assert month.days[8].state == "rest"


def test_it_is_the_clients_own(ivan: User) -> None:
    done(give(ivan), 1, pain=5)

    assert read(make_client(display_name="Dana Lee")).chart.values == ()


def test_the_same_statements_for_one_and_for_ten(
    ivan: User, count_statements: CountStatements
) -> None:
    done(give(ivan), 1, pain=3)
    with count_statements() as few:
        read(ivan)
    for number in range(9):
        more = make_assignment(client=ivan, routine=make_routine(name=f"Routine {number}"))
        make_performed_session(assignment=more, pain=number)

    with count_statements() as many:
        read(ivan)

    assert len(many) == len(few) <= 4


def test_breaks_are_no_days_of_the_month_and_no_last_sessions(ivan: User) -> None:
    homework = give(ivan)
    done(homework, 1)
    breaks = give_breaks(ivan, days=60)
    take(breaks, TODAY, exercised=9)

    page = read(ivan)

    assert page.shows_month
    assert (page.month.days_performed, page.month.days_due) == (1, 9)
    assert page.month.previous is None, "the breaks began earlier, the homework did not"
    assert [one.session.assignment for one in page.sessions] == [homework]


def test_who_has_nothing_but_breaks_sees_them_and_no_month(ivan: User) -> None:
    take(give_breaks(ivan), TODAY, exercised=2)

    page = read(ivan)

    assert not page.shows_month
    assert len(page.sessions) == 2
