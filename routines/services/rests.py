"""Resting homework after a sign: a universal stop rule, whatever rules its routine has."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.models import User
from routines.domain.courses import Course
from routines.domain.regression import why_rest
from routines.domain.resting import is_rested
from routines.domain.schedule import local_day
from routines.models import (
    Assignment,
    Decision,
    Direction,
    Feeling,
    Flag,
    PainReport,
    Prescription,
    Proposal,
    Status,
)
from routines.services.locks import Locked
from routines.services.pauses import begin_pause, close_pause

STOP_RULE = "stop-and-rest"
FLAG_RULE = "warning-sign"
_LONGEST_REASON = 600
_AFTER_FLAG = "A safety check asks for a look first."


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
        rested.append(_rest(one, rule=STOP_RULE, reason=reason, now=now, session=report.session))
    return rested


def rest_for(
    flag: Flag, *, rests: Iterable[str], locked: Locked, now: dt.datetime
) -> list[Proposal]:
    """Let homework rest for a flag; return one proposal for each that does.

    An emergency rests everything that is active, a flag for today what loads the place that `rests`
    (of the rules) name; one whose rules rest nothing rests nothing, however urgent it is. What rests
    for another flag already is not rested twice. The caller holds the locks.
    """
    if not flag.closes_exercises:
        return []
    active = [one for one in locked.values() if one.status == Status.ACTIVE]
    loading = active if flag.is_emergency else _loading(active, rests)
    # Why stands only where the flag does: another clinic may not read it.
    return [
        _rest(
            one,
            rule=FLAG_RULE,
            reason=_why(flag) if one.clinic_id in (None, flag.clinic_id) else _AFTER_FLAG,
            now=now,
            flag=flag,
        )
        for one in loading
    ]


def end_rest(proposal: Proposal, *, locked: Locked, by: User, at: dt.datetime) -> None:
    """Take homework up again that rested for a flag; the caller holds the locks and may decide."""
    assignment = locked.get(proposal.assignment_id)
    if assignment is not None and assignment.status == Status.PAUSED:
        last = local_day(at, assignment.client.time_zone) - dt.timedelta(days=1)
        close_pause(assignment, last_day=last)
        assignment.status = Status.ACTIVE
        assignment.save(update_fields=["status"])
    proposal.decision = Decision.TAKEN_BACK
    proposal.decided_at, proposal.decided_by = at, by
    proposal.save(update_fields=["decision", "decided_at", "decided_by"])


def _loading(active: list[Assignment], rules: Iterable[str]) -> list[Assignment]:
    asked = list(rules)
    exercises: dict[UUID, list[Any]] = defaultdict(list)
    rows = Prescription.objects.filter(version__in=[one.current_version.pk for one in active])
    for row in rows.select_related("exercise"):
        exercises[row.version_id].append(row.exercise)
    return [
        one
        for one in active
        if any(
            is_rested(asked, kind=each.kind, region=each.region, loads=each.loads)
            for each in exercises[one.current_version.pk]
        )
    ]


def _why(flag: Flag) -> str:
    # Half sentences are kept ("you marked a fever"); whole ones come from a report.
    told = (f"{half[:1].upper()}{half[1:].rstrip('.')}." for half in flag.because)
    return " ".join([_AFTER_FLAG, *told])[:_LONGEST_REASON]


def _rest(
    assignment: Assignment, *, rule: str, reason: str, now: dt.datetime, **where: Any
) -> Proposal:
    if assignment.status == Status.ACTIVE:
        begin_pause(assignment, on=local_day(now, assignment.client.time_zone))
    Proposal.objects.open().filter(assignment=assignment).update(
        decision=Decision.OVERTAKEN, decided_at=now
    )
    return Proposal.objects.create(
        assignment=assignment,
        version=assignment.current_version,
        direction=Course.REST.value,
        decision=Decision.APPLIED,
        rule=rule,
        reason=reason,
        created_at=now,
        **where,
    )
