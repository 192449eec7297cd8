"""The versions of homework: what may be prescribed, and adding one. Never edited, never removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from accounts.models import User
from routines.domain.dosage import Dosage, Side, estimated_seconds
from routines.domain.schedule import Frequency, weekdays_to_bits
from routines.models import (
    Assignment,
    AssignmentVersion,
    Decision,
    Exercise,
    Prescription,
    Proposal,
    Routine,
)
from routines.models.assignments import MAX_NOTE_LENGTH
from routines.models.dosage import dosage_columns
from routines.services.reminder_plans import follow_homework

MAX_EXERCISES = 30
MAX_EXERCISE_NOTE_LENGTH = 240


class AssignmentError(ValueError):
    """Homework cannot be given like this; the text says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescribedExercise:
    """One exercise as it shall be prescribed: which, how much, and a short note (240 letters)."""

    exercise: Exercise
    dosage: Dosage
    note: str = ""


def prescribed_in(version: AssignmentVersion) -> list[PrescribedExercise]:
    """Return what a version asks for, in order, as it would be asked for again (1 statement)."""
    rows = version.prescriptions.select_related("exercise").order_by("position")
    return [
        PrescribedExercise(exercise=row.exercise, dosage=row.dosage, note=row.note) for row in rows
    ]


def require_prescribable(
    routine: Routine, exercises: Sequence[PrescribedExercise], *, clinic_id: UUID
) -> None:
    """Raise `AssignmentError`, saying what to change, where this clinic cannot prescribe these."""
    if not exercises:
        raise AssignmentError("Keep at least one exercise.")
    if len(exercises) > MAX_EXERCISES:
        raise AssignmentError(f"Choose at most {MAX_EXERCISES} exercises.")
    if len({one.exercise.pk for one in exercises}) != len(exercises):
        raise AssignmentError("An exercise stands there twice. Keep it once and change its sets.")
    # The clinic of this care, and not any where the therapist works: colleagues here must be able
    # to read and to change it.
    if {routine.clinic_id, *(one.exercise.clinic_id for one in exercises)} - {None, clinic_id}:
        raise AssignmentError("This comes from another clinic's library.")
    for one in exercises:
        if len(one.note) > MAX_EXERCISE_NOTE_LENGTH:
            raise AssignmentError(
                f"The note to {one.exercise.name} has {len(one.note)} letters. "
                f"Shorten it to {MAX_EXERCISE_NOTE_LENGTH}; nothing is lost."
            )
        if one.exercise.has_sides == (one.dosage.side is Side.NONE):
            word = "needs a side" if one.exercise.has_sides else "has no sides"
            raise AssignmentError(f"{one.exercise.name} {word}. Change the side.")


def add_version(
    assignment: Assignment,
    *,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    rounds: int,
    rest_between_items_seconds: int,
    note: str,
    by: User | None,
    effective_on: dt.date,
    changes: list[str],
    at: dt.datetime,
) -> AssignmentVersion:
    """Add a version and put it in force; `by` is None where a rule changed the homework.

    A proposal that waits is overtaken: it started from the version before. Reminders follow how
    often it is due. Raises `AssignmentError`
    for a note that is too long. The caller holds the lock on the assignment.
    """
    if len(note) > MAX_NOTE_LENGTH:
        raise AssignmentError(
            f"The note has {len(note)} letters. Shorten it to {MAX_NOTE_LENGTH}; nothing is lost."
        )
    number = assignment.versions.aggregate(last=Max("number"))["last"] or 0
    version = AssignmentVersion(
        assignment=assignment,
        number=number + 1,
        effective_on=effective_on,
        starts_on=frequency.starts_on,
        ends_on=frequency.ends_on,
        times_per_day=frequency.times_per_day,
        weekday_bits=weekdays_to_bits(frequency.weekdays),
        rounds=rounds,
        rest_between_items_seconds=rest_between_items_seconds,
        note=note,
        changes=changes,
        exercise_count=len(exercises),
        estimated_seconds=estimated_seconds(
            [one.dosage for one in exercises],
            rounds=rounds,
            rest_between_items_seconds=rest_between_items_seconds,
        ),
        created_by=by,
        created_at=at,
    )
    version.full_clean()
    version.save()
    Prescription.objects.bulk_create(
        Prescription(
            version=version,
            exercise=one.exercise,
            position=position,
            note=one.note,
            **dosage_columns(one.dosage),
        )
        for position, one in enumerate(exercises, start=1)
    )
    before, assignment.version = assignment.version, version
    assignment.save(update_fields=["version"])
    if number:
        Proposal.objects.open().filter(assignment=assignment).update(
            decision=Decision.OVERTAKEN, decided_at=at, decided_by=by
        )
    if before is None or before.frequency != frequency:
        follow_homework(assignment=assignment, before=before, now=at)
    return version
