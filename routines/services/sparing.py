"""Fitting homework to what a body must be spared: exchanged or left out at once, and told to both sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.courses import (
    Alternative,
    Change,
    Course,
    ExerciseNow,
    exchange,
    leaving_out,
)
from routines.domain.doses import in_place_of
from routines.domain.precautions import Precaution, blocked_loads, say_left_out, spare
from routines.domain.schedule import local_day
from routines.models import (
    Assignment,
    AssignmentVersion,
    Decision,
    Exercise,
    Prescription,
    Proposal,
    Status,
)
from routines.queries.easier import given_up, steps_back_of
from routines.queries.precautions import cleared_exercises, movement_of, movements, precautions_of
from routines.services.locks import lock_all_homework
from routines.services.pauses import begin_pause
from routines.services.steps import put_in_force

SPARE_RULE = "precaution"
_LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """What becomes of one homework: its changes, and why in the words for both sides."""

    changes: tuple[Change, ...]
    reasons: tuple[str, ...]
    leaves_nothing: bool


@write_transaction
def spare_homework(*, client: User, now: dt.datetime) -> list[Proposal]:
    """Exchange or leave out what the client's precautions block, in all running homework.

    One proposal for each homework that changes, applied at once; a therapist sees why, may take it
    back, or clear the exercise with a reason. Homework of which nothing would be left rests instead.
    Nothing blocked means nothing written.
    """
    held = precautions_of(client)
    if not any(one.block for one in held):
        return []
    locked = lock_all_homework(client)
    applied = []
    for assignment in locked.values():
        fitted = _fit(assignment, held=held)
        if not fitted.changes:
            continue
        if fitted.leaves_nothing:
            if assignment.status == Status.ACTIVE:
                begin_pause(assignment, on=local_day(now, client.time_zone))
                applied.append(_store(assignment, fitted, course=Course.REST, now=now))
            continue
        proposal = _store(assignment, fitted, course=Course.BACK, now=now)
        proposal.result = put_in_force(assignment, proposal, by=None, at=now)
        proposal.save(update_fields=["result"])
        applied.append(proposal)
    return applied


def is_still_spared(proposal: Proposal) -> bool:
    """Return whether what was left out would be left out again (at most 4 statements)."""
    client = proposal.assignment.client
    spared = blocked_loads(precautions_of(client))
    cleared = cleared_exercises(client, clinic=proposal.assignment.clinic_id)
    return any(
        not spared.isdisjoint(row.exercise.loads) and row.exercise.slug not in cleared
        for row in _prescribed(proposal.version)
    )


def _fit(assignment: Assignment, *, held: Collection[Precaution]) -> _Fitted:
    library = movements(assignment.clinic_id, is_alone=assignment.is_self_started)
    cleared = cleared_exercises(assignment.client, clinic=assignment.clinic_id)
    too_hard = given_up(steps_back_of(assignment.pk).values_list("changes", flat=True))
    rows = _prescribed(assignment.current_version)
    there = {str(row.exercise_id) for row in rows}
    changes, spared = [], []
    for row in rows:
        found = spare(
            movement_of(row.exercise),
            library={
                slug: replace(one, may_stand_in=False) if str(stored.pk) in too_hard else one
                for slug, (one, stored) in library.items()
            },
            held=held,
            cleared=cleared,
        )
        if not found.is_blocked:
            continue
        other = library[found.instead][1] if found.instead else None
        # Twice the same exercise is no homework: then the blocked one is only left out.
        if other is not None and str(other.pk) in there:
            other = None
        now = ExerciseNow(key=str(row.exercise_id), name=row.exercise.name, dosage=row.dosage)
        changes.append(leaving_out(now) if other is None else exchange(now, _as(other, row)))
        # Only what is done is said: nothing stands in its place where that stands there already.
        spared.append(found if other is not None else replace(found, said=found.left_out))
        if other is not None:
            there.add(str(other.pk))
    gone = sum(1 for one in changes if not one.after)
    return _Fitted(
        changes=tuple(changes), reasons=say_left_out(spared), leaves_nothing=gone == len(rows)
    )


def _as(other: Exercise, row: Prescription) -> Alternative:
    return Alternative(
        key=str(other.pk), name=other.name, dosage=in_place_of(other.dosage, row.dosage)
    )


def _prescribed(version: AssignmentVersion) -> list[Prescription]:
    rows = Prescription.objects.filter(version=version).select_related("exercise")
    return list(rows.order_by("position"))


def _store(
    assignment: Assignment, fitted: _Fitted, *, course: Course, now: dt.datetime
) -> Proposal:
    Proposal.objects.open().filter(assignment=assignment).update(
        decision=Decision.OVERTAKEN, decided_at=now
    )
    is_rest = course is Course.REST
    return Proposal.objects.create(
        assignment=assignment,
        version=assignment.current_version,
        direction=course.value,
        decision=Decision.APPLIED,
        rule=SPARE_RULE,
        changes=[] if is_rest else [one.as_json() for one in fitted.changes],
        said="" if is_rest else _as_far_as_fits([one.said for one in fitted.changes]),
        reason=_as_far_as_fits(fitted.reasons),
        created_at=now,
    )


def _as_far_as_fits(sentences: Sequence[str]) -> str:
    # Whole sentences: half of one says something else, or nothing.
    kept = list(sentences)
    while len(said := _joined(kept, left=len(sentences) - len(kept))) > _LONGEST_TEXT:
        kept.pop()
    return said


def _joined(sentences: Sequence[str], *, left: int) -> str:
    return " ".join([*sentences, *([f"And {left} more."] if left else [])])
