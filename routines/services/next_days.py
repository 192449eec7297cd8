"""The one question on the morning after: how yesterday's sessions left the client."""

from __future__ import annotations

import datetime as dt

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.schedule import local_day
from routines.models import ExerciseSession
from routines.services.locks import lock_homework
from routines.services.proposals import consider
from routines.services.sessions import NotYourHomeworkError, SessionError, TooLateError


class NothingDoneError(SessionError):
    """Nothing is known to have been done the day before."""


@write_transaction
def answer(
    *,
    client: User,
    day: dt.date,
    pain: int,
    by: User,
    now: dt.datetime,
    made_at: dt.datetime | None = None,
    today: dt.date | None = None,
) -> list[ExerciseSession]:
    """Keep how much it hurts (NPRS 0-10) on the client's own `day`, for all sessions of the day before.

    Answered again on the same day it is corrected. `made_at` says that it was tapped then, on the
    phone's own `today`, and arrives only now. Returns the sessions, oldest first. Raises
    `NotYourHomeworkError`, `TooLateError` for another day than the client's today,
    `NothingDoneError` where nothing was done the day before, and `SessionError` for a number off
    the scale.
    """
    if by.pk != client.pk:
        raise NotYourHomeworkError("Only you can say how you feel.")
    if day != (today or local_day(now, client.time_zone)):
        raise TooLateError("This question was for another day. Open Today for the new one.")
    if not 0 <= pain <= 10:
        raise SessionError("Choose a number from 0 to 10.")
    yesterday = day - dt.timedelta(days=1)
    sessions = list(
        ExerciseSession.objects.performed()
        .filter(client=client, local_day=yesterday)
        .order_by("started_at", "pk")
    )
    if not sessions:
        raise NothingDoneError("There is nothing to ask about. Nothing was done yesterday.")
    # Homework before its sessions, as everywhere: who starts one locks in that order, too.
    locked = lock_homework(*sessions)
    rows = ExerciseSession.objects.filter(pk__in=[one.pk for one in sessions])
    rows.update(pain_next_day=pain, next_day_at=made_at or now)
    # The last one of each homework speaks for its day; the earlier ones are part of the evidence.
    last = {one.assignment_id: one for one in sessions}
    for session in sessions:
        session.pain_next_day, session.next_day_at = pain, made_at or now
    for session in last.values():
        consider(session=session, now=now, locked=locked)
    return sessions
