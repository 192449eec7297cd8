"""Resting homework after a sign: a universal stop rule, whatever rules its routine has."""

from __future__ import annotations

import datetime as dt

from routines.domain.courses import Course
from routines.domain.regression import why_rest
from routines.domain.schedule import local_day
from routines.models import Assignment, Decision, Direction, Feeling, PainReport, Proposal, Status
from routines.services.locks import Locked
from routines.services.pauses import begin_pause

STOP_RULE = "stop-and-rest"


def rest_after(report: PainReport, *, locked: Locked, now: dt.datetime) -> list[Proposal]:
    """Let homework rest until somebody has looked; return one proposal for each that does.

    Pain that moves down the leg rests its own homework, a warning sign all that is active (universal
    stop rules of the safety file). Each can be taken back by itself. Nothing is rested twice for one
    session as long as nobody has looked; a report that arrives after that rests it again. Steps up
    that wait are overtaken. The caller holds the locks.
    """
    own = locked[report.session.assignment_id]
    is_warning = report.feeling == Feeling.WARNING
    others = [one for one in locked.values() if one.pk != own.pk and one.status == Status.ACTIVE]
    asked = [own] if own.status != Status.ENDED else []
    asked += others if is_warning else []
    waiting = set(
        Proposal.objects.filter(
            assignment__in=asked,
            session=report.session_id,
            direction=Direction.REST,
            decision=Decision.APPLIED,
            decided_at__isnull=True,
        ).values_list("assignment", flat=True)
    )
    exercise = report.prescription.exercise.name if report.prescription else ""
    rested = []
    for one in asked:
        if one.pk in waiting:
            continue
        # Where an exercise hurt is said only with its own homework: another clinic may read on.
        reason = why_rest(is_warning=is_warning, exercise=exercise if one is own else "")
        rested.append(_rest(one, report=report, reason=reason, now=now))
    return rested


def _rest(assignment: Assignment, *, report: PainReport, reason: str, now: dt.datetime) -> Proposal:
    if assignment.status == Status.ACTIVE:
        begin_pause(assignment, on=local_day(now, assignment.client.time_zone))
    Proposal.objects.open().filter(assignment=assignment).update(
        decision=Decision.OVERTAKEN, decided_at=now
    )
    return Proposal.objects.create(
        assignment=assignment,
        version=assignment.current_version,
        session=report.session,
        direction=Course.REST.value,
        decision=Decision.APPLIED,
        rule=STOP_RULE,
        reason=reason,
        created_at=now,
    )
