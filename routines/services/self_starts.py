"""What clients begin without a therapist: a routine marked for it, a desk break also beside one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from accounts.database import write_transaction
from accounts.models import CareRelationship, User
from routines.domain.schedule import local_day
from routines.models import Assignment, Field, Flag, Routine
from routines.services.assignments import frequency_from, prescribed_from, resume
from routines.services.desk_breaks import without_worse_bends
from routines.services.sparing import spare_homework
from routines.services.versions import AssignmentError, add_version


@write_transaction
def self_start(*, client: User, routine: Routine, at: dt.datetime) -> Assignment:
    """Let a client without a therapist begin a routine marked for it; begun twice, it is one.

    A desk break may be begun beside a therapist's homework as well, as long as no therapist has
    given one; it then belongs to the clinic, and the therapist sees it and may change or end it.

    Raises `AssignmentError` when a therapist chooses for them, the routine is not for that, or an
    emergency flag stands: it would open by itself what nobody has looked at.
    """
    if not routine.may_self_start or routine.clinic_id is not None:
        raise AssignmentError("This routine needs a therapist to start it with you.")
    # Locked, so that two taps begin one.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
    care = CareRelationship.objects.in_force().filter(client=client).order_by("started_at").last()
    if care is not None and routine.field != Field.DESK:
        raise AssignmentError("Your therapist chooses your routines. Ask for this one.")
    own = Assignment.objects.current().filter(client=client)
    if care is not None and own.filter(field=Field.DESK, assigned_by__isnull=False).exists():
        raise AssignmentError("Your therapist chose your break. You find it under Desk breaks.")
    emergencies = Flag.objects.open().emergencies().filter(client=client)
    if any(flag.closes_exercises for flag in emergencies):
        raise AssignmentError("Please get checked first. What you marked says so.")
    begun = own.filter(routine=routine, assigned_by__isnull=True).first()
    if begun is not None and begun.is_self_started:
        # It may rest after a sign; nobody else could take it up again.
        return resume(assignment=begun, by=client, at=at)
    if begun is not None:
        return begun
    today = local_day(at, client.time_zone)
    exercises = prescribed_from(routine)
    if routine.field == Field.DESK:
        exercises = without_worse_bends(exercises, client=client, today=today)
    assignment = Assignment(
        client=client,
        clinic=care.clinic if care is not None else None,
        routine=routine,
        name=routine.name,
        field=routine.field,
        created_at=at,
    )
    assignment.full_clean(exclude=["version"])
    assignment.save()
    add_version(
        assignment,
        exercises=exercises,
        frequency=replace(frequency_from(routine, starts_on=today), ends_on=None),
        rounds=routine.rounds,
        rest_between_items_seconds=routine.rest_between_items_seconds,
        note="",
        by=client,
        effective_on=today,
        changes=[],
        at=at,
    )
    # Nobody else looks at it first: what a precaution blocks is exchanged or left out at once.
    spare_homework(client=client, now=at)
    return assignment
