"""Keeping what a client feels in the middle of an exercise; two of the answers end the session."""

from __future__ import annotations

import datetime as dt
import uuid

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.windows import believed
from routines.models import ExerciseSession, Feeling, PainReport, Prescription
from routines.services.flags import raise_for_report
from routines.services.locks import lock_homework
from routines.services.once import SentBeforeError, Stored, fingerprint
from routines.services.proposals import consider
from routines.services.rests import rest_after
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
    made_at: dt.datetime | None = None,
) -> Stored[PainReport]:
    """Store an answer to "What do you feel?" under the phone's own `key`; sent twice it is one.

    Pain that moves down the leg and a warning sign end the session: nobody goes on exercising with
    them (universal stop rules of the safety file), and homework rests until somebody has looked. A
    sharp pain is red by itself: the rules act on it at once, and this session goes on in the version
    it has. A pull changes nothing. A report is never too late. A warning sign raises a flag, too.
    `made_at` says that it was tapped then and arrives only now: that is when the session ended.

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
    # Homework before its session, as everywhere: who starts one locks in that order, too.
    locked = lock_homework(session) if feeling is not Feeling.PULL else {}
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
        settle(session, now=made_at or now, is_over=True)
        rest_after(stored, locked=locked, now=now)
    if is_new and feeling is Feeling.WARNING:
        raise_for_report(report=stored, now=now)
    if is_new and feeling is not Feeling.PULL:
        consider(session=session, now=now, locked=locked)
    return Stored(stored, is_new=is_new)
