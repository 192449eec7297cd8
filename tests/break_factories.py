"""Desk breaks for tests: given as homework, taken with exercises, or just stood up for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.desk import DeskEventKind
from routines.models import Assignment, DeskEvent
from tests.assignment_factories import make_assignment, make_frequency
from tests.factories import NOW
from tests.homework_factories import make_session
from tests.library_factories import make_routine

WORKING_DAYS = frozenset(range(5))


def give_breaks(
    client: User, *, times_per_day: int = 8, days: int = 30, **fields: Any
) -> Assignment:
    """Store a plan of desk breaks, Monday to Friday, that began so many days before NOW."""
    begun = NOW - dt.timedelta(days=days)
    frequency = make_frequency(
        times_per_day=times_per_day, weekdays=WORKING_DAYS, starts_on=begun.date()
    )
    routine = make_routine(**{"name": "Desk break", "field": "desk", **fields})
    return make_assignment(client=client, routine=routine, frequency=frequency, at=begun)


def take(assignment: Assignment, day: dt.date, *, exercised: int = 0, stood: int = 0) -> None:
    """Take breaks on a day, some with exercises; they count without an exercise logged in them."""
    moment = dt.datetime.combine(day, NOW.timetz())
    for _ in range(exercised):
        session = make_session(assignment=assignment, day=day, now=moment)
        session.is_performed, session.finished_at = True, moment
        session.save(update_fields=["is_performed", "finished_at"])
    DeskEvent.objects.bulk_create(
        DeskEvent(
            client=assignment.client,
            kind=DeskEventKind.STOOD,
            at=moment,
            local_day=day,
            time_zone=assignment.client.time_zone,
            fingerprint=str(uuid7()),
            received_at=moment,
        )
        for _ in range(stood)
    )
