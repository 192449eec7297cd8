"""Giving homework: assign, revise, pause, resume, end.

Who may give homework to whom is decided here, once, for the admin, the API and the pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, User
from routines.domain.schedule import Frequency, local_day, spread_weekdays
from routines.models import (
    Assignment,
    AssignmentVersion,
    Clearance,
    Decision,
    Direction,
    ExerciseSession,
    Field,
    Flag,
    KnownSign,
    MeasureScore,
    Pacing,
    PrecautionAnswer,
    Proposal,
    Routine,
    Status,
    Thresholds,
)
from routines.services.changes import changes_between
from routines.services.pauses import begin_pause, close_pause
from routines.services.rests import rest_for
from routines.services.versions import (
    MAX_EXERCISE_NOTE_LENGTH,
    MAX_EXERCISES,
    AssignmentError,
    PrescribedExercise,
    add_version,
    require_prescribable,
)

__all__ = [
    "MAX_EXERCISES",
    "MAX_EXERCISE_NOTE_LENGTH",
    "AlreadyAssignedError",
    "AssignmentError",
    "ChangedMeanwhileError",
    "NotInYourCareError",
    "PrescribedExercise",
    "adopt",
    "assign",
    "assign_to_many",
    "end",
    "frequency_from",
    "lock_own",
    "pause",
    "prescribed_from",
    "resume",
    "revise",
]


class NotInYourCareError(AssignmentError):
    """The therapist does not treat this client at the moment."""


class RestsForAFlagError(AssignmentError):
    """A warning sign let the homework rest, and nobody has cleared it."""


class AlreadyAssignedError(AssignmentError):
    """The client has this routine as current homework already."""


class ChangedMeanwhileError(AssignmentError):
    """Somebody made a newer version than the one this change starts from."""


def prescribed_from(routine: Routine) -> list[PrescribedExercise]:
    """Return the routine's exercises with the dosage they start with, in order."""
    items = routine.items.select_related("exercise").order_by("position")
    return [
        PrescribedExercise(exercise=item.exercise, dosage=item.dosage, note=item.note)
        for item in items
    ]


def frequency_from(routine: Routine, *, starts_on: dt.date) -> Frequency:
    """Return the frequency the routine starts with; it ends when a review is due."""
    return Frequency(
        times_per_day=routine.times_per_day,
        weekdays=spread_weekdays(routine.days_per_week),
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(weeks=routine.review_after_weeks),
    )


@write_transaction
def assign(
    *,
    routine: Routine,
    client: User,
    by: User,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    note: str = "",
    at: dt.datetime,
) -> Assignment:
    """Give `client` the routine as homework, with prescriptions of their own.

    While an emergency flag of this clinic stands open, it rests from the beginning. There is one plan
    of desk breaks at a time: another one takes the place of the first, which ends today.

    Raises `NotInYourCareError`, `AlreadyAssignedError`, or `AssignmentError` with what to change.
    """
    if routine.retired_at is not None:
        raise AssignmentError(f"{routine.name} is no longer offered. Choose another routine.")
    care = _care(by=by, client=client, clinic=routine.clinic)
    require_prescribable(routine, exercises, clinic_id=care.clinic_id)
    current = Assignment.objects.current().filter(client=client, clinic=care.clinic)
    if current.filter(routine=routine).exists():
        raise AlreadyAssignedError(
            f"{client.display_name} has {routine.name} already. Change the dose there, or end it first."
        )
    if routine.field == Field.DESK:
        for one in current.filter(field=Field.DESK):
            end(assignment=one, by=by, at=at)
    assignment = Assignment(
        client=client,
        clinic=care.clinic,
        assigned_by=by,
        routine=routine,
        name=routine.name,
        field=routine.field,
        created_at=at,
    )
    assignment.full_clean(exclude=["version"])
    assignment.save()
    add_version(
        assignment,
        exercises=exercises,
        frequency=frequency,
        rounds=routine.rounds,
        rest_between_items_seconds=routine.rest_between_items_seconds,
        note=note,
        by=by,
        # Nobody has missed days that went by before the homework was given.
        effective_on=max(frequency.starts_on, local_day(at, client.time_zone)),
        changes=[],
        at=at,
    )
    emergencies = Flag.objects.open().emergencies().filter(client=client, clinic=care.clinic)
    closing = (flag for flag in emergencies.order_by("raised_at") if flag.closes_exercises)
    flag = next(closing, None)
    if flag is not None:
        # Giving homework is not looking at the flag: it is due once the flag is cleared.
        rest_for(flag, rests=(), locked={assignment.pk: assignment}, now=at)
    return assignment


@write_transaction
def assign_to_many(
    *,
    routine: Routine,
    clients: Sequence[User],
    by: User,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    note: str = "",
    at: dt.datetime,
) -> list[Assignment]:
    """Give several clients the same homework, or none of them when one cannot have it."""
    return [
        assign(
            routine=routine,
            client=client,
            by=by,
            exercises=exercises,
            frequency=frequency,
            note=note,
            at=at,
        )
        for client in clients
    ]


@write_transaction
def revise(
    *,
    assignment: Assignment,
    by: User,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    note: str = "",
    seen: int | None = None,
    at: dt.datetime,
) -> AssignmentVersion:
    """Change homework from the client's today on: a new version under the same link.

    Nothing changed means no new version: the current one is returned. `seen` is the number of the
    version that the change starts from, where somebody looked at it first.
    Raises `NotInYourCareError`, `ChangedMeanwhileError`, or `AssignmentError` with what to change.
    """
    assignment = lock_own(assignment, by=by)
    if assignment.clinic_id is None:
        raise AssignmentError("This is your own start. End it, then begin it again.")
    if assignment.status == Status.ENDED:
        raise AssignmentError("This homework has ended. Assign the routine again instead.")
    require_prescribable(assignment.routine, exercises, clinic_id=assignment.clinic_id)
    before = assignment.current_version
    if seen not in (None, before.number):
        raise ChangedMeanwhileError("This homework was changed while you worked on it.")
    changes = changes_between(before, exercises=exercises, frequency=frequency, note=note)
    if not changes:
        return before
    return add_version(
        assignment,
        exercises=exercises,
        frequency=frequency,
        rounds=before.rounds,
        rest_between_items_seconds=before.rest_between_items_seconds,
        note=note,
        by=by,
        effective_on=local_day(at, assignment.client.time_zone),
        changes=changes,
        at=at,
    )


@write_transaction
def pause(*, assignment: Assignment, by: User, at: dt.datetime) -> Assignment:
    """Let the homework rest from the client's today on: nothing is due, nothing is missed."""
    assignment = lock_own(assignment, by=by)
    if assignment.status != Status.ACTIVE:
        return assignment
    begin_pause(assignment, on=local_day(at, assignment.client.time_zone))
    return assignment


@write_transaction
def resume(*, assignment: Assignment, by: User, at: dt.datetime) -> Assignment:
    """Take paused homework up again from the client's today on.

    Raises `RestsForAFlagError` while it rests for a warning sign that nobody has cleared: that takes
    a look first, and a step of its own.
    """
    assignment = lock_own(assignment, by=by)
    if assignment.status != Status.PAUSED:
        return assignment
    if by.pk != assignment.client_id and rests_for_a_flag(assignment):
        raise RestsForAFlagError(
            "This rests for a warning sign. Look at the flag above first. There you say what you did, "
            "and then that exercises may go on."
        )
    close_pause(assignment, last_day=local_day(at, assignment.client.time_zone) - dt.timedelta(1))
    assignment.status = Status.ACTIVE
    assignment.save(update_fields=["status"])
    _looked_at(assignment, by=by, at=at)
    return assignment


@write_transaction
def end(*, assignment: Assignment, by: User, at: dt.datetime) -> Assignment:
    """End the homework after the client's today. What was logged stays; today may still be logged."""
    assignment = lock_own(assignment, by=by)
    if assignment.status == Status.ENDED:
        return assignment
    today = local_day(at, assignment.client.time_zone)
    close_pause(assignment, last_day=today)
    assignment.status = Status.ENDED
    assignment.ended_on = today
    assignment.save(update_fields=["status", "ended_on"])
    Proposal.objects.open().filter(assignment=assignment).update(
        decision=Decision.OVERTAKEN, decided_at=at, decided_by=by
    )
    _looked_at(assignment, by=by, at=at)
    return assignment


@write_transaction
def adopt(*, placeholder: User, account: User) -> None:
    """Move the homework given to an invited placeholder to the account the client already had."""
    Assignment.objects.filter(client=placeholder).update(client=account)
    ExerciseSession.objects.filter(client=placeholder).update(client=account)
    for rows in (KnownSign, Clearance, MeasureScore, PrecautionAnswer, Thresholds):
        # What stands for the account already goes before what was noted for the placeholder.
        if not rows.objects.filter(client=account).exists():
            rows.objects.filter(client=placeholder).update(client=account)
    known = Pacing.objects.filter(client=account).values("clinic")
    Pacing.objects.filter(client=placeholder).exclude(clinic__in=known).update(client=account)


def _care(*, by: User, client: User, clinic: Clinic | None) -> CareRelationship:
    # Locked, so that a double click does not assign twice. A clinic's own routine is given there.
    running = by.care_given.in_force().filter(client=client).order_by("started_at")
    care = (
        (running.filter(clinic=clinic) if clinic else running)
        .select_for_update(of=("self",), no_key=True)
        .select_related("clinic")
        .first()
    )
    if care is None:
        raise NotInYourCareError("You can only assign to clients in your own care.")
    return care


def lock_own(assignment: Assignment, *, by: User) -> Assignment:
    """Return the homework locked, with version, client and routine, for a change by this person.

    A client may change what they started alone; everything else is the therapist's. Raises
    `NotInYourCareError`.
    """
    locked = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "routine")
        # After the wait: a join would miss a version made meanwhile.
        .prefetch_related("version")
        .get(pk=assignment.pk)
    )
    if locked.clinic_id is None and locked.client_id == by.pk:
        return locked
    treated = by.care_given.in_force().filter(client=locked.client_id, clinic=locked.clinic_id)
    if not treated.exists():
        raise NotInYourCareError("You can only change homework of clients in your own care.")
    return locked


def rests_for_a_flag(assignment: Assignment) -> bool:
    """Return whether homework rests for a flag that nobody has cleared (1 statement)."""
    return Proposal.objects.filter(
        assignment=assignment,
        direction=Direction.REST,
        decision=Decision.APPLIED,
        flag__in=Flag.objects.open(),
    ).exists()


def _looked_at(assignment: Assignment, *, by: User, at: dt.datetime) -> None:
    # Whoever takes it up again or ends it has seen why it rested.
    Proposal.objects.filter(
        assignment=assignment,
        direction=Direction.REST,
        decision=Decision.APPLIED,
        decided_at__isnull=True,
    ).update(decided_at=at, decided_by=by)
