"""Where pain reached, and what goes again."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.queries.pattern import LAST_CHECK_INS, MOST_POINTS, function, pattern
from routines.services.function import set_activities
from tests.check_in_factories import at, make_check_in, make_many_check_ins
from tests.conftest import CountStatements
from tests.factories import NOW, make_client

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
SINCE = TODAY - dt.timedelta(days=27)


@pytest.fixture
def sam() -> User:
    return make_client()


def test_points_stand_oldest_first_and_corrections_take_the_place_of_the_first(sam: User) -> None:
    day = dt.timedelta(days=1)
    make_check_in(client=sam, marks=[at("calf")], now=NOW - 3 * day)
    wrong = make_check_in(client=sam, marks=[at("toes")], now=NOW - day)
    make_check_in(client=sam, marks=[at("buttock")], corrects=wrong, now=NOW - day)

    found = pattern(sam, since=SINCE, until=TODAY)

    assert [one.lane for one in found.lanes.points] == [3, 1]
    assert found.since == (NOW - 3 * day).date()
    assert [one.day for one in found.last] == [(NOW - day).date(), (NOW - 3 * day).date()]


def test_without_a_map_the_chart_has_no_points(sam: User) -> None:
    make_check_in(client=sam, pain=4)

    assert not pattern(sam, since=SINCE, until=TODAY).has_points


def test_two_years_of_days_cost_one_statement_and_no_smear(
    sam: User, count_statements: CountStatements
) -> None:
    make_many_check_ins(client=sam, count=700, marks=[at("calf")])

    with count_statements() as said:
        found = pattern(sam, since=TODAY - dt.timedelta(days=730), until=TODAY)

    assert len(said) == 1
    assert len(found.lanes.points) == MOST_POINTS
    assert len(found.last) == LAST_CHECK_INS


def test_function_compares_the_first_with_the_last_rating(sam: User) -> None:
    walk, sleep, _ = set_activities(client=sam, names=["Walk", "Sleep", "Sit"], at=NOW)
    make_check_in(client=sam, ratings={walk.pk: 2, sleep.pk: 3})
    make_check_in(client=sam, ratings={walk.pk: 6, sleep.pk: 5}, now=NOW + dt.timedelta(days=7))

    found = function(sam)

    assert [(one.first, one.last) for one in found.activities] == [(2, 6), (3, 5), (None, None)]
    assert found.change is not None
    assert found.change.mean == 3
    assert found.change.is_worth_telling


def test_without_ratings_nothing_has_changed(sam: User) -> None:
    set_activities(client=sam, names=["Walk", "Sleep", "Sit"], at=NOW)

    assert function(sam).change is None
