"""What clients begin without a therapist: routines marked for it, and desk breaks."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pytest

from accounts.models import User
from routines.models import Assignment, Availability, Status
from routines.queries.due import due_on, with_history
from routines.services import assignments
from routines.services.assignments import AssignmentError, NotInYourCareError
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    TODAY,
    give_homework,
    make_revision,
    make_routine,
    make_self_start,
)

pytestmark = pytest.mark.django_db


class Riverside(NamedTuple):
    """A clinic with Maya and her client Ivan."""

    maya: User
    ivan: User


@pytest.fixture
def riverside() -> Riverside:
    maya = make_therapist(clinic=make_clinic())
    return Riverside(maya, make_client(therapist=maya))


def test_a_client_without_a_therapist_starts_a_routine_marked_for_it() -> None:
    sam = make_client(display_name="Sam Keller")

    assignment = make_self_start(client=sam)

    assert assignment.is_self_started
    assert assignment.current_version.ends_on is None
    assert due_on(with_history(Assignment.objects.all()).get(), TODAY) == 1


def test_starting_it_twice_is_starting_it_once() -> None:
    sam = make_client(display_name="Sam Keller")
    routine = make_routine(availability=Availability.SELF_START)

    first = make_self_start(client=sam, routine=routine)

    assert make_self_start(client=sam, routine=routine, at=NOW + dt.timedelta(days=1)) == first
    assert Assignment.objects.count() == 1


def test_a_routine_that_needs_a_therapist_is_not_started_alone() -> None:
    sam = make_client(display_name="Sam Keller")

    for routine in (
        make_routine(),
        make_routine(availability=Availability.SELF_START, clinic=make_clinic()),
        make_routine(availability=Availability.SELF_START, retired_at=NOW),
    ):
        with pytest.raises(AssignmentError, match="needs a therapist"):
            make_self_start(client=sam, routine=routine)


def test_a_client_in_care_leaves_the_choice_to_the_therapist(riverside: Riverside) -> None:
    routine = make_routine(availability=Availability.SELF_START)
    with pytest.raises(AssignmentError, match="Your therapist chooses"):
        make_self_start(client=riverside.ivan, routine=routine)


def test_a_client_in_care_begins_a_desk_break_that_the_therapist_sees(
    riverside: Riverside,
) -> None:
    begun = make_self_start(client=riverside.ivan)

    assert make_self_start(client=riverside.ivan, routine=begun.routine) == begun
    assert begun in Assignment.objects.visible_to(riverside.maya)
    assert assignments.end(assignment=begun, by=riverside.maya, at=NOW).status == Status.ENDED


def test_beside_a_break_that_the_therapist_gave_none_is_begun_alone(riverside: Riverside) -> None:
    own = make_self_start(client=riverside.ivan)
    given = give_homework(client=riverside.ivan, routine=make_routine(field="desk"))

    own.refresh_from_db()
    # Theirs takes the place of one's own.
    assert (own.status, given.status) == (Status.ENDED, Status.ACTIVE)
    with pytest.raises(AssignmentError, match="chose your break"):
        make_self_start(client=riverside.ivan, routine=own.routine)


def test_a_client_whose_therapist_has_left_may_start_alone(riverside: Riverside) -> None:
    riverside.maya.memberships.update(ended_at=NOW)

    assert make_self_start(client=riverside.ivan).is_self_started


def test_a_client_ends_what_they_started_alone() -> None:
    sam = make_client(display_name="Sam Keller")
    assignment = make_self_start(client=sam)

    assert assignments.end(assignment=assignment, by=sam, at=NOW).status == Status.ENDED


def test_nobody_revises_what_a_client_started_alone(riverside: Riverside) -> None:
    sam = make_client(display_name="Sam Keller")
    assignment = make_self_start(client=sam)

    with pytest.raises(NotInYourCareError):
        make_revision(assignment, by=riverside.maya, note="Hello.")
    with pytest.raises(AssignmentError, match="your own start"):
        make_revision(assignment, by=sam, note="Hello.")
