"""What clients did lately, read for many of them at once."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import Assignment, ExerciseSession, Flag, FlagAction
from routines.queries.activity import activities_in
from routines.queries.caseload import CaseloadRow, caseload
from routines.queries.due import asked
from routines.services import next_days
from routines.services.flags import acknowledge
from tests.check_in_factories import NEW_NUMBNESS, at, make_check_in
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_performed_session, make_session

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def row(maya: User) -> CaseloadRow:
    (found,) = caseload(therapist=maya, now=NOW).rows
    return found


def test_sessions_are_counted_by_day_and_rated_in_order(ivan: User) -> None:
    assignment = make_assignment(client=ivan, at=NOW - 3 * DAY)
    make_performed_session(assignment=assignment, pain=5, now=NOW - 2 * DAY)
    make_performed_session(assignment=assignment, pain=3, now=NOW - DAY)
    make_session(assignment=assignment)

    found = activities_in(asked(Assignment.objects.all()), ExerciseSession.objects.all())

    (activity,) = found.values()
    assert set(found) == {(ivan.pk, assignment.clinic_id)}
    days = [(NOW - days * DAY).date() for days in (2, 1)]
    assert activity.performed == {assignment.pk: {days[0]: 1, days[1]: 1}}
    assert activity.pain == ((days[0], 5), (days[1], 3))
    assert activity.mornings == {days[0]: False, days[1]: False}


def test_a_morning_that_was_not_answered_is_a_fact_and_no_reason(maya: User, ivan: User) -> None:
    assignment = make_assignment(client=ivan, at=NOW - 3 * DAY)
    for days in (3, 2, 1):
        make_performed_session(assignment=assignment, pain=3, now=NOW - days * DAY)
    make_performed_session(assignment=assignment, pain=3, now=NOW)
    answered = NOW - DAY
    next_days.answer(client=ivan, day=answered.date(), pain=2, by=ivan, now=answered)

    found = row(maya)

    # Today's homework is asked about tomorrow.
    assert found.mornings_open == 2
    assert not found.needs_you


def test_where_it_reaches_is_the_last_map_and_which_way_it_went(maya: User, ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("buttock")], now=NOW - 3 * DAY)
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - 2 * DAY)
    down = row(maya)
    make_check_in(client=ivan, marks=[], now=NOW - DAY)
    up = row(maya)

    assert (down.reaches and down.reaches.place, down.has_moved) == ("calf", 1)
    assert (up.reaches and up.reaches.place, up.has_moved) == ("nowhere", -1)


def test_beside_a_warning_sign_nothing_has_moved_up(maya: User, ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - 2 * DAY)
    make_check_in(client=ivan, marks=[at("buttock")], answers=NEW_NUMBNESS, now=NOW - DAY)

    found = row(maya)

    assert found.is_flagged
    assert (found.reaches and found.reaches.place, found.has_moved) == ("buttock", 0)

    # That somebody has looked makes it no better news.
    acknowledge(flag=Flag.objects.get(), by=maya, action=FlagAction.CALLED, at=NOW)
    assert not row(maya).is_flagged
    assert row(maya).has_moved == 0


def test_without_a_map_nothing_is_said_of_where_it_reaches(maya: User, ivan: User) -> None:
    make_check_in(client=ivan, pain=4, now=NOW - DAY)

    assert (row(maya).reaches, row(maya).has_moved) == (None, 0)
