"""Doing homework: start a session, log, skip, undo and correct an exercise, rate, finish.

The phone makes the keys. Sending the same thing twice changes nothing; another body under the
same key is refused and the first one stands.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, connection
from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from accounts.database import write_transaction
from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.schedule import local_day
from routines.domain.sets import SetLog, as_prescribed
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    Prescription,
    SkipReason,
    Source,
    Status,
)
from routines.queries.due import version_on
from routines.services.once import SentBeforeError, Stored, fingerprint

BACK_FILL_DAYS = 30
CLOCK_TOLERANCE = dt.timedelta(minutes=10)
MAX_NOTE_LENGTH = 2000
MAX_SETS_LOGGED = 100  # all sides and rounds of one exercise


class SessionError(ValueError):
    """This cannot be logged like this; the text says what to do instead."""


class NotYourHomeworkError(SessionError):
    """Somebody else's homework; even their therapist does not do it for them."""


class AssignmentRestsError(SessionError):
    """The homework is paused, or had ended before that day."""


class AlreadyLoggedError(SessionError):
    """The exercise stands in this session with other numbers already."""

    def __init__(self, stored: ExerciseLog) -> None:
        super().__init__(
            f"This exercise is logged already: {stored.said}. Change that one if it is wrong."
        )
        self.stored = stored


class TooLateError(SessionError):
    """The time to undo or to correct is over."""


@write_transaction
def start(
    *,
    key: uuid.UUID,
    assignment: Assignment,
    client: User,
    day: dt.date,
    at: dt.datetime,
    now: dt.datetime,
    source: Source = Source.TAPPED,
    take_up: bool = False,
) -> Stored[ExerciseSession]:
    """Begin a session under the phone's `key`, for the client's own `day`.

    With `take_up`, an unfinished session of the same homework and day is taken up again instead of
    a second one: right for a tap on Start, wrong for a phone that already logs under its own key.
    `at` is the phone's clock, `now` the server's. A day filled in later asks for what was
    prescribed on that day.

    Raises `AssignmentRestsError`, `SentBeforeError`, `NotYourHomeworkError`, or `SessionError` for
    a day that is too far off.
    """
    body = fingerprint({"assignment": assignment.pk, "day": day, "source": source.value})
    known = _known_session(key, client=client, body=body)
    if known is not None:
        return known
    if assignment.client_id != client.pk:
        raise NotYourHomeworkError("This is not your homework. Open yours from Today.")
    # Locked, so that two tabs end in one session; and read anew, for it may have just ended.
    assignment = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("version")
        .get(pk=assignment.pk)
    )
    _check_day(assignment, client=client, day=day, now=now)
    version = _version_for(assignment, day=day)
    unfinished = ExerciseSession.objects.filter(
        client=client,
        assignment=assignment,
        version=version,
        local_day=day,
        finished_at__isnull=True,
    ).order_by("-started_at")
    begun = unfinished.first() if take_up else None
    if begun is not None:
        return Stored(begun, is_new=False)
    session = ExerciseSession(
        id=key,
        client=client,
        assignment=assignment,
        version=version,
        local_day=day,
        time_zone=client.time_zone,
        started_at=min(at, now + CLOCK_TOLERANCE),
        source=source,
        fingerprint=body,
        received_at=now,
    )
    try:
        with write_transaction():
            session.save(force_insert=True)
    except IntegrityError:
        # The same key came twice in the same moment; the other one was first.
        known = _known_session(key, client=client, body=body)
        if known is None:
            raise
        return known
    return Stored(session, is_new=True)


def log_performed(
    *,
    key: uuid.UUID,
    session: ExerciseSession,
    prescription: Prescription,
    sets: Sequence[SetLog],
    at: dt.datetime,
    now: dt.datetime,
    source: Source | None = None,
) -> Stored[ExerciseLog]:
    """Log an exercise as done, with the sets that were done.

    Raises `SentBeforeError`, `AlreadyLoggedError`, or `SessionError` for a prescription of
    another version and for no sets at all.
    """
    _check_sets(sets)
    log = ExerciseLog(id=key, session=session, prescription=prescription, logged_at=at)
    log.outcome = Outcome.PERFORMED
    log.sets = [one.as_json() for one in sets]
    return _store(log, source=source, now=now)


def log_skipped(
    *,
    key: uuid.UUID,
    session: ExerciseSession,
    prescription: Prescription,
    reason: SkipReason,
    at: dt.datetime,
    now: dt.datetime,
    source: Source | None = None,
) -> Stored[ExerciseLog]:
    """Log an exercise as left out, with the reason. Raises like `log_performed`."""
    log = ExerciseLog(id=key, session=session, prescription=prescription, logged_at=at)
    log.outcome = Outcome.SKIPPED
    log.skip_reason = reason.value
    return _store(log, source=source, now=now)


@write_transaction
def log_rest_as_prescribed(*, session: ExerciseSession, at: dt.datetime, now: dt.datetime) -> int:
    """Log every exercise that still stands open as prescribed; return how many there were."""
    done = ExerciseLog.objects.standing().filter(session=session).values("prescription")
    open_ones = Prescription.objects.filter(version=session.version_id).exclude(pk__in=done)
    prescriptions = list(open_ones.order_by("position"))
    for prescription in prescriptions:
        log_performed(
            key=uuid7(),
            session=session,
            prescription=prescription,
            sets=as_prescribed(prescription.dosage),
            at=at,
            now=now,
        )
    return len(prescriptions)


@write_transaction
def undo(*, log: ExerciseLog, now: dt.datetime) -> ExerciseLog:
    """Take a log back within ten seconds; the row stays as a tombstone. Twice is once.

    Raises `TooLateError` after that; correcting it is possible for a week.
    """
    if log.undone_at is not None:
        return log
    if not log.may_undo(now):
        raise TooLateError("The ten seconds are over. You can still change it for 7 days.")
    log.undone_at = now
    log.save(update_fields=["undone_at"])
    _settle(log.session, now=now, is_undone=True)
    return log


@write_transaction
def correct(
    *,
    log: ExerciseLog,
    now: dt.datetime,
    sets: Sequence[SetLog] = (),
    reason: SkipReason | None = None,
) -> ExerciseLog:
    """Change what a log says, within seven days: other sets, or skipped after all.

    Raises `TooLateError` when the week is over or the log was undone, and `SessionError` for
    neither sets nor a reason.
    """
    if log.undone_at is not None:
        raise TooLateError("This was taken back. Log the exercise again instead.")
    if not log.may_edit(now):
        raise TooLateError(
            "This can be changed for 7 days. Tell your therapist what was different."
        )
    if reason is None:
        _check_sets(sets)
    log.outcome = Outcome.SKIPPED if reason else Outcome.PERFORMED
    log.skip_reason = reason.value if reason else ""
    log.sets = [] if reason else [one.as_json() for one in sets]
    log.edited_at = now
    log.save(update_fields=["outcome", "skip_reason", "sets", "edited_at"])
    _settle(log.session, now=now)
    return log


@write_transaction
def rate(
    *,
    session: ExerciseSession,
    now: dt.datetime,
    pain: int | None = None,
    effort: int | None = None,
    note: str | None = None,
) -> ExerciseSession:
    """Keep pain afterwards (NPRS 0-10), effort (0-10) or a note; None leaves what is there.

    Raises `SessionError` for a number off the scale or a note that is too long.
    """
    changed = []
    for value, field in ((pain, "pain_after"), (effort, "effort")):
        if value is None:
            continue
        if not 0 <= value <= 10:
            raise SessionError("Choose a number from 0 to 10.")
        setattr(session, field, value)
        changed.append(field)
    if note is not None:
        if len(note) > MAX_NOTE_LENGTH:
            raise SessionError(
                f"Your note has {len(note)} letters. Shorten it to {MAX_NOTE_LENGTH} and save again."
            )
        session.note = note
        changed.append("note")
    # Only what was tapped: pain and effort may arrive in the same moment.
    session.save(update_fields=changed)
    _settle(session, now=now, is_over=True)
    return session


@write_transaction
def finish(*, session: ExerciseSession, now: dt.datetime) -> ExerciseSession:
    """End the session, early or not. It counts when at least one exercise was done."""
    _settle(session, now=now, is_over=True)
    session.refresh_from_db(fields=["is_performed", "finished_at"])
    return session


@write_transaction
def _store(log: ExerciseLog, *, source: Source | None, now: dt.datetime) -> Stored[ExerciseLog]:
    session = log.session
    if log.prescription.version_id != session.version_id:
        raise SessionError("This exercise is not part of this session. Open it again from Today.")
    log.source = source or Source(session.source)
    log.logged_at = min(log.logged_at, now + CLOCK_TOLERANCE)
    log.received_at = now
    log.fingerprint = fingerprint(
        {
            "session": session.pk,
            "prescription": log.prescription_id,
            "outcome": str(log.outcome),
            "sets": log.sets,
            "skip_reason": log.skip_reason,
        }
    )
    try:
        with write_transaction():
            log.save(force_insert=True)
    except IntegrityError:
        return _stands_already(log)
    _settle(session, now=now)
    return Stored(log, is_new=True)


def _stands_already(log: ExerciseLog) -> Stored[ExerciseLog]:
    # A replay of the same key, or another tab that logged this exercise first.
    known = ExerciseLog.objects.filter(pk=log.pk).select_related("session").first()
    if known is not None:
        if known.session.client_id != log.session.client_id:
            raise SentBeforeError(None)
        if known.fingerprint != log.fingerprint:
            raise SentBeforeError(known)
        return Stored(known, is_new=False)
    stored = ExerciseLog.objects.standing().get(session=log.session, prescription=log.prescription)
    if (stored.outcome, stored.skip_reason, stored.sets) == (
        log.outcome,
        log.skip_reason,
        log.sets,
    ):
        return Stored(stored, is_new=False)
    raise AlreadyLoggedError(stored)


def _known_session(key: uuid.UUID, *, client: User, body: str) -> Stored[ExerciseSession] | None:
    known = ExerciseSession.objects.filter(pk=key).first()
    if known is None:
        return None
    if known.client_id != client.pk:
        raise SentBeforeError(None)
    if known.fingerprint != body:
        raise SentBeforeError(known)
    return Stored(known, is_new=False)


def _version_for(assignment: Assignment, *, day: dt.date) -> AssignmentVersion:
    current = assignment.current_version
    if current.effective_on <= day:
        return current
    return version_on(assignment.versions.all(), day) or current


def _check_sets(sets: Sequence[SetLog]) -> None:
    if not sets:
        raise SessionError("Give at least one set, or choose Skip.")
    if len(sets) > MAX_SETS_LOGGED:
        raise SessionError(f"Give at most {MAX_SETS_LOGGED} sets.")


def _check_day(assignment: Assignment, *, client: User, day: dt.date, now: dt.datetime) -> None:
    today = local_day(now, client.time_zone)
    if day > today + dt.timedelta(days=1):
        raise SessionError("That day has not come yet. Check the date on your phone.")
    if day < today - dt.timedelta(days=BACK_FILL_DAYS):
        raise SessionError(f"You can fill in the last {BACK_FILL_DAYS} days.")
    if assignment.status == Status.ENDED and assignment.ended_on and day > assignment.ended_on:
        raise AssignmentRestsError(
            f"This homework ended on {assignment.ended_on:%-d %B}. "
            "What you did up to that day can still be logged."
        )
    if assignment.status == Status.PAUSED and day >= today:
        raise AssignmentRestsError(
            "This homework rests for now. Your therapist will start it again."
        )


def _settle(
    session: ExerciseSession, *, now: dt.datetime, is_over: bool = False, is_undone: bool = False
) -> None:
    """Bring the session up to date with its logs, in one statement (PostgreSQL: and a lock).

    It counts from its first performed exercise on, and is over with its last one or when
    `is_over`. Taking a log back opens it again, unless it was rated already.
    """
    if connection.features.has_select_for_update:
        # Two exercises logged in the same moment must see each other, or neither is the last one.
        ExerciseSession.objects.select_for_update(no_key=True).only("pk").get(pk=session.pk)
    standing = ExerciseLog.objects.standing().filter(session=OuterRef("pk")).order_by()
    count = standing.values("session").annotate(count=Count("pk")).values("count")
    is_all_logged = GreaterThanOrEqual(Coalesce(Subquery(count), 0), session.version.exercise_count)
    ended: Case | Coalesce | Value = Case(
        When(is_all_logged, then=Coalesce("finished_at", Value(now))), default="finished_at"
    )
    if is_over:
        ended = Coalesce("finished_at", Value(now))
    elif is_undone and session.pain_after is None and session.effort is None:
        ended = Value(None)
    ExerciseSession.objects.filter(pk=session.pk).update(
        is_performed=Exists(standing.filter(outcome=Outcome.PERFORMED)), finished_at=ended
    )
