"""A session that is not begun yet, as its pages show it: made of an assignment, a version and a dose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from routines.domain.doses import Dose
from routines.domain.schedule import local_day
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Prescription,
    Source,
    Status,
)
from routines.queries.doses import dose_columns
from routines.queries.precautions import WordsOfCare, told_by
from routines.queries.sessions import SessionPage, exercises_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A session that a phone asks for and the server has: whether something stands in it already."""

    session: UUID
    is_touched: bool


def for_beginning(client: User) -> QuerySet[Assignment]:
    """Return the homework this person may begin, with what its pages show (1 statement)."""
    own = Assignment.objects.filter(client=client).select_related("assigned_by")
    return own.annotate(**told_by(client.pk, clinic=OuterRef("clinic")))


def startable(client: User) -> list[dict[str, object]]:
    """Return the homework that may be begun, as a phone begins it after a check (1 statement)."""
    rows = Assignment.objects.filter(client=client, status=Status.ACTIVE)
    return [
        {"assignment": str(pk), "version": number, "name": name, "count": count}
        for pk, number, name, count in rows.order_by("created_at", "pk").values_list(
            "pk", "version__number", "name", "version__exercise_count"
        )
    ]


def arrived(client: User, session: UUID | None) -> Arrived | None:
    """Return this person's own session where it is here already (1 statement; none without a key)."""
    if session is None:
        return None
    logs = ExerciseLog.objects.standing().filter(session=OuterRef("pk"))
    own = ExerciseSession.objects.filter(client=client, pk=session)
    row = own.annotate(has_logs=Exists(logs)).values_list("has_logs", "finished_at").first()
    if row is None:
        return None
    has_logs, finished_at = row
    return Arrived(session=session, is_touched=has_logs or finished_at is not None)


def new_session_page(
    assignment: Assignment,
    version: AssignmentVersion,
    *,
    client: User,
    dose: Dose,
    key: UUID,
    now: dt.datetime,
) -> SessionPage:
    """Return a session of `for_beginning` that nobody has stored, with nothing logged in it.

    One statement, and one more where the dose is gentle or short. Whatever `key` it is shown under,
    no log is looked up by it.
    """
    session = ExerciseSession(
        id=key,
        client=client,
        assignment=assignment,
        version=version,
        local_day=local_day(now, client.time_zone),
        time_zone=client.time_zone,
        started_at=now,
        received_at=now,
        source=Source.TAPPED,
        **dose_columns(version, dose),
    )
    prescriptions = (
        Prescription.objects.filter(version=version).select_related("exercise").order_by("position")
    )
    words = WordsOfCare(client.pk, row=assignment)
    return SessionPage(
        session=session, exercises=exercises_of(session, prescriptions, {}, words=words)
    )
