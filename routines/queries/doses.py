"""What a dose leaves of a homework, and which doses are worth offering."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.rows import as_key
from routines.domain.dosage import Dosage, Side
from routines.domain.doses import (
    USUAL_EASE_PERCENT,
    Dose,
    Offers,
    Portion,
    ease_percent_of,
    offers,
    portion,
)
from routines.models import AssignmentVersion, Prescription, Routine

# By hand, because Today asks it with every visit. JSON as text, so that the same on both databases
# and fit to be looked up.
_PRESCRIBED = """\
SELECT v.rounds, v.rest_between_items_seconds, CAST(r.regression AS TEXT),
       p.sets, p.repetitions, CAST(p.repetition_pattern AS TEXT), p.hold_seconds, p.duration_seconds,
       p.rest_seconds, p.tempo, p.seconds_per_repetition, p.side, p.load
  FROM routines_prescription p
  JOIN routines_assignmentversion v ON v.id = p.version_id
  JOIN routines_assignment a ON a.id = v.assignment_id
  JOIN routines_routine r ON r.id = a.routine_id
 WHERE v.id = %s
 ORDER BY p.position
"""


def offers_for(version_id: UUID) -> Offers:
    """Return which other ways of doing this version are worth offering (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESCRIBED, [as_key(version_id)])
        rows = cursor.fetchall()
    if not rows:
        return Offers()
    rounds, rest, regression = rows[0][:3]
    return _offers(tuple(row[3:] for row in rows), rounds, rest, _ease_percent(regression))


# What was read decides alone, so nothing of it can be old.
@lru_cache(maxsize=512)
def _offers(prescribed: tuple[tuple[Any, ...], ...], rounds: int, rest: int, ease: int) -> Offers:
    return offers(
        [_dosage(*one) for one in prescribed],
        rounds=rounds,
        rest_between_items_seconds=rest,
        ease_percent=ease,
    )


@lru_cache(maxsize=128)
def _ease_percent(regression: str) -> int:
    return ease_percent_of(json.loads(regression))


def _dosage(
    sets: int,
    repetitions: int,
    pattern: str,
    hold_seconds: int,
    duration_seconds: int,
    rest_seconds: int,
    tempo: str,
    seconds_per_repetition: int,
    side: str,
    load: str,
) -> Dosage:
    return Dosage(
        sets=sets,
        repetitions=repetitions,
        repetition_pattern=tuple(json.loads(pattern)),
        hold_seconds=hold_seconds,
        duration_seconds=duration_seconds,
        rest_seconds=rest_seconds,
        tempo=tempo,
        seconds_per_repetition=seconds_per_repetition,
        side=Side(side),
        load=load,
    )


def short_portion(version: AssignmentVersion) -> Portion:
    """Return what a session without time asks for of this version (1 statement)."""
    prescriptions = Prescription.objects.filter(version=version).order_by("position")
    return portion(
        [one.dosage for one in prescriptions],
        Dose.SHORT,
        rounds=version.rounds,
        rest_between_items_seconds=version.rest_between_items_seconds,
    )


def ease_percent(version: AssignmentVersion) -> int:
    """Return by how much the routine's own rules ease off, in percent (1 statement)."""
    rules = Routine.objects.filter(assignments=version.assignment_id)
    return ease_percent_of(rules.values_list("regression", flat=True).get())


def dose_columns(version: AssignmentVersion, dose: Dose) -> dict[str, Any]:
    """Return what a session in this dose holds of it, by column (1 statement unless in full)."""
    columns: dict[str, Any] = {
        "dose": dose.value,
        "ease_percent": USUAL_EASE_PERCENT,
        "exercise_count": None,
    }
    if dose is Dose.GENTLE:
        columns["ease_percent"] = ease_percent(version)
    elif dose is Dose.SHORT:
        count = len(short_portion(version).places)
        columns["exercise_count"] = count if count < version.exercise_count else None
    return columns
