"""What a new version of homework changes, said to the client, and putting that note away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from accounts.database import write_transaction
from routines.domain.schedule import Frequency, say_times_per_day, say_weekdays
from routines.models import Assignment, AssignmentVersion

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
    rows = list(before.prescriptions.select_related("exercise").order_by("position"))
    old = {row.exercise_id: row for row in rows}
    changes: list[str] = []
    for one in exercises:
        row = old.pop(one.exercise.pk, None)
        if row is None:
            changes.append(f"New: {one.exercise.name}, {one.dosage}.")
            continue
        if row.dosage != one.dosage:
            said = (str(row.dosage), str(one.dosage))
            if said[0] != said[1]:
                changes.append(f"{one.exercise.name}: {said[1]}, it was {said[0]}.")
            else:
                changes.append(f"{one.exercise.name}: a new pace or rest.")
        if row.note != one.note:
            changes.append(f"{one.exercise.name}: a new note.")
    changes += [f"Left out: {row.exercise.name}." for row in old.values()]
    asked = [one.exercise.pk for one in exercises]
    had = [row.exercise_id for row in rows]
    if [pk for pk in had if pk in asked] != [pk for pk in asked if pk in had]:
        changes.append("The order changed.")
    then = before.frequency
    if then.times_per_day != frequency.times_per_day:
        changes.append(
            f"{say_times_per_day(frequency.times_per_day).capitalize()}, "
            f"it was {say_times_per_day(then.times_per_day)}."
        )
    if then.weekdays != frequency.weekdays:
        changes.append(f"On {say_weekdays(frequency.weekdays)}.")
    if then.starts_on != frequency.starts_on:
        changes.append(f"Starts on {frequency.starts_on:%-d %B}.")
    if then.ends_on != frequency.ends_on:
        changes.append(
            f"Until {frequency.ends_on:%-d %B}." if frequency.ends_on else "No end date any more."
        )
    if before.note != note:
        changes.append("A new note from your therapist." if note else "The note was taken away.")
    return changes


@write_transaction
def mark_changes_seen(*, assignment: Assignment, number: int | None = None) -> None:
    """Remember that the client has put the changes up to version `number` away.

    `number` is the version they were shown, the current one where it is not given.
    """
    current = assignment.current_version.number
    shown = current if number is None else min(number, current)
    assignment.seen_version = max(assignment.seen_version, shown)
    assignment.save(update_fields=["seen_version"])
