"""Giving homework: to whom, by whom, what, and to several clients at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import NamedTuple

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict

from accounts.models import Clinic, User
from accounts.services.care import end_care
from accounts.services.memberships import add_member, end_membership
from routines.domain.dosage import Dosage, Side
from routines.domain.schedule import ImpossibleFrequencyError
from routines.models import Assignment, AssignmentVersion, Routine, Status
from routines.queries.due import due_on, with_history
from routines.services import assignments
from routines.services.assignments import AssignmentError, NotInYourCareError, PrescribedExercise
from tests.factories import (
    make_care_relationship,
    make_client,
    make_clinic,
    make_invitation,
    make_manager,
    make_therapist,
)
from tests.homework_factories import (
    BRIDGE,
    NOW,
    STRETCH,
    TODAY,
    give_homework,
    make_assignment,
    make_exercise,
    make_frequency,
    make_revision,
    make_routine,
    prescriptions_of,
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


# --- assigning -----------------------------------------------------------------------------


def test_an_assignment_carries_its_clinic_its_therapist_and_a_first_version(
    riverside: Riverside,
) -> None:
    assignment = give_homework(client=riverside.ivan, routine=riverside.routine, note="Slowly.")

    assert (assignment.client, assignment.clinic) == (riverside.ivan, riverside.clinic)
    assert assignment.assigned_by == riverside.maya
    assert assignment.status == Status.ACTIVE
    version = assignment.current_version
    assert (version.number, version.note, version.exercise_count) == (1, "Slowly.", 2)
    assert version.estimated_minutes == 6
    assert [str(one.dosage) for one in prescriptions_of(assignment)] == [
        "2 × 10",
        "3 × 30 s each side",
    ]


def test_editing_the_routine_never_changes_anybodys_homework(riverside: Riverside) -> None:
    assignment = give_homework(client=riverside.ivan, routine=riverside.routine)
    before = [(one.exercise_id, one.dosage) for one in prescriptions_of(assignment)]

    riverside.routine.items.filter(position=1).update(sets=9)
    riverside.routine.items.filter(position=2).delete()
    Routine.objects.filter(pk=riverside.routine.pk).update(name="Renamed", rounds=5)

    assignment.refresh_from_db()
    assert [(one.exercise_id, one.dosage) for one in prescriptions_of(assignment)] == before
    assert (assignment.name, assignment.current_version.rounds) == ("Core 1", 1)


def test_dose_side_note_and_choice_are_the_clients_own(riverside: Riverside) -> None:
    _, figure_four = assignments.prescribed_from(riverside.routine)
    mine = PrescribedExercise(
        exercise=figure_four.exercise,
        dosage=dataclasses.replace(STRETCH, side=Side.LEFT, sets=2),
        note="Only the sore side.",
    )

    assignment = give_homework(client=riverside.ivan, routine=riverside.routine, exercises=[mine])

    only = prescriptions_of(assignment)[0]
    assert (str(only.dosage), only.note) == ("2 × 30 s left side", "Only the sore side.")
    assert assignment.current_version.exercise_count == 1


def test_an_invited_client_can_have_homework_before_they_join(riverside: Riverside) -> None:
    invited = make_invitation(therapist=riverside.maya, display_name="Lena Vogel")

    assignment = give_homework(client=invited.invitation.client, routine=riverside.routine)

    assert assignment.client.joined_at is None


def test_homework_given_late_misses_no_days_before_it(riverside: Riverside) -> None:
    frequency = make_frequency(starts_on=TODAY - 7 * DAY)

    assignment = give_homework(client=riverside.ivan, frequency=frequency)

    assert [due(assignment, TODAY + days * DAY) for days in (-7, -1, 0, 1)] == [0, 0, 1, 1]


def test_homework_may_begin_later(riverside: Riverside) -> None:
    assignment = give_homework(
        client=riverside.ivan, frequency=make_frequency(starts_on=TODAY + 5 * DAY)
    )

    assert [due(assignment, TODAY + days * DAY) for days in (0, 4, 5)] == [0, 0, 1]


def test_the_same_routine_is_not_given_twice(riverside: Riverside) -> None:
    give_homework(client=riverside.ivan, routine=riverside.routine)

    with pytest.raises(assignments.AlreadyAssignedError, match="Ivan Petrov has Core 1 already"):
        give_homework(client=riverside.ivan, routine=riverside.routine)

    assert Assignment.objects.count() == 1


def test_there_is_one_plan_of_desk_breaks_at_a_time(riverside: Riverside) -> None:
    homework = give_homework(client=riverside.ivan, routine=riverside.routine)
    lena = make_client(therapist=riverside.maya, display_name="Lena Vogel")
    short = make_routine(name="Desk break, 2 minutes", field="desk")
    chair = make_routine(name="Desk break in your chair", field="desk")
    hers = give_homework(client=lena, routine=short)
    before = give_homework(client=riverside.ivan, routine=short)
    assignments.pause(assignment=before, by=riverside.maya, at=NOW)

    after = give_homework(client=riverside.ivan, routine=chair)

    for row in (before, homework, hers, after):
        row.refresh_from_db()
    assert (before.status, before.ended_on) == (Status.ENDED, TODAY), "paused or not"
    assert [row.status for row in (homework, hers, after)] == [Status.ACTIVE] * 3


def test_a_routine_that_ended_can_be_given_again(riverside: Riverside) -> None:
    first = give_homework(client=riverside.ivan, routine=riverside.routine)
    assignments.end(assignment=first, by=riverside.maya, at=NOW)

    assert give_homework(client=riverside.ivan, routine=riverside.routine) != first


@pytest.mark.parametrize("who", ["stranger", "manager", "colleague", "former", "gone"])
def test_only_the_clients_own_therapist_assigns(riverside: Riverside, who: str) -> None:
    if who == "stranger":
        by = make_therapist(clinic=make_clinic(name="Harbour Physio"), display_name="Tom Hale")
    elif who == "manager":
        by = make_manager(clinic=riverside.clinic)
    elif who == "colleague":
        by = make_therapist(clinic=riverside.clinic, display_name="Cleo Marsh")
    elif who == "former":
        by = riverside.maya
        end_care(relationship=by.care_given.get(), by=by, at=NOW)
    else:
        by = riverside.maya
        end_membership(membership=by.memberships.get(), at=NOW)

    with pytest.raises(NotInYourCareError):
        give_homework(client=riverside.ivan, routine=riverside.routine, by=by)

    assert not Assignment.objects.exists()


def test_a_therapist_of_two_clinics_assigns_a_clinics_routine_there(riverside: Riverside) -> None:
    harbour = make_clinic(name="Harbour Physio")

    add_member(user=riverside.maya, clinic=harbour, role="therapist", at=NOW)
    make_care_relationship(therapist=riverside.maya, client=riverside.ivan, clinic=harbour)
    routine = make_routine(clinic=harbour, name="Harbour start")

    assignment = give_homework(client=riverside.ivan, by=riverside.maya, routine=routine)

    assert assignment.clinic == harbour
    assert make_revision(assignment, note="Slowly.").number == 2


# --- what cannot be assigned ---------------------------------------------------------------


def refused(riverside: Riverside, *exercises: PrescribedExercise, note: str = "") -> str:
    with pytest.raises(AssignmentError) as caught:
        give_homework(
            client=riverside.ivan, routine=riverside.routine, exercises=exercises, note=note
        )
    assert not Assignment.objects.exists()
    assert not AssignmentVersion.objects.exists()
    return str(caught.value)


def test_homework_without_exercises_is_refused(riverside: Riverside) -> None:
    assert "at least one" in refused(riverside)


def test_too_many_exercises_are_refused(riverside: Riverside) -> None:
    many = [PrescribedExercise(exercise=make_exercise(), dosage=BRIDGE) for _ in range(31)]

    assert "at most 30" in refused(riverside, *many)


def test_an_exercise_that_stands_there_twice_is_refused(riverside: Riverside) -> None:
    bridge, _ = assignments.prescribed_from(riverside.routine)

    assert "twice" in refused(riverside, bridge, bridge)


def test_another_clinics_exercise_is_refused(riverside: Riverside) -> None:
    foreign = make_exercise(clinic=make_clinic(name="Harbour Physio"))

    assert "another clinic" in refused(
        riverside, PrescribedExercise(exercise=foreign, dosage=BRIDGE)
    )


def test_an_exercise_of_the_therapists_other_clinic_is_refused(riverside: Riverside) -> None:
    hilltop = make_clinic(name="Hilltop Clinic")
    add_member(user=riverside.maya, clinic=hilltop, role="therapist", at=NOW)
    foreign = PrescribedExercise(exercise=make_exercise(clinic=hilltop), dosage=BRIDGE)

    assert "another clinic" in refused(riverside, foreign)


def test_a_routine_that_is_no_longer_offered_is_not_given_but_stays_with_who_has_it(
    riverside: Riverside,
) -> None:
    assignment = give_homework(client=riverside.ivan, routine=riverside.routine)
    riverside.routine.retired_at = NOW
    riverside.routine.save()
    lena = make_client(therapist=riverside.maya, display_name="Lena Vogel")

    with pytest.raises(AssignmentError, match="no longer offered"):
        give_homework(client=lena, routine=riverside.routine)

    assert make_revision(assignment, note="Slowly.").number == 2


def test_another_clinics_routine_is_refused(riverside: Riverside) -> None:
    foreign = make_routine(clinic=make_clinic(name="Harbour Physio"))

    with pytest.raises(AssignmentError):
        give_homework(client=riverside.ivan, by=riverside.maya, routine=foreign)


@pytest.mark.parametrize(
    ("usual", "asked", "word"),
    [(BRIDGE, STRETCH, "has no sides"), (STRETCH, BRIDGE, "needs a side")],
)
def test_a_side_that_does_not_fit_the_exercise_is_refused(
    riverside: Riverside, usual: Dosage, asked: Dosage, word: str
) -> None:
    exercise = make_exercise(name="Clamshell", dosage=usual)

    assert f"Clamshell {word}" in refused(
        riverside, PrescribedExercise(exercise=exercise, dosage=asked)
    )


def test_notes_that_are_too_long_are_refused_with_their_length(riverside: Riverside) -> None:
    bridge, _ = assignments.prescribed_from(riverside.routine)

    assert "5000 letters" in refused(riverside, bridge, note="x" * 5000)
    assert "241 letters" in refused(riverside, dataclasses.replace(bridge, note="x" * 241))


def test_dates_the_wrong_way_round_are_refused_before_anything_is_stored() -> None:
    with pytest.raises(ImpossibleFrequencyError):
        make_frequency(ends_on=TODAY - DAY)


# --- to several ----------------------------------------------------------------------------


def assign_to_many(riverside: Riverside, *clients: User) -> list[Assignment]:
    return assignments.assign_to_many(
        routine=riverside.routine,
        clients=clients,
        by=riverside.maya,
        exercises=assignments.prescribed_from(riverside.routine),
        frequency=make_frequency(),
        at=NOW,
    )


def test_several_clients_get_the_same_homework(riverside: Riverside) -> None:
    lena = make_client(therapist=riverside.maya, display_name="Lena Vogel")

    given = assign_to_many(riverside, riverside.ivan, lena)

    assert [one.client for one in given] == [riverside.ivan, lena]
    assert given[0].current_version != given[1].current_version


def test_several_clients_get_homework_or_none_of_them_does(riverside: Riverside) -> None:
    noor = make_client(display_name="Noor Haddad")

    with pytest.raises(NotInYourCareError):
        assign_to_many(riverside, riverside.ivan, noor)

    assert not Assignment.objects.exists()


def test_homework_that_tests_store_is_what_the_service_gives(riverside: Riverside) -> None:
    def columns(row: Model) -> dict[str, object]:
        other = {"id", "client", "assignment", "version"}
        return {name: value for name, value in model_to_dict(row).items() if name not in other}

    lena = make_client(therapist=riverside.maya, display_name="Lena Vogel")
    given = give_homework(client=riverside.ivan, routine=riverside.routine, note="Slowly.")
    stored = make_assignment(client=lena, routine=riverside.routine, note="Slowly.")

    assert columns(stored) == columns(given)
    for name in ("name", "field", "clinic_id", "created_at", "status"):
        assert getattr(stored, name) == getattr(given, name)
    assert columns(stored.current_version) == columns(given.current_version)
    assert stored.current_version.created_at == given.current_version.created_at
    assert [columns(one) for one in stored.current_version.prescriptions.order_by("position")] == [
        columns(one) for one in given.current_version.prescriptions.order_by("position")
    ]
