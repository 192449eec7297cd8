"""What a new version of homework changes, said to the client, and putting that note away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from accounts.database import write_transaction
from routines.domain.changes import Content, GivenExercise, say_changes
from routines.domain.dosage import Dosage
from routines.domain.schedule import Frequency
from routines.models import Assignment, AssignmentVersion, Exercise

if TYPE_CHECKING:
    from routines.services.versions import PrescribedExercise


def changes_between(
    before: AssignmentVersion,
    *,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    note: str,
) -> list[str]:
    """Return what changes, one plain sentence each, in the client's order; empty when nothing does."""
    rows = before.prescriptions.select_related("exercise").order_by("position")
    return say_changes(
        Content(
            exercises=tuple(_given(row.exercise, row.dosage, row.note) for row in rows),
            frequency=before.frequency,
            note=before.note,
        ),
        Content(
            exercises=tuple(_given(one.exercise, one.dosage, one.note) for one in exercises),
            frequency=frequency,
            note=note,
        ),
    )


@write_transaction
def mark_changes_seen(*, assignment: Assignment, number: int | None = None) -> None:
    """Remember that the client has put the changes up to version `number` away.

    `number` is the version they were shown, the current one where it is not given.
    """
    current = assignment.current_version.number
    shown = current if number is None else min(number, current)
    assignment.seen_version = max(assignment.seen_version, shown)
    assignment.save(update_fields=["seen_version"])


def _given(exercise: Exercise, dosage: Dosage, note: str) -> GivenExercise:
    return GivenExercise(key=str(exercise.pk), name=exercise.name, dosage=dosage, note=note)
