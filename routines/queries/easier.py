"""The easier version of an exercise: which may be offered, and how much of it is done."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from routines.domain.dosage import Dosage
from routines.domain.doses import Dose, in_dose, in_place_of
from routines.models import Exercise, ExerciseLog, ExerciseSession, Prescription


def easier_exercises(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """Return the easier versions that may be offered without a therapist, by slug (1 statement)."""
    slugs = {slug for exercise in exercises for slug in exercise.easier}
    offered = Exercise.objects.built_in().current().filter(slug__in=slugs, therapist_only=False)
    return {exercise.slug: exercise for exercise in offered}


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
