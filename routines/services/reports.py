"""Keeping what a client feels in the middle of an exercise; two of the answers end the session."""

from __future__ import annotations

import datetime as dt
import uuid

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.windows import believed
from routines.models import ExerciseSession, Feeling, PainReport, Prescription
from routines.services.once import SentBeforeError, Stored, fingerprint
from routines.services.proposals import consider
from routines.services.session_state import settle
from routines.services.sessions import NotYourHomeworkError, SessionError


@write_transaction
def report(
    *,
    key: uuid.UUID,
    session: ExerciseSession,
    prescription: Prescription | None,
    feeling: Feeling,
    by: User,
    at: dt.datetime,
    now: dt.datetime,
) -> Stored[PainReport]:
    """Store an answer to "What do you feel?" under the phone's own `key`; sent twice it is one.

    Pain that moves down the leg and a warning sign end the session: nobody goes on exercising with
    them (universal stop rules of the safety file), and the rules of the homework say whether it
    rests. A report is never too late.

    Raises `NotYourHomeworkError`, `SessionError` for an exercise of another version, and
    `SentBeforeError` where the key stands for something else.
    """
    if session.client_id != by.pk:
        raise NotYourHomeworkError("This is not your homework. Open yours from Today.")
    if prescription is not None and prescription.version_id != session.version_id:
        raise SessionError("This exercise is not part of this session. Open it again from Today.")
    body = fingerprint(
        {
            "session": session.pk,
            "prescription": prescription.pk if prescription else None,
            "feeling": feeling.value,
        }
    )
    stored, is_new = PainReport.objects.get_or_create(
        pk=key,
        defaults={
            "session": session,
            "prescription": prescription,
            "feeling": feeling,
            "reported_at": believed(at, now=now),
            "received_at": now,
            "fingerprint": body,
        },
    )
    if not is_new and stored.fingerprint != body:
        raise SentBeforeError(stored if stored.session.client_id == by.pk else None)
    if is_new and stored.stops_the_session:
        settle(session, now=now, is_over=True)
        consider(session=session, now=now)
    return Stored(stored, is_new=is_new)
