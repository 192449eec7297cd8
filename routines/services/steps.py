"""Putting a step in force: the version that a proposal asks for, or the one before it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from accounts.models import User
from routines.domain.courses import Change
from routines.domain.doses import in_place_of
from routines.domain.schedule import Frequency, local_day
from routines.models import Assignment, AssignmentVersion, Exercise, Proposal
from routines.services.changes import changes_between
from routines.services.versions import PrescribedExercise, add_version, prescribed_in


def put_in_force(
    assignment: Assignment, proposal: Proposal, *, by: User | None, at: dt.datetime
) -> AssignmentVersion:
    """Add the version that a proposal asks for; its changes end with the reason.

    `by` is None where a rule did it. The caller holds the lock on the assignment.
    """
    before = assignment.current_version
    changes = proposed_changes(proposal)
    exercises = changed_exercises(prescribed_in(before), changes)
    frequency = changed_frequency(before.frequency, changes)
    why = f"Why: {proposal.reason[:1].lower()}{proposal.reason[1:]}"
    return _next_version(
        assignment, exercises=exercises, frequency=frequency, why=why, by=by, at=at
    )


def restore(
    assignment: Assignment,
    version: AssignmentVersion,
    *,
    by: User | None,
    at: dt.datetime,
    why: str,
) -> AssignmentVersion:
    """Add a version equal to an earlier one; `why` is said to the client. The caller has the lock."""
    return _next_version(
        assignment,
        exercises=prescribed_in(version),
        frequency=version.frequency,
        why=why,
        by=by,
        at=at,
    )


def _next_version(
    assignment: Assignment,
    *,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    why: str,
    by: User | None,
    at: dt.datetime,
) -> AssignmentVersion:
    before = assignment.current_version
    said = changes_between(before, exercises=exercises, frequency=frequency, note=before.note)
    return add_version(
        assignment,
        exercises=exercises,
        frequency=frequency,
        rounds=before.rounds,
        rest_between_items_seconds=before.rest_between_items_seconds,
        note=before.note,
        by=by,
        effective_on=local_day(at, assignment.client.time_zone),
        changes=[*said, why],
        at=at,
    )


def proposed_changes(proposal: Proposal) -> list[Change]:
    """Return what a proposal would change, as it was kept."""
    return [Change.from_json(one) for one in proposal.changes]


def changed_exercises(
    exercises: Sequence[PrescribedExercise], changes: Sequence[Change]
) -> list[PrescribedExercise]:
    """Return the exercises with the changes of a proposal made (1 statement for exchanges)."""
    wanted = [one.after for one in changes if one.field == "exercise" and one.after]
    others = {str(one.pk): one for one in Exercise.objects.filter(pk__in=wanted)} if wanted else {}
    by_exercise = {one.exercise: one for one in changes if one.exercise}
    changed = []
    for one in exercises:
        change = by_exercise.get(str(one.exercise.pk))
        if change is None:
            changed.append(one)
        elif change.field != "exercise":
            changed.append(replace(one, dosage=change.applied_to(one.dosage)))
        elif change.after:
            other = others[change.after]
            # The note spoke of the exercise that goes.
            changed.append(
                PrescribedExercise(exercise=other, dosage=in_place_of(other.dosage, one.dosage))
            )
    return changed


def changed_frequency(frequency: Frequency, changes: Sequence[Change]) -> Frequency:
    """Return how often it is due with the changes of a proposal made."""
    for change in changes:
        if change.field == "times_per_day":
            return replace(frequency, times_per_day=change.after)
    return frequency
