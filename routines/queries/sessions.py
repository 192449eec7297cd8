"""The page on which a session is done and logged, in two statements beside the session itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from routines.models import ExerciseLog, ExerciseSession, Outcome, Prescription


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExercise:
    """One prescribed exercise of a session, and what became of it so far."""

    number: int
    prescription: Prescription
    log: ExerciseLog | None

    @property
    def key(self) -> str:
        """The key of its prescription, as text."""
        return str(self.prescription.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """A session with all its exercises, in the order they are done."""

    session: ExerciseSession
    exercises: tuple[SessionExercise, ...]

    @property
    def logged(self) -> int:
        """How many exercises are performed or skipped."""
        return sum(1 for one in self.exercises if one.log is not None)

    @property
    def is_all_logged(self) -> bool:
        """Whether no exercise stands open."""
        return self.logged == len(self.exercises)


def for_logging(user: User) -> QuerySet[ExerciseSession]:
    """Return the sessions this person may do themselves, with what logging needs (1 statement).

    A therapist reads a client's session elsewhere and never logs in it.
    """
    return ExerciseSession.objects.filter(client=user).select_related(
        "assignment", "assignment__assigned_by", "version"
    )


def session_page(session: ExerciseSession) -> SessionPage:
    """Read what was prescribed and what was logged in `session` (2 statements)."""
    logs = {
        log.prescription_id: log for log in ExerciseLog.objects.standing().filter(session=session)
    }
    for log in logs.values():
        log.session = session
    prescriptions = (
        Prescription.objects.filter(version=session.version_id)
        .select_related("exercise")
        .order_by("position")
    )
    return SessionPage(
        session=session,
        exercises=tuple(
            SessionExercise(number=number, prescription=one, log=logs.get(one.pk))
            for number, one in enumerate(prescriptions, start=1)
        ),
    )


def performed_of(session: ExerciseSession) -> tuple[int, int]:
    """Return how many exercises of the session were performed, and out of how many (1 statement)."""
    logs = ExerciseLog.objects.standing().filter(session=session, outcome=Outcome.PERFORMED)
    return logs.count(), session.version.exercise_count


def previous_pain(session: ExerciseSession) -> tuple[int, dt.date] | None:
    """Return the last pain rated before this session and its day, or None (1 statement)."""
    rated = (
        ExerciseSession.objects.filter(
            client=session.client_id, pain_after__isnull=False, started_at__lt=session.started_at
        )
        .order_by("-started_at")
        .only("pain_after", "local_day")
        .first()
    )
    if rated is None or rated.pain_after is None:
        return None
    return rated.pain_after, rated.local_day
