"""Homework over time: revise, pause, resume, end, a client's own start, and joining."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import NamedTuple

import pytest

from accounts.models import Clinic, User
from routines.models import Assignment, Pause, Routine, Status
from routines.queries.due import due_on, with_history
from routines.services import assignments
from routines.services.assignments import AssignmentError, ChangedMeanwhileError, NotInYourCareError
from tests.factories import (
    make_care_relationship,
    make_client,
    make_clinic,
    make_invitation,
    make_therapist,
)
from tests.homework_factories import (
    BRIDGE,
    NOW,
    TODAY,
    make_assignment,
    make_frequency,
    make_performed_session,
    make_revision,
    make_routine,
    prescribed_in,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


class Riverside(NamedTuple):
    """A clinic with Maya, her client Ivan, and a routine of a bridge and a figure four."""

    clinic: Clinic
    maya: User
    ivan: User
    routine: Routine


@pytest.fixture
def riverside() -> Riverside:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    return Riverside(clinic, maya, make_client(therapist=maya), make_routine())


def due(assignment: Assignment, day: dt.date) -> int:
    return due_on(with_history(Assignment.objects.filter(pk=assignment.pk)).get(), day)


# --- revising ------------------------------------------------------------------------------


def test_a_revision_is_a_new_version_under_the_same_link(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan, routine=riverside.routine)
    first = assignment.current_version
    bridge, figure_four = prescribed_in(first)
    longer = dataclasses.replace(bridge, dosage=dataclasses.replace(BRIDGE, repetitions=12))

    second = make_revision(assignment, exercises=[longer, figure_four], at=NOW + 7 * DAY)

    assignment.refresh_from_db()
    assert assignment.version == second
    assert (second.number, second.effective_on) == (2, TODAY + 7 * DAY)
    assert second.changes == ["Bridge: 2 × 12, it was 2 × 10."]
    assert [str(one.dosage) for one in first.prescriptions.order_by("position")] == [
        "2 × 10",
        "3 × 30 s each side",
    ]


def test_a_revision_without_a_change_is_none(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)

    assert make_revision(assignment).number == 1
    assert assignment.versions.count() == 1


def test_a_revision_of_what_nobody_has_any_more_is_refused(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    make_revision(assignment, note="First.", seen=1)

    with pytest.raises(ChangedMeanwhileError):
        make_revision(assignment, note="Second.", seen=1)

    assert make_revision(assignment, note="Second.", seen=2).number == 3


def test_history_keeps_what_was_due_then(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    make_revision(assignment, frequency=make_frequency(times_per_day=2), at=NOW + 3 * DAY)

    assert [due(assignment, TODAY + days * DAY) for days in (-1, 0, 2, 3, 4)] == [0, 1, 1, 2, 2]


def test_homework_that_begins_later_can_be_moved_to_begin_sooner(riverside: Riverside) -> None:
    assignment = make_assignment(
        client=riverside.ivan, frequency=make_frequency(starts_on=TODAY + 7 * DAY)
    )

    make_revision(assignment, frequency=make_frequency(starts_on=TODAY + DAY))

    assert [due(assignment, TODAY + days * DAY) for days in (0, 1, 2)] == [0, 1, 1]


def test_a_revision_counts_from_the_clients_own_today(riverside: Riverside) -> None:
    riverside.ivan.time_zone = "Pacific/Kiritimati"
    riverside.ivan.save()
    assignment = make_assignment(client=riverside.ivan)

    version = make_revision(assignment, note="Slowly.", at=NOW + dt.timedelta(hours=2))

    assert version.effective_on == TODAY + DAY


def test_another_therapist_cannot_revise(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    cleo = make_therapist(clinic=riverside.clinic, display_name="Cleo Marsh")

    with pytest.raises(NotInYourCareError):
        make_revision(assignment, by=cleo, note="Mine now.")

    assert assignment.versions.count() == 1


def test_a_colleague_who_takes_over_the_care_can_revise(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    cleo = make_therapist(clinic=riverside.clinic, display_name="Cleo Marsh")
    make_care_relationship(therapist=cleo, client=riverside.ivan)

    assert make_revision(assignment, by=cleo, note="Mine now.").created_by == cleo


def test_care_by_another_clinic_does_not_reach_this_clinics_homework(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    tom = make_therapist(clinic=make_clinic(name="Harbour Physio"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=riverside.ivan)

    with pytest.raises(NotInYourCareError):
        make_revision(assignment, by=tom, note="Mine now.")


def test_ended_homework_cannot_be_revised(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    assignments.end(assignment=assignment, by=riverside.maya, at=NOW)

    with pytest.raises(AssignmentError, match="has ended"):
        make_revision(assignment, note="Once more.")


# --- pause, resume, end --------------------------------------------------------------------


def test_paused_days_are_not_due(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    assignments.pause(assignment=assignment, by=riverside.maya, at=NOW + 2 * DAY)
    assignments.resume(assignment=assignment, by=riverside.maya, at=NOW + 5 * DAY)

    assert [due(assignment, TODAY + days * DAY) for days in range(7)] == [1, 1, 0, 0, 0, 1, 1]


def test_a_pause_lasts_until_it_is_taken_up_again(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    assignments.pause(assignment=assignment, by=riverside.maya, at=NOW)
    assignments.pause(assignment=assignment, by=riverside.maya, at=NOW + DAY)

    assert Pause.objects.get().starts_on == TODAY
    assert due(assignment, TODAY + 100 * DAY) == 0


def test_a_pause_taken_back_on_the_same_day_never_was(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    assignments.pause(assignment=assignment, by=riverside.maya, at=NOW)
    assignments.resume(assignment=assignment, by=riverside.maya, at=NOW)

    assert not Pause.objects.exists()
    assert assignments.resume(assignment=assignment, by=riverside.maya, at=NOW).status == "active"


def test_ending_keeps_what_was_done_and_asks_for_nothing_after_today(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    session = make_performed_session(assignment=assignment)

    assignments.end(assignment=assignment, by=riverside.maya, at=NOW)
    again = assignments.end(assignment=assignment, by=riverside.maya, at=NOW + 9 * DAY)

    assert (again.status, again.ended_on) == (Status.ENDED, TODAY)
    assert [due(assignment, TODAY), due(assignment, TODAY + DAY)] == [1, 0]
    session.refresh_from_db()
    assert session.is_performed


def test_ending_paused_homework_ends_its_pause(riverside: Riverside) -> None:
    assignment = make_assignment(client=riverside.ivan)
    assignments.pause(assignment=assignment, by=riverside.maya, at=NOW)
    assignments.end(assignment=assignment, by=riverside.maya, at=NOW + 2 * DAY)

    assert Pause.objects.get().ends_on == TODAY + 2 * DAY


@pytest.mark.parametrize("change", ["pause", "resume", "end"])
def test_a_client_cannot_change_what_the_therapist_gave(riverside: Riverside, change: str) -> None:
    assignment = make_assignment(client=riverside.ivan)

    with pytest.raises(NotInYourCareError):
        getattr(assignments, change)(assignment=assignment, by=riverside.ivan, at=NOW)

    assignment.refresh_from_db()
    assert assignment.status == Status.ACTIVE


# --- joining with an account ---------------------------------------------------------------


def test_homework_moves_to_the_account_a_client_already_had(riverside: Riverside) -> None:
    placeholder = make_invitation(therapist=riverside.maya).invitation.client
    assignment = make_assignment(client=placeholder, routine=riverside.routine)
    session = make_performed_session(assignment=assignment)
    sam = make_client(display_name="Sam Keller")

    assignments.adopt(placeholder=placeholder, account=sam)

    assignment.refresh_from_db()
    session.refresh_from_db()
    assert (assignment.client, session.client) == (sam, sam)
