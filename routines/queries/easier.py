"""The easier version of an exercise: which may be offered, and how much of it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from routines.domain.dosage import Dosage
from routines.domain.doses import Dose, in_dose, in_place_of
from routines.models import (
    Decision,
    Direction,
    Exercise,
    ExerciseLog,
    ExerciseSession,
    Prescription,
    Proposal,
)


def easier_exercises(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """Return the easier versions that may be offered without a therapist, by slug (1 statement)."""
    slugs = {slug for exercise in exercises for slug in exercise.easier}
    offered = Exercise.objects.built_in().current().filter(slug__in=slugs, therapist_only=False)
    return {exercise.slug: exercise for exercise in offered}


def steps_back_of(assignment: UUID | OuterRef) -> QuerySet[Proposal]:
    """Return what the rules took back in one piece of homework because it was too much.

    Only what still holds: a step that was corrected or taken back says nothing any more. What a
    precaution left out came from no session, and is not too hard.
    """
    return Proposal.objects.filter(
        assignment=assignment,
        direction=Direction.REGRESSION,
        decision=Decision.APPLIED,
        session__isnull=False,
    )


def given_up(steps: Iterable[Iterable[dict[str, Any]]]) -> frozenset[str]:
    """Return the keys of exercises that steps back exchanged or left out, from their changes.

    Nobody is sent back to them as "easier": they were the too hard ones. Harder ones, and what a
    therapist gives by hand, are a person's decision and may bring one back.
    """
    return frozenset(
        str(change["exercise"])
        for changes in steps
        for change in changes
        if change["field"] == "exercise"
    )


def easier_dosage(session: ExerciseSession, prescription: Prescription, easier: Exercise) -> Dosage:
    """Return how much of an easier exercise is done in place of the prescribed one."""
    usual = in_place_of(easier.dosage, prescription.dosage)
    return in_dose(usual, Dose(session.dose), ease_percent=session.ease_percent)


def performed_dosage(log: ExerciseLog) -> Dosage:
    """Return how much was asked for of what a log says was done, in its session's dose."""
    if log.instead is not None:
        return easier_dosage(log.session, log.prescription, log.instead)
    return log.session.dosage_of(log.prescription)


def easier_of(prescription: Prescription, key: UUID | None) -> Exercise | None:
    """Return the built-in exercise under `key` where it is an easier version of the prescribed one.

    None for anything else: a log never says that somebody did what nobody could offer. What was
    taken out of the offer while the log waited on the phone was done all the same.
    """
    if key is None:
        return None
    known = Exercise.objects.built_in().filter(slug__in=prescription.exercise.easier)
    return known.filter(pk=key).first()
