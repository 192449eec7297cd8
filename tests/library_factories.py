"""An exercise and a routine for tests, stored as they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from accounts.models import Clinic
from routines.domain.dosage import Dosage, Side
from routines.models import Availability, Exercise, Routine, RoutineItem
from routines.models.dosage import dosage_columns

BRIDGE = Dosage(sets=2, repetitions=10, rest_seconds=30)
STRETCH = Dosage(sets=3, repetitions=1, hold_seconds=30, rest_seconds=10, side=Side.BOTH)

_numbers = count(1)


def make_exercise(
    *, name: str = "Bridge", dosage: Dosage = BRIDGE, clinic: Clinic | None = None, **fields: Any
) -> Exercise:
    """Store an exercise: built in, or a clinic's own."""
    columns = {"slug": f"exercise-{next(_numbers)}", "steps": ["Lie on your back."]}
    columns |= {**dosage_columns(dosage), **fields}
    return Exercise.objects.create(name=name, clinic=clinic, **columns)


def make_routine(
    *,
    name: str = "Core 1",
    exercises: Sequence[Exercise] | None = None,
    clinic: Clinic | None = None,
    **fields: Any,
) -> Routine:
    """Store a routine with an item for each exercise: a bridge and a figure four unless given."""
    columns = {"slug": f"routine-{next(_numbers)}", "availability": Availability.THERAPIST}
    routine = Routine.objects.create(name=name, clinic=clinic, **{**columns, **fields})
    if exercises is None:
        exercises = [make_exercise(), make_exercise(name="Figure four", dosage=STRETCH)]
    RoutineItem.objects.bulk_create(
        RoutineItem(routine=routine, exercise=one, position=position, **dosage_columns(one.dosage))
        for position, one in enumerate(exercises, start=1)
    )
    return routine
