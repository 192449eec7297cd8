"""Who sees which homework, and what its rows say and refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import User
from accounts.services.care import end_care
from accounts.services.memberships import end_membership
from routines.domain.schedule import EVERY_DAY
from routines.models import Assignment, AssignmentVersion, Pause, Status
from tests.factories import (
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    NOW,
    TODAY,
    make_assignment,
    make_frequency,
    make_performed_session,
    make_routine,
    make_self_start,
    prescriptions_of,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def seen_by(user: User | AnonymousUser) -> list[Assignment]:
    return list(Assignment.objects.visible_to(user))


@pytest.fixture
def assignment() -> Assignment:
    maya = make_therapist(clinic=make_clinic())
    return make_assignment(client=make_client(therapist=maya), note="Slowly.")


def therapist_of(assignment: Assignment) -> User:
    assert assignment.assigned_by is not None
    return assignment.assigned_by


# --- who sees it ---------------------------------------------------------------------------


def test_homework_is_seen_by_the_client_and_the_therapist(assignment: Assignment) -> None:
    assert seen_by(assignment.client) == [assignment]
    assert seen_by(therapist_of(assignment)) == [assignment]
    assert seen_by(make_superuser()) == [assignment]


def test_homework_is_seen_by_nobody_else(assignment: Assignment) -> None:
    assert assignment.clinic is not None
    harbour = make_clinic(name="Harbour Physio")
    strangers: list[User | AnonymousUser] = [
        AnonymousUser(),
        make_client(display_name="Sam Keller"),
        make_client(therapist=therapist_of(assignment), display_name="Lena Vogel"),
        make_therapist(clinic=assignment.clinic, display_name="Cleo Marsh"),
        make_therapist(clinic=harbour, display_name="Tom Hale"),
        make_therapist(clinic=None, display_name="Nils Berg"),
        make_manager(clinic=assignment.clinic),
    ]

    assert [seen_by(stranger) for stranger in strangers] == [[]] * len(strangers)


def test_a_therapist_stops_seeing_it_when_care_ends(assignment: Assignment) -> None:
    maya = therapist_of(assignment)

    end_care(relationship=maya.care_given.get(), by=maya, at=NOW)

    assert seen_by(maya) == []
    assert seen_by(assignment.client) == [assignment]


def test_a_therapist_stops_seeing_it_when_they_leave_the_clinic(assignment: Assignment) -> None:
    maya = therapist_of(assignment)

    end_membership(membership=maya.memberships.get(), at=NOW)
    maya.refresh_from_db()

    assert seen_by(maya) == []


def test_care_in_another_clinic_does_not_show_it(assignment: Assignment) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour Physio"), display_name="Tom Hale")

    make_care_relationship(therapist=tom, client=assignment.client)

    assert seen_by(tom) == []


def test_who_is_shut_out_sees_nothing(assignment: Assignment) -> None:
    for person in (assignment.client, therapist_of(assignment)):
        person.is_active = False

        assert seen_by(person) == []


def test_what_a_client_started_alone_is_theirs_alone() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client()
    alone = make_self_start(client=ivan)

    make_care_relationship(therapist=maya, client=ivan)

    assert seen_by(maya) == []
    assert seen_by(ivan) == [alone]


def test_a_therapist_who_has_homework_of_their_own_sees_both(assignment: Assignment) -> None:
    maya = therapist_of(assignment)
    own = make_self_start(client=maya)

    assert set(seen_by(maya)) == {assignment, own}


# --- what it says --------------------------------------------------------------------------


def test_homework_says_what_it_is(assignment: Assignment) -> None:
    version = assignment.current_version

    assert str(assignment) == "Core 1"
    assert str(version) == f"{assignment.pk} version 1"
    assert str(prescriptions_of(assignment)[1]) == "Figure four: 3 × 30 s each side"
    assert version.frequency == make_frequency(weekdays=EVERY_DAY)
    assert not assignment.is_self_started
    assert list(Assignment.objects.current().with_current_version()) == [assignment]


def test_homework_without_a_version_is_a_fault_that_says_so(assignment: Assignment) -> None:
    assignment.version = None

    with pytest.raises(LookupError, match="no version"):
        _ = assignment.current_version


def test_the_shortest_homework_takes_a_minute() -> None:
    assert AssignmentVersion(estimated_seconds=10).estimated_minutes == 1
    assert AssignmentVersion(estimated_seconds=400).estimated_minutes == 7


def test_a_pause_covers_its_first_and_its_last_day() -> None:
    pause = Pause(starts_on=TODAY, ends_on=TODAY + DAY)

    assert [pause.covers(TODAY + days * DAY) for days in (-1, 0, 1, 2)] == [
        False,
        True,
        True,
        False,
    ]
    assert Pause(starts_on=TODAY).covers(TODAY + 99 * DAY)
    assert "2026-03-10" in str(pause)


# --- what the database refuses -------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": TODAY - DAY},
        {"weekday_bits": 0},
        {"weekday_bits": 128},
        {"times_per_day": 0},
        {"times_per_day": 13},
    ],
)
def test_a_version_that_is_never_due_is_refused(
    assignment: Assignment, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        assignment.versions.update(**change)


def test_a_second_open_pause_is_refused(assignment: Assignment) -> None:
    Pause.objects.create(assignment=assignment, starts_on=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(assignment=assignment, starts_on=TODAY + DAY)


# --- erasing -------------------------------------------------------------------------------


def test_with_a_client_goes_everything_that_is_about_them(assignment: Assignment) -> None:
    make_performed_session(assignment=assignment, pain=3, note="Better.")
    Pause.objects.create(assignment=assignment, starts_on=TODAY)

    assignment.client.delete()

    assert not Assignment.objects.exists()
    assert not AssignmentVersion.objects.exists()
    assert not Pause.objects.exists()


def test_a_routine_or_an_exercise_in_use_is_not_deleted(assignment: Assignment) -> None:
    unused = make_routine(name="Core 2")

    with pytest.raises(ProtectedError):
        assignment.routine.delete()
    with pytest.raises(ProtectedError):
        prescriptions_of(assignment)[0].exercise.delete()
    unused.delete()
    assert assignment.status == Status.ACTIVE
