"""The demo's desk: Ivan's break from his therapist, and a working day that began three hours ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from accounts.identifiers import uuid7
from routines.domain.desk import DeskEventKind
from routines.domain.schedule import local_day
from routines.models import Assignment, ExerciseSession, Source
from routines.services import sessions
from routines.services.desk import record

# Minutes before now.
EVENTS = ((DeskEventKind.STARTED, 172), (DeskEventKind.STOOD, 84), (DeskEventKind.SNOOZED, 37))
BREAKS = (127, 22)


def ivans_desk(
    assignment: Assignment, *, now: dt.datetime, log: Callable[[ExerciseSession], None]
) -> None:
    """Let Ivan begin his day at the desk, stand up once and do the break twice, as far as it is today.

    `log` logs every exercise of a session.
    """
    ivan = assignment.client
    today = local_day(now, ivan.time_zone)
    for kind, ago in EVENTS:
        at = now - dt.timedelta(minutes=ago)
        if local_day(at, ivan.time_zone) == today:
            record(key=uuid7(), client=ivan, kind=kind, at=at, now=at)
    for ago in BREAKS:
        at = now - dt.timedelta(minutes=ago)
        if local_day(at, ivan.time_zone) == today:
            begun = sessions.start(
                key=uuid7(),
                assignment=assignment,
                client=ivan,
                day=today,
                at=at,
                now=at,
                source=Source.TIMED,
            )
            log(begun.row)
