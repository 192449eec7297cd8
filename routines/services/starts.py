"""Beginning a session of homework: in which dose, for which day, exactly once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.doses import Dose
from routines.domain.schedule import local_day
from routines.domain.windows import BACK_FILL_DAYS, believed, is_too_old
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Source,
    Status,
)
from routines.queries.doses import dose_columns
from routines.queries.due import version_on
from routines.services.once import SentBeforeError, Stored, fingerprint


class SessionError(ValueError):
    """This cannot be logged like this; the text says what to do instead."""


class NotYourHomeworkError(SessionError):
    """Somebody else's homework; even their therapist does not do it for them."""


class AssignmentRestsError(SessionError):
    """The homework is paused, or had ended before that day."""


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
    dose: Dose = Dose.FULL,
    take_up: bool = False,
    made_at: dt.datetime | None = None,
    time_zone: str = "",
    version: int | None = None,
) -> Stored[ExerciseSession]:
    """Begin a session under the phone's `key`, for the client's own `day`.

    With `take_up`, an unfinished session of the same homework and day is taken up again instead of
    a second one: right for a tap on Start, wrong for a phone that already logs under its own key.
    With nothing logged in it yet it takes the dose that was tapped last, else it goes on as it is.
    `at` is the phone's clock, `now` the server's. A day filled in later asks for what was
    prescribed on that day, or for the `version` that the phone showed.

    `made_at` says that it was begun then, in `time_zone`, and arrives only now: the day is judged by
    that moment, and homework that rests or ended meanwhile does not undo what was done.

    Raises `AssignmentRestsError`, `SentBeforeError`, `NotYourHomeworkError`, or `SessionError` for
    a day that is too far off.
    """
    sent = {"assignment": assignment.pk, "day": day, "source": source.value}
    # Only where there is one to speak of: what older phones sent stays the same body.
    body = fingerprint(sent if dose is Dose.FULL else {**sent, "dose": dose.value})
    known = _known_session(key, client=client, body=body, version=version)
    if known is not None:
        return _in_dose(known.row, dose) if take_up else known
    if assignment.client_id != client.pk:
        raise NotYourHomeworkError("This is not your homework. Open yours from Today.")
    # Locked, so that two tabs end in one session; and read anew, for it may have just ended.
    assignment = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        # After the wait: a join would miss a version made meanwhile.
        .prefetch_related("version")
        .get(pk=assignment.pk)
    )
    zone = time_zone or client.time_zone
    _check_day(day=day, today=local_day(made_at or now, zone))
    if made_at is None:
        require_awake(assignment, day=day, today=local_day(now, zone))
    prescribed = _version_for(assignment, day=day, number=version)
    unfinished = ExerciseSession.objects.filter(
        client=client,
        assignment=assignment,
        version=prescribed,
        local_day=day,
        finished_at__isnull=True,
    ).order_by("-started_at")
    begun = unfinished.first() if take_up else None
    if begun is not None:
        return _in_dose(begun, dose)
    session = ExerciseSession(
        id=key,
        client=client,
        assignment=assignment,
        version=prescribed,
        local_day=day,
        time_zone=zone,
        started_at=believed(at, now=now),
        source=source,
        **dose_columns(prescribed, dose),
        fingerprint=body,
        received_at=now,
    )
    try:
        with write_transaction():
            session.save(force_insert=True)
    except IntegrityError:
        # The same key came twice in the same moment; the other one was first.
        known = _known_session(key, client=client, body=body, version=version)
        if known is None:
            raise
        return known
    return Stored(session, is_new=True)


def _known_session(
    key: uuid.UUID, *, client: User, body: str, version: int | None
) -> Stored[ExerciseSession] | None:
    known = ExerciseSession.objects.filter(pk=key).select_related("version").first()
    if known is None:
        return None
    if known.client_id != client.pk:
        raise SentBeforeError(None)
    if known.fingerprint != body or version not in (None, known.version.number):
        raise SentBeforeError(known)
    return Stored(known, is_new=False)


def _in_dose(begun: ExerciseSession, dose: Dose) -> Stored[ExerciseSession]:
    # Locked before its logs are looked at, so that none slips in under another dose.
    session = ExerciseSession.objects.select_for_update(no_key=True).get(pk=begun.pk)
    is_untouched = (
        session.finished_at is None
        and not ExerciseLog.objects.standing().filter(session=session).exists()
    )
    if session.dose != dose and is_untouched:
        columns = dose_columns(session.version, dose)
        for column, value in columns.items():
            setattr(session, column, value)
        session.save(update_fields=list(columns))
    return Stored(session, is_new=False)


def _version_for(assignment: Assignment, *, day: dt.date, number: int | None) -> AssignmentVersion:
    current = assignment.current_version
    if number is not None:
        shown = assignment.versions.filter(number=number).first()
        if shown is None:
            raise SessionError("We do not know this version of the homework. Open it again.")
        return shown
    if current.effective_on <= day:
        return current
    return version_on(assignment.versions.all(), day) or current


def _check_day(*, day: dt.date, today: dt.date) -> None:
    if day > today + dt.timedelta(days=1):
        raise SessionError("That day has not come yet. Check the date on your phone.")
    if is_too_old(day, today=today):
        raise SessionError(f"You can fill in the last {BACK_FILL_DAYS} days.")


def require_awake(assignment: Assignment, *, day: dt.date, today: dt.date) -> None:
    """Raise `AssignmentRestsError` where the homework had ended before `day`, or is paused now."""
    if assignment.status == Status.ENDED and assignment.ended_on and day > assignment.ended_on:
        raise AssignmentRestsError(
            f"This homework ended on {assignment.ended_on.day} {assignment.ended_on:%B}. "
            "What you did up to that day can still be logged."
        )
    if assignment.status == Status.PAUSED and day >= today:
        raise AssignmentRestsError(
            "This homework rests for now. Your therapist will start it again."
        )
