"""The page on which a session is done and logged, in two statements beside the session itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.doses import (
    USUAL_EASE_PERCENT,
    Dose,
    Offers,
    Portion,
    in_dose,
    offers,
)
from routines.models import ExerciseLog, ExerciseSession, Outcome, PainReport, Prescription
from routines.queries.doses import ease_percent
from routines.queries.easier import given_up, steps_back_of
from routines.queries.json_rows import JsonRows, as_list
from routines.queries.precautions import WordsOfCare, told_by


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExercise:
    """One exercise of a session, how much of it is asked for, and what became of it so far."""

    number: int
    prescription: Prescription
    dosage: Dosage
    log: ExerciseLog | None
    words_of_care: WordsOfCare

    @property
    def care(self) -> tuple[str, ...]:
        """What this client reads before doing it; one statement for all exercises of a page."""
        return self.words_of_care.of(self.prescription.exercise)

    @property
    def key(self) -> str:
        """The key of its prescription, as text."""
        return str(self.prescription.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """A session with the exercises its dose asks for, in the order they are done."""

    session: ExerciseSession
    exercises: tuple[SessionExercise, ...]

    @property
    def logged(self) -> int:
        """How many exercises are performed or skipped."""
        return sum(1 for one in self.exercises if one.log is not None)

    @property
    def minutes(self) -> int:
        """How long the session takes in its dose, in whole minutes, at least one."""
        version = self.session.version
        asked = Portion(
            places=tuple(one.number - 1 for one in self.exercises),
            dosages=tuple(one.dosage for one in self.exercises),
            rounds=1 if self.session.is_short else version.rounds,
        )
        return asked.minutes(rest_between_items_seconds=version.rest_between_items_seconds)

    @property
    def offers(self) -> Offers:
        """Which other ways are worth offering: while nothing is logged, of what is done in full."""
        version = self.session.version
        if self.logged or self.session.dose != Dose.FULL:
            return Offers()
        return offers(
            [one.dosage for one in self.exercises],
            rounds=version.rounds,
            rest_between_items_seconds=version.rest_between_items_seconds,
        )

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


def for_opening(user: User) -> QuerySet[ExerciseSession]:
    """Return what `for_logging` does, with each session whether a sign has ended it, precautions, and
    what its homework gave up as too hard.

    Read them by `is_stopped`, `session_page` and `too_hard_in`.
    """
    signs = PainReport.objects.stopping().filter(session=OuterRef("pk"))
    steps = JsonRows(steps_back_of(OuterRef("assignment")), changes="changes")
    return for_logging(user).annotate(
        has_sign=Exists(signs),
        steps_back=steps,
        **told_by(user.pk, clinic=OuterRef("assignment__clinic")),
    )


def is_stopped(session: ExerciseSession) -> bool:
    """Return whether a sign has ended a session that came from `for_opening`."""
    return bool(session.has_sign)  # type: ignore[attr-defined]


def too_hard_in(session: ExerciseSession) -> frozenset[str]:
    """Return the keys of what the session's homework gave up as too hard.

    Without a statement for a session that came from `for_opening`.
    """
    if hasattr(session, "steps_back"):
        return given_up(as_list(one["changes"]) for one in session.steps_back)
    return given_up(steps_back_of(session.assignment_id).values_list("changes", flat=True))


def was_stopped(*, client: User, session: UUID) -> bool | None:
    """Return whether spread or a warning sign ended the client's own session; None where there is none.

    One statement.
    """
    own = ExerciseSession.objects.filter(client=client, pk=session)
    signs = PainReport.objects.stopping().filter(session=OuterRef("pk"))
    return own.annotate(has_sign=Exists(signs)).values_list("has_sign", flat=True).first()


def session_page(session: ExerciseSession) -> SessionPage:
    """Read what `session` asks for and what was logged in it (2 statements after `for_opening`)."""
    standing = ExerciseLog.objects.standing().filter(session=session).select_related("instead")
    logs = {log.prescription_id: log for log in standing}
    for log in logs.values():
        log.session = session
    prescriptions = (
        Prescription.objects.filter(version=session.version_id)
        .select_related("exercise")
        .order_by("position")
    )
    exercises = exercises_of(session, prescriptions, logs)
    for one in exercises:
        if one.log is not None:
            one.log.prescription = one.prescription
    return SessionPage(session=session, exercises=exercises)


def exercises_of(
    session: ExerciseSession,
    prescriptions: Iterable[Prescription],
    logs: Mapping[UUID, ExerciseLog],
    words: WordsOfCare | None = None,
) -> tuple[SessionExercise, ...]:
    """Return what the session asks for, given its version's prescriptions in order.

    `logs` are its standing logs by prescription. What was logged beyond a short session is among it.
    `words` of care are read with the session, or else with the first exercise.
    """
    words = words or WordsOfCare(session.client_id, row=session)
    return tuple(
        SessionExercise(
            number=number,
            prescription=one,
            dosage=session.dosage_of(one),
            log=logs.get(one.pk),
            words_of_care=words,
        )
        for number, one in enumerate(prescriptions, start=1)
        if session.exercise_count is None or number <= session.exercise_count or one.pk in logs
    )


def begun(user: User, session: UUID | None) -> ExerciseSession | None:
    """Return this person's own session, or None where it has not arrived (at most 1 statement)."""
    if session is None:
        return None
    own = ExerciseSession.objects.filter(client=user, pk=session)
    return own.only("dose", "ease_percent", "version").first()


def dosage_asked(
    prescription: Prescription, *, session: ExerciseSession | None, dose: Dose = Dose.FULL
) -> Dosage:
    """Return how much of an exercise the `session` asks for, or one in `dose` that has not arrived.

    As prescribed where the session asks for another version. One statement for a gentle dose.
    """
    if session is not None:
        is_of_it = session.version_id == prescription.version_id
        return session.dosage_of(prescription) if is_of_it else prescription.dosage
    percent = USUAL_EASE_PERCENT
    if dose is Dose.GENTLE:
        percent = ease_percent(prescription.version)
    return in_dose(prescription.dosage, dose, ease_percent=percent)


def performed_of(session: ExerciseSession) -> tuple[int, int]:
    """Return how many exercises of the session were performed, and out of how many (1 statement)."""
    logs = ExerciseLog.objects.standing().filter(session=session, outcome=Outcome.PERFORMED)
    return logs.count(), session.asked_count


def previous_pain(session: ExerciseSession) -> tuple[int, dt.date] | None:
    """Return the last pain rated before this session and its day, or None (1 statement)."""
    rated = previous_rating(session)
    if rated is None or rated.pain_after is None:
        return None
    return rated.pain_after, rated.local_day


def previous_rating(session: ExerciseSession) -> ExerciseSession | None:
    """Return the last session before this one whose pain was rated, or None (1 statement)."""
    return (
        ExerciseSession.objects.filter(
            client=session.client_id, pain_after__isnull=False, started_at__lt=session.started_at
        )
        .order_by("-started_at")
        .only("pain_after", "local_day", "started_at")
        .first()
    )
