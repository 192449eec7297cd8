"""Homework that was given, for tests: stored quickly, or given by the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from routines.domain.dosage import estimated_seconds
from routines.domain.schedule import EVERY_DAY, Frequency, local_day, weekdays_to_bits
from routines.models import Assignment, AssignmentVersion, Flag, Prescription, Routine
from routines.models.dosage import dosage_columns
from routines.services import assignments
from routines.services.versions import require_prescribable
from tests.factories import NOW
from tests.library_factories import make_routine

TODAY = NOW.date()


def make_frequency(**fields: Any) -> Frequency:
    """Return a frequency: once a day, every day, from TODAY on, without an end."""
    usual = {"times_per_day": 1, "weekdays": EVERY_DAY, "starts_on": TODAY}
    return Frequency(**{**usual, **fields})


def make_assignment(
    *,
    client: User,
    by: User | None = None,
    routine: Routine | None = None,
    exercises: Sequence[assignments.PrescribedExercise] | None = None,
    frequency: Frequency | None = None,
    note: str = "",
    at: dt.datetime = NOW,
) -> Assignment:
    """Store an assigned routine: `by` the client's first therapist, once a day from their day on.

    The rows are those that `give_homework` makes, without its checks, which took ten times as long;
    where a flag stands open or the client has the routine already, it goes through the service.
    """
    routine = routine or make_routine()
    therapist = by or client.care_received.current()[0].therapist
    prescribed = assignments.prescribed_from(routine) if exercises is None else exercises
    often = frequency or make_frequency(starts_on=local_day(at, client.time_zone))
    running = therapist.care_given.in_force().filter(client=client).order_by("started_at")
    care = (running.filter(clinic=routine.clinic_id) if routine.clinic_id else running).first()
    has_it = Assignment.objects.current().filter(client=client, routine=routine)
    is_special = routine.retired_at or Flag.objects.open().filter(client=client).exists()
    if care is None or is_special or has_it.exists():
        return give_homework(
            client=client,
            by=therapist,
            routine=routine,
            exercises=prescribed,
            frequency=often,
            note=note,
            at=at,
        )
    require_prescribable(routine, prescribed, clinic_id=care.clinic_id)
    assignment = Assignment.objects.create(
        client=client,
        clinic_id=care.clinic_id,
        assigned_by=therapist,
        routine=routine,
        name=routine.name,
        field=routine.field,
        created_at=at,
    )
    assignment.version = AssignmentVersion.objects.create(
        assignment=assignment,
        number=1,
        effective_on=max(often.starts_on, local_day(at, client.time_zone)),
        starts_on=often.starts_on,
        ends_on=often.ends_on,
        times_per_day=often.times_per_day,
        weekday_bits=weekdays_to_bits(often.weekdays),
        rounds=routine.rounds,
        rest_between_items_seconds=routine.rest_between_items_seconds,
        note=note,
        changes=[],
        exercise_count=len(prescribed),
        estimated_seconds=estimated_seconds(
            [one.dosage for one in prescribed],
            rounds=routine.rounds,
            rest_between_items_seconds=routine.rest_between_items_seconds,
        ),
        created_by=therapist,
        created_at=at,
    )
    Prescription.objects.bulk_create(
        Prescription(
            version=assignment.version,
            exercise=one.exercise,
            position=position,
            note=one.note,
            **dosage_columns(one.dosage),
        )
        for position, one in enumerate(prescribed, start=1)
    )
    assignment.save(update_fields=["version"])
    return assignment


def give_homework(
    *,
    client: User,
    by: User | None = None,
    routine: Routine | None = None,
    exercises: Sequence[assignments.PrescribedExercise] | None = None,
    frequency: Frequency | None = None,
    note: str = "",
    at: dt.datetime = NOW,
) -> Assignment:
    """Assign a routine by the service: as `make_assignment`, with everything that is checked there."""
    routine = routine or make_routine()
    therapist = by or client.care_received.current()[0].therapist
    return assignments.assign(
        routine=routine,
        client=client,
        by=therapist,
        exercises=assignments.prescribed_from(routine) if exercises is None else exercises,
        frequency=frequency or make_frequency(starts_on=local_day(at, client.time_zone)),
        note=note,
        at=at,
    )
