"""Doing homework: log, skip, undo and correct an exercise, rate, finish. It begins in `starts`.

The phone makes the keys. Sending the same thing twice changes nothing; another body under the
same key is refused and the first one stands.
"""

from __future__ import annotations

import datetime as dt
import operator
import uuid
from collections.abc import Sequence
from contextlib import suppress

from accounts.database import write_transaction
from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.doses import in_place_of
from routines.domain.schedule import local_day
from routines.domain.sets import SetLog, as_prescribed, require_performable
from routines.domain.windows import BACK_FILL_DAYS, believed, is_too_old, was_filled_in_later
from routines.models import (
    Exercise,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    PainReport,
    Prescription,
    SkipReason,
    Source,
)
from routines.services.locks import lock_homework
from routines.services.log_rows import insert_once
from routines.services.once import SentBeforeError, Stored, fingerprint
from routines.services.proposals import consider
from routines.services.session_state import settle
from routines.services.starts import AssignmentRestsError as AssignmentRestsError
from routines.services.starts import NotYourHomeworkError as NotYourHomeworkError
from routines.services.starts import SessionError as SessionError
from routines.services.starts import start as start

MAX_NOTE_LENGTH = 2000


class AlreadyLoggedError(SessionError):
    """The exercise stands in this session with other numbers already."""

    def __init__(self, stored: ExerciseLog) -> None:
        super().__init__(
            f"This exercise is logged already: {stored.said}. Change that one if it is wrong."
        )
        self.stored = stored


class StoppedError(SessionError):
    """Spread or a warning sign ended the session; nobody did all the rest."""


class TooLateError(SessionError):
    """The time to undo or to correct is over."""


def log_performed(
    *,
    key: uuid.UUID,
    session: ExerciseSession,
    prescription: Prescription,
    sets: Sequence[SetLog],
    at: dt.datetime,
    now: dt.datetime,
    source: Source | None = None,
    instead: Exercise | None = None,
    made_at: dt.datetime | None = None,
    is_aside: bool = False,
) -> Stored[ExerciseLog]:
    """Log an exercise as done, with the sets that were done; `instead`: of an easier one.

    `made_at` says that it was tapped then and arrives only now; with `is_aside` another log of the
    same exercise stands, and this one is kept like one that was taken back. `log_plans` makes the
    same rows for many.

    Raises `SentBeforeError`, `AlreadyLoggedError`, `ImpossibleSetsError` for sets that are not of
    this dosage, `TooLateError` for a day too long ago, or `SessionError` for a prescription of
    another version.
    """
    require_performable(sets, _performed(prescription, instead))
    log = ExerciseLog(
        id=key, session=session, prescription=prescription, instead=instead, logged_at=at
    )
    log.outcome = Outcome.PERFORMED
    log.sets = [one.as_json() for one in sets]
    log = _ready(log, source=source, now=now, is_aside=is_aside)
    return _store(log, now=made_at or now)


def log_skipped(
    *,
    key: uuid.UUID,
    session: ExerciseSession,
    prescription: Prescription,
    reason: SkipReason,
    at: dt.datetime,
    now: dt.datetime,
    source: Source | None = None,
    made_at: dt.datetime | None = None,
    is_aside: bool = False,
) -> Stored[ExerciseLog]:
    """Log an exercise as left out, with the reason. Otherwise like `log_performed`."""
    log = ExerciseLog(id=key, session=session, prescription=prescription, logged_at=at)
    log.outcome = Outcome.SKIPPED
    log.skip_reason = reason.value
    log = _ready(log, source=source, now=now, is_aside=is_aside)
    return _store(log, now=made_at or now)


@write_transaction
def log_rest_as_prescribed(*, session: ExerciseSession, at: dt.datetime, now: dt.datetime) -> int:
    """Log every exercise that the session asks for and that stands open; return how many there were.

    What another tab logs in the same moment stays as it logged it. Raises `TooLateError`, and
    `StoppedError` after a sign: what was really done is then logged one by one.
    """
    if PainReport.objects.stopping().filter(session=session).exists():
        raise StoppedError(
            "This session was stopped. What you did is saved, and the rest is not needed."
        )
    done = ExerciseLog.objects.standing().filter(session=session)
    logged = set(done.values_list("prescription", flat=True))
    prescriptions = Prescription.objects.filter(version=session.version_id).order_by("position")
    asked = prescriptions[: session.exercise_count]
    open_ones = [one for one in asked if one.pk not in logged]
    for prescription in open_ones:
        with suppress(AlreadyLoggedError):
            log_performed(
                key=uuid7(),
                session=session,
                prescription=prescription,
                sets=as_prescribed(session.dosage_of(prescription)),
                at=at,
                now=now,
            )
    return len(open_ones)


@write_transaction
def undo(
    *,
    log: ExerciseLog,
    by: User,
    now: dt.datetime,
    made_at: dt.datetime | None = None,
    tapped_at: dt.datetime | None = None,
) -> ExerciseLog:
    """Take a log back within ten seconds; the row stays as a tombstone. Twice is once.

    `made_at` says that it was tapped then and arrives only now: it is judged by that moment, and by
    when the log was tapped by the same clock, `tapped_at`, where that is known.
    Raises `NotYourHomeworkError`, and `TooLateError` after that; correcting it is possible for a week.
    """
    _require_own(log.session, by=by)
    if made_at is not None:
        is_in_time = log.was_undone_in_time(made_at, since=tapped_at or log.tapped_at)
    else:
        is_in_time = log.undone_at is not None or log.may_undo(now)
    if not is_in_time:
        raise TooLateError("The ten seconds are over. You can still change it for 7 days.")
    if log.undone_at is not None:
        return log
    log.undone_at = made_at or now
    log.save(update_fields=["undone_at"])
    settle(log.session, now=made_at or now, is_undone=True)
    return log


@write_transaction
def correct(
    *,
    log: ExerciseLog,
    by: User,
    now: dt.datetime,
    sets: Sequence[SetLog] = (),
    reason: SkipReason | None = None,
    instead: Exercise | None = None,
    made_at: dt.datetime | None = None,
    is_overtaken: bool = False,
) -> ExerciseLog:
    """Change what a log says, within seven days: other sets, or skipped after all.

    `made_at` says that it was tapped then and arrives only now: it is judged by that moment, and a
    log that was taken back keeps it. One that `is_overtaken` by a later one is only checked.
    Raises `NotYourHomeworkError`, `TooLateError` when the week is over or the log was undone, and
    `ImpossibleSetsError` for sets that are not of this dosage, where there is no reason either.
    """
    _require_own(log.session, by=by)
    if made_at is not None:
        is_in_time = log.was_edited_in_time(made_at, since=log.tapped_at)
    else:
        if log.undone_at is not None:
            raise TooLateError("This was taken back. Log the exercise again instead.")
        is_in_time = log.may_edit(now)
    if not is_in_time:
        raise TooLateError(
            "This can be changed for 7 days. Tell your therapist what was different."
        )
    if reason is None:
        require_performable(sets, _performed(log.prescription, instead))
    if is_overtaken:
        return log
    log.outcome = Outcome.SKIPPED if reason else Outcome.PERFORMED
    log.skip_reason = reason.value if reason else ""
    log.sets = [] if reason else [one.as_json() for one in sets]
    log.instead = None if reason else instead
    log.edited_at = made_at or now
    log.save(update_fields=["outcome", "skip_reason", "sets", "instead", "edited_at"])
    settle(log.session, now=made_at or now)
    return log


@write_transaction
def rate(
    *,
    session: ExerciseSession,
    by: User,
    now: dt.datetime,
    pain: int | None = None,
    effort: int | None = None,
    note: str | None = None,
    made_at: dt.datetime | None = None,
) -> ExerciseSession:
    """Keep pain afterwards (NPRS 0-10), effort (0-10) or a note; None leaves what is there.

    Pain and effort are judged at once, and the homework's rules may act on them. `made_at` says that
    it was tapped then and arrives only now.
    Raises `NotYourHomeworkError`, `SessionError` for a number off the scale or a note that is too
    long, and `TooLateError` for a day too long ago.
    """
    _require_own(session, by=by)
    require_recent(session, now=made_at or now)
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
    is_judged = pain is not None or effort is not None
    # Homework before its session, as everywhere: who starts one locks in that order, too.
    locked = lock_homework(session) if is_judged else {}
    # Only what was tapped: pain and effort may arrive in the same moment.
    session.save(update_fields=changed)
    settle(session, now=made_at or now, is_over=True)
    if is_judged:
        consider(session=session, now=now, locked=locked)
    return session


@write_transaction
def finish(*, session: ExerciseSession, by: User, now: dt.datetime) -> ExerciseSession:
    """End the session `now`; it counts when an exercise was done. Raises `NotYourHomeworkError`."""
    _require_own(session, by=by)
    settle(session, now=now, is_over=True)
    session.refresh_from_db(fields=["is_performed", "finished_at"])
    return session


def fingerprint_of(log: ExerciseLog) -> str:
    """Return the digest of what a log says: the same for the same said again under its key."""
    return fingerprint(
        {
            "session": log.session_id,
            "prescription": log.prescription_id,
            "outcome": str(log.outcome),
            "sets": log.sets,
            "skip_reason": log.skip_reason,
            # Left out where there is none: what was sent before it existed must stay the same.
            **({"instead": log.instead_id} if log.instead_id else {}),
        }
    )


def _ready(
    log: ExerciseLog, *, source: Source | None, now: dt.datetime, is_aside: bool
) -> ExerciseLog:
    session = log.session
    if log.prescription.version_id != session.version_id:
        raise SessionError("This exercise is not part of this session. Open it again from Today.")
    log.logged_at = believed(log.logged_at, now=now)
    log.source = source or session.source
    if source is None and was_filled_in_later(
        started_at=session.started_at, logged_at=log.logged_at
    ):
        log.source = Source.BACK_FILLED
    log.received_at = now
    log.undone_at = log.logged_at if is_aside else None
    log.fingerprint = fingerprint_of(log)
    return log


def _store(log: ExerciseLog, *, now: dt.datetime) -> Stored[ExerciseLog]:
    with write_transaction():
        if not insert_once(log):
            return _stands_already(log)
        # After the insert, so that a late copy of what stands is still told that it stands.
        require_recent(log.session, now=now)
        settle(log.session, now=now, is_locked=True)
    return Stored(log, is_new=True)


def _performed(prescription: Prescription, instead: Exercise | None) -> Dosage:
    if instead is None:
        return prescription.dosage
    return in_place_of(instead.dosage, prescription.dosage)


def _stands_already(log: ExerciseLog) -> Stored[ExerciseLog]:
    # A replay of the same key, or another tab that logged this exercise first.
    known = ExerciseLog.objects.filter(pk=log.pk).select_related("session").first()
    if known is not None:
        if known.session.client_id != log.session.client_id:
            raise SentBeforeError(None)
        if known.fingerprint != log.fingerprint:
            raise SentBeforeError(known)
        return Stored(known, is_new=False)
    standing = ExerciseLog.objects.standing().filter(session=log.session)
    stored = standing.filter(prescription=log.prescription).first()
    if stored is None:  # it was taken back in this very moment
        raise SessionError("That did not go through. Send it once more.")
    says = operator.attrgetter("outcome", "skip_reason", "sets", "instead_id")
    if says(stored) == says(log):
        return Stored(stored, is_new=False)
    raise AlreadyLoggedError(stored)


def _require_own(session: ExerciseSession, *, by: User) -> None:
    if session.client_id != by.pk:
        raise NotYourHomeworkError("This is not your homework. Open yours from Today.")


def require_recent(session: ExerciseSession, *, now: dt.datetime) -> None:
    """Refuse a session of a day too long ago. Raises `TooLateError`."""
    # The zone of the day it was started in: the day may not become another one by travelling.
    if is_too_old(session.local_day, today=local_day(now, session.time_zone)):
        raise TooLateError(
            f"That was more than {BACK_FILL_DAYS} days ago. Tell your therapist instead."
        )
