"""What a rule is asked with and what it answers, as values: sessions, exercises and one small step.

The rules themselves are decided in `progression` and `regression`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from routines.domain.dosage import Dosage
from routines.domain.doses import Dose
from routines.domain.traffic_light import NextDay, Zone


class Course(StrEnum):
    """Which way a step goes: up, back, or no further until somebody has looked."""

    UP = "progression"
    BACK = "regression"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """One session in the eyes of a rule; pain and effort from 0 to 10, None where not known.

    `next_day_change` is the next morning's pain minus the pain before. Exercises are named by their
    key: those skipped or done in an easier version, those at which something was reported.
    """

    zone: Zone | None = None
    peak: int | None = None
    rise: int | None = None
    effort: int | None = None
    next_day_change: int | None = None
    next_day: NextDay | None = None
    is_sharp: bool = False
    has_spread: bool = False
    has_warning: bool = False
    is_complete: bool = True
    dose: Dose = Dose.FULL
    skipped: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another exercise that could stand in the place of one, with the dosage it would start with."""

    key: str
    name: str
    dosage: Dosage


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseNow:
    """One exercise of the homework in force. `changed` is the version that changed it last."""

    key: str
    name: str
    dosage: Dosage
    changed: int = 1
    easier: tuple[Alternative, ...] = ()
    harder: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one exercise (or of the whole homework, `exercise` ""), before and after.

    The field "exercise" names another exercise's key after, or "" where it is left out.
    """

    exercise: str
    name: str
    field: str
    before: Any
    after: Any
    said: str

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with a proposal."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return a change as it was kept."""
        return cls(**stored)

    def applied_to(self, dosage: Dosage) -> Dosage:
        """Return the dosage with this one field changed."""
        changed: dict[str, Any] = {
            self.field: tuple(self.after) if isinstance(self.after, list) else self.after
        }
        return replace(dosage, **changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeworkStep:
    """What a rule asks for: its changes, said in a sentence, and what it rests on."""

    rule: str
    course: Course
    changes: tuple[Change, ...]
    reason: str
    needs_therapist: bool = False
    summary: str = ""

    @property
    def said(self) -> str:
        """All changes, one sentence each, or the one that stands for many."""
        return self.summary or " ".join(change.said for change in self.changes)


def dosage_change(exercise: ExerciseNow, after: Dosage) -> Change | None:
    """Return the one number in which `after` differs from the exercise's dosage, or None."""
    for field in (
        "repetitions",
        "repetition_pattern",
        "sets",
        "hold_seconds",
        "duration_seconds",
    ):
        old, new = getattr(exercise.dosage, field), getattr(after, field)
        if old != new:
            return Change(
                exercise=exercise.key,
                name=exercise.name,
                field=field,
                before=list(old) if isinstance(old, tuple) else old,
                after=list(new) if isinstance(new, tuple) else new,
                said=f"{exercise.name}: {after} instead of {exercise.dosage}.",
            )
    return None


def exchange(exercise: ExerciseNow, other: Alternative) -> Change:
    """Return the change that puts another exercise in the place of one."""
    return Change(
        exercise=exercise.key,
        name=exercise.name,
        field="exercise",
        before=exercise.key,
        after=other.key,
        said=f"{other.name}, {other.dosage}, instead of {exercise.name}.",
    )


def leaving_out(exercise: ExerciseNow) -> Change:
    """Return the change that leaves one exercise out."""
    return Change(
        exercise=exercise.key,
        name=exercise.name,
        field="exercise",
        before=exercise.key,
        after="",
        said=f"{exercise.name} is left out for now.",
    )


def first_alternative(
    candidates: Sequence[Alternative], exercises: Sequence[ExerciseNow]
) -> Alternative | None:
    """Return the first candidate that is not part of the homework already."""
    there = {one.key for one in exercises}
    return next((one for one in candidates if one.key not in there), None)
