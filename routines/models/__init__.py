"""Rows and their querysets. Facts about one row live here; what writes two rows is a service."""

from __future__ import annotations

from routines.models.assignments import (
    Assignment,
    AssignmentVersion,
    Pause,
    Prescription,
    Status,
)
from routines.models.library import Availability, Exercise, Field, Routine, RoutineItem
from routines.models.sessions import (
    Effort,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    SkipReason,
    Source,
)

__all__ = [
    "Assignment",
    "AssignmentVersion",
    "Availability",
    "Effort",
    "Exercise",
    "ExerciseLog",
    "ExerciseSession",
    "Field",
    "Outcome",
    "Pause",
    "Prescription",
    "Routine",
    "RoutineItem",
    "SkipReason",
    "Source",
    "Status",
]
