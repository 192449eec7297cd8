"""Homework for tests, by plain keyword functions that go through the services where there are any.

People come from `tests.factories`. `NOW` is a Tuesday morning, for the server and for the phone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.doses import Dose
from routines.domain.schedule import Frequency, local_day
from routines.domain.sets import SetLog, as_prescribed
from routines.models import (
    Assignment,
    AssignmentVersion,
    Availability,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    PainReport,
    Prescription,
    Routine,
    SkipReason,
    Source,
)
from routines.services import assignments, next_days, reports, self_starts, sessions
from routines.services.once import Stored
from tests.assignment_factories import TODAY as TODAY
from tests.assignment_factories import give_homework as give_homework
from tests.assignment_factories import make_assignment as make_assignment
from tests.assignment_factories import make_frequency as make_frequency
from tests.factories import NOW as NOW
from tests.factories import make_client, make_clinic, make_therapist
from tests.library_factories import BRIDGE as BRIDGE
from tests.library_factories import STRETCH as STRETCH
from tests.library_factories import make_exercise as make_exercise
from tests.library_factories import make_routine as make_routine

# --- homework ------------------------------------------------------------------------------


def make_self_start(
    *, client: User, routine: Routine | None = None, at: dt.datetime = NOW
) -> Assignment:
    """Let a client without a therapist begin a routine marked for it."""
    routine = routine or make_routine(
        name="Desk break", availability=Availability.SELF_START, field="desk"
    )
    return self_starts.self_start(client=client, routine=routine, at=at)


def make_revision(
    assignment: Assignment,
    *,
    by: User | None = None,
    exercises: Sequence[assignments.PrescribedExercise] | None = None,
    frequency: Frequency | None = None,
    note: str | None = None,
    seen: int | None = None,
    at: dt.datetime = NOW,
) -> AssignmentVersion:
    """Revise an assignment; what is not given stays as it is."""
    assignment.refresh_from_db()
    version = assignment.current_version
    therapist = by or assignment.assigned_by
    assert therapist is not None
    return assignments.revise(
        assignment=assignment,
        by=therapist,
        exercises=prescribed_in(version) if exercises is None else exercises,
        frequency=frequency or version.frequency,
        note=version.note if note is None else note,
        seen=seen,
        at=at,
    )


def prescriptions_of(assignment: Assignment) -> list[Prescription]:
    """Return the prescriptions in force, in order."""
    version = assignment.versions.latest("number")
    return list(version.prescriptions.select_related("exercise").order_by("position"))


def prescribed_in(version: AssignmentVersion) -> list[assignments.PrescribedExercise]:
    """Return what a version asks for, as it would be asked for again."""
    rows = version.prescriptions.select_related("exercise").order_by("position")
    return [
        assignments.PrescribedExercise(exercise=row.exercise, dosage=row.dosage, note=row.note)
        for row in rows
    ]


# --- a whole story -------------------------------------------------------------------------


class Homework(NamedTuple):
    """Maya's homework for Ivan: a bridge, and a figure four on each side."""

    maya: User
    ivan: User
    assignment: Assignment
    bridge: Prescription
    stretch: Prescription


def make_homework() -> Homework:
    """Store Maya, Ivan and the homework she gave him."""
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    assignment = make_assignment(client=ivan)
    return Homework(maya, ivan, assignment, *prescriptions_of(assignment))


def send_start(homework: Homework, **changes: Any) -> Stored[ExerciseSession]:
    """Send what a phone sends to start today's session; say what shall be different."""
    usual = {"key": uuid7(), "assignment": homework.assignment, "client": homework.ivan}
    return sessions.start(**{**usual, "day": TODAY, "at": NOW, "now": NOW, **changes})


def send_log(
    session: ExerciseSession, prescription: Prescription, **changes: Any
) -> Stored[ExerciseLog]:
    """Send what a phone sends to log an exercise as prescribed; say what shall be different."""
    usual = {"key": uuid7(), "sets": as_prescribed(prescription.dosage), "at": NOW, "now": NOW}
    return sessions.log_performed(
        session=session, prescription=prescription, **{**usual, **changes}
    )


# --- what was done -------------------------------------------------------------------------


def make_session(
    *,
    assignment: Assignment,
    day: dt.date | None = None,
    key: uuid.UUID | None = None,
    source: Source = Source.TAPPED,
    dose: Dose = Dose.FULL,
    now: dt.datetime = NOW,
) -> ExerciseSession:
    """Start a session of the client's own, on their own day unless given."""
    client = assignment.client
    stored = sessions.start(
        key=key or uuid7(),
        assignment=assignment,
        client=client,
        day=day or local_day(now, client.time_zone),
        at=now,
        now=now,
        source=source,
        dose=dose,
    )
    return stored.row


def make_log(
    *,
    session: ExerciseSession,
    prescription: Prescription | None = None,
    sets: Sequence[SetLog] | None = None,
    key: uuid.UUID | None = None,
    now: dt.datetime = NOW,
) -> ExerciseLog:
    """Log an exercise as performed: the first one, as prescribed, unless given."""
    prescription = prescription or prescriptions_of_session(session)[0]
    stored = sessions.log_performed(
        key=key or uuid7(),
        session=session,
        prescription=prescription,
        sets=as_prescribed(session.dosage_of(prescription)) if sets is None else sets,
        at=now,
        now=now,
    )
    return stored.row


def make_skip(
    *,
    session: ExerciseSession,
    prescription: Prescription | None = None,
    reason: SkipReason = SkipReason.NO_TIME,
    key: uuid.UUID | None = None,
    now: dt.datetime = NOW,
) -> ExerciseLog:
    """Log an exercise as skipped: the first one, for want of time, unless given."""
    stored = sessions.log_skipped(
        key=key or uuid7(),
        session=session,
        prescription=prescription or prescriptions_of_session(session)[0],
        reason=reason,
        at=now,
        now=now,
    )
    return stored.row


def make_report(
    *,
    session: ExerciseSession,
    prescription: Prescription | None = None,
    feeling: Feeling = Feeling.PULL,
    key: uuid.UUID | None = None,
    now: dt.datetime | None = None,
) -> PainReport:
    """Say what is felt in the middle of an exercise: a pull as it begins, unless given."""
    moment = now or session.started_at
    stored = reports.report(
        key=key or uuid7(),
        session=session,
        prescription=prescription,
        feeling=feeling,
        by=session.client,
        at=moment,
        now=moment,
    )
    return stored.row


def make_performed_session(
    *,
    assignment: Assignment,
    day: dt.date | None = None,
    pain: int | None = None,
    effort: int | None = None,
    note: str | None = None,
    dose: Dose = Dose.FULL,
    now: dt.datetime = NOW,
) -> ExerciseSession:
    """Do all exercises as prescribed, and rate the session where a rating is given."""
    session = make_session(assignment=assignment, day=day, dose=dose, now=now)
    sessions.log_rest_as_prescribed(session=session, at=now, now=now)
    if (pain, effort, note) != (None, None, None):
        sessions.rate(
            session=session, by=session.client, pain=pain, effort=effort, note=note, now=now
        )
    session.refresh_from_db()
    return session


def prescriptions_of_session(session: ExerciseSession) -> list[Prescription]:
    """Return what the session's own version prescribes, in order."""
    rows = Prescription.objects.filter(version=session.version_id)
    return list(rows.select_related("exercise").order_by("position"))


# --- how it grows and eases off ------------------------------------------------------------

STRENGTH: dict[str, Any] = {
    "slug": "strength",
    "when": {
        "sessions_in_a_row": 3,
        "peak_pain_at_most": 3,
        "pain_change_next_day_at_most": 0,
        "effort_at_most": 6,
        "no_spread": True,
        "no_new_numbness_or_weakness": True,
    },
    "then": [
        {"change": "repetitions", "add": 2, "up_to": 12},
        {"change": "exercise", "to": "harder", "needs": "therapist"},
    ],
    "at_most_every": "3 sessions",
}
EASE_OFF: dict[str, Any] = {
    "slug": "ease-off",
    "when": {
        "peak_pain_at_least": 6,
        "peak_pain_rise_at_least": 3,
        "sore_sessions_in_a_row": 2,
        "not_settled_within_hours": 24,
        "effort_at_least": 9,
    },
    "then": [
        {"change": "repetitions_or_hold", "add_percent": -40},
        {"change": "exercise", "to": "easier"},
        {"change": "exercise", "to": "skip_today"},
    ],
}
PAUSE_ON_SPREAD: dict[str, Any] = {
    "slug": "pause-on-spread",
    "when": {"spread_outward": True, "new_numbness": True, "new_weakness": True},
    "then": [{"change": "session", "to": "stop"}],
}


def make_ruled_homework(**fields: Any) -> Homework:
    """Store Maya, Ivan and homework whose routine grows and eases off like a strength routine."""
    rules = {"progression": STRENGTH, "regression": [EASE_OFF, PAUSE_ON_SPREAD]}
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    routine = make_routine(**{**rules, **fields})
    assignment = make_assignment(client=ivan, routine=routine)
    return Homework(maya, ivan, assignment, *prescriptions_of(assignment)[:2])


def make_good_days(homework: Homework, *, days: int = 3, since: int = 0) -> dt.datetime:
    """Do the homework on some days from NOW + `since` days on, calm and settled each next morning.

    Returns the moment of the last morning's answer. Before the very first session no pain is known,
    so that one never counts as settled.
    """
    for day in range(since, since + days):
        now = NOW + dt.timedelta(days=day)
        make_performed_session(assignment=homework.assignment, pain=2, effort=4, now=now)
        next_days.answer(
            client=homework.ivan,
            day=(now + dt.timedelta(days=1)).date(),
            pain=2,
            by=homework.ivan,
            now=now + dt.timedelta(days=1) - dt.timedelta(hours=2),
        )
    return NOW + dt.timedelta(days=since + days) - dt.timedelta(hours=2)
