"""Rows and their querysets. Facts about one row live here; what writes two rows is a service."""

from __future__ import annotations

from routines.models.assignments import (
    Assignment,
    AssignmentVersion,
    Pause,
    Prescription,
    Status,
)
from routines.models.check_ins import CheckIn, CheckKind
from routines.models.desk import DeskEvent, DeskPlan
from routines.models.flags import Flag, FlagAction, KnownSign
from routines.models.function import Activity, FunctionRating, MeasureScore
from routines.models.library import Availability, Exercise, Field, Routine, RoutineItem
from routines.models.precautions import Clearance, PrecautionAnswer
from routines.models.proposals import Decision, Direction, Pacing, Proposal
from routines.models.reminders import (
    OccurrenceState,
    Reminder,
    ReminderAnswer,
    ReminderKind,
    ReminderOccurrence,
    ReminderQuerySet,
    ReminderSettings,
    SparedBecause,
)
from routines.models.reports import Feeling, PainReport
from routines.models.sessions import (
    Effort,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    SkipReason,
    Source,
)
from routines.models.sync import Epoch, SentKind, SyncReceipt, SyncResult
from routines.models.thresholds import Thresholds

__all__ = [
    "Activity",
    "Assignment",
    "AssignmentVersion",
    "Availability",
    "CheckIn",
    "CheckKind",
    "Clearance",
    "Decision",
    "DeskEvent",
    "DeskPlan",
    "Direction",
    "Effort",
    "Epoch",
    "Exercise",
    "ExerciseLog",
    "ExerciseSession",
    "Feeling",
    "Field",
    "Flag",
    "FlagAction",
    "FunctionRating",
    "KnownSign",
    "MeasureScore",
    "OccurrenceState",
    "Outcome",
    "Pacing",
    "PainReport",
    "Pause",
    "PrecautionAnswer",
    "Prescription",
    "Proposal",
    "Reminder",
    "ReminderAnswer",
    "ReminderKind",
    "ReminderOccurrence",
    "ReminderQuerySet",
    "ReminderSettings",
    "Routine",
    "RoutineItem",
    "SentKind",
    "SkipReason",
    "Source",
    "SparedBecause",
    "Status",
    "SyncReceipt",
    "SyncResult",
    "Thresholds",
]
