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
from routines.models.proposals import Decision, Direction, Pacing, Proposal
from routines.models.reports import Feeling, PainReport
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
    "Decision",
    "Direction",
    "Effort",
    "Exercise",
    "ExerciseLog",
    "ExerciseSession",
    "Feeling",
    "Field",
    "Outcome",
    "Pacing",
    "PainReport",
    "Pause",
    "Prescription",
    "Proposal",
    "Routine",
    "RoutineItem",
    "SkipReason",
    "Source",
    "Status",
]
