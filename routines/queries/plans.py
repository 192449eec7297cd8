"""What a guided session goes through: each exercise with its steps, and an easier one at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from routines.domain.content import Mode
from routines.domain.dosage import Dosage
from routines.domain.doses import Dose
from routines.domain.steps import READY_SECONDS, Step, exercise_steps
from routines.models import Exercise, ExerciseLog, ExerciseSession, Outcome, Prescription
from routines.queries.easier import easier_dosage, easier_exercises
from routines.queries.precautions import WordsOfCare
from routines.queries.sessions import SessionPage, session_page, too_hard_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Guided:
    """One exercise the way it is guided: how much, step by step."""

    exercise: Exercise
    dosage: Dosage
    care: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps; together they last as long as the dosage says."""
        return exercise_steps(self.dosage, Mode(self.exercise.mode))

    def as_json(self) -> dict[str, Any]:
        """Return what the player needs to show and to say it."""
        values = {
            "exercise": str(self.exercise.pk),
            "name": self.exercise.name,
            "cue": self.exercise.cue,
            "dosage": str(self.dosage),
            "steps": [step.as_json() for step in self.steps],
        }
        return {**values, "care": " ".join(self.care)} if self.care else values


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedExercise:
    """One prescribed exercise of the session, what became of it so far, and an easier one, if any."""

    prescription: Prescription
    log: ExerciseLog | None
    guided: Guided
    easier: Guided | None

    def as_json(self) -> dict[str, Any]:
        """Return the exercise as plain values; what is not there is left out."""
        values: dict[str, Any] = {"id": str(self.prescription.pk), **self.guided.as_json()}
        if self.easier is not None:
            values["easier"] = self.easier.as_json()
        if self.log is not None:
            values["logged"] = str(self.log.pk)
            if self.log.outcome == Outcome.PERFORMED:
                values["performed"] = True
        if self.prescription.note:
            values["note"] = self.prescription.note
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """A session as it is guided, in the version and the dose it was begun with."""

    session: ExerciseSession
    exercises: tuple[PlannedExercise, ...]
    rounds: int

    @property
    def is_all_logged(self) -> bool:
        """Whether no exercise stands open."""
        return all(one.log is not None for one in self.exercises)

    @property
    def has_logs(self) -> bool:
        """Whether something of it was logged already."""
        return any(one.log is not None for one in self.exercises)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as the player's state machine reads it, all times in seconds."""
        return {
            "key": str(self.session.pk),
            "rounds": self.rounds,
            "ready": READY_SECONDS,
            "rest": self.session.version.rest_between_items_seconds,
            "exercises": [one.as_json() for one in self.exercises],
        }


def session_plan(session: ExerciseSession) -> SessionPlan:
    """Read how the session is guided (3 statements after `for_opening`).

    An easier exercise that a precaution keeps this client from is none, nor is one that was too hard.
    """
    return plan_of(session_page(session))


def plan_of(page: SessionPage) -> SessionPlan:
    """Return how what a page lists is guided (at most 2 statements)."""
    session = page.session
    prescribed = [one.prescription.exercise for one in page.exercises]
    too_hard = too_hard_in(session)
    easier = {
        slug: one
        for slug, one in easier_exercises(prescribed).items()
        if str(one.pk) not in too_hard
    }
    return SessionPlan(
        session=session,
        rounds=1 if session.dose == Dose.SHORT else session.version.rounds,
        exercises=tuple(
            PlannedExercise(
                prescription=one.prescription,
                log=one.log,
                guided=Guided(exercise=one.prescription.exercise, dosage=one.dosage, care=one.care),
                easier=_easier(session, one.prescription, easier, one.words_of_care),
            )
            for one in page.exercises
        ),
    )


def _easier(
    session: ExerciseSession,
    prescription: Prescription,
    known: dict[str, Exercise],
    words: WordsOfCare,
) -> Guided | None:
    for slug in prescription.exercise.easier:
        easier = known.get(slug)
        if easier is not None and not words.is_blocked(easier):
            dosage = easier_dosage(session, prescription, easier)
            return Guided(exercise=easier, dosage=dosage, care=words.of(easier))
    return None
