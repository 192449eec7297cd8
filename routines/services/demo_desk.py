"""The demo's desk: Ivan's break from his therapist, and a working day that began three hours ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from accounts.identifiers import uuid7
from accounts.time_zones import zone_or_utc
from routines.domain.desk import USUAL_INTERVAL, USUAL_WEEK, Begins, DeskEventKind, WorkHours
from routines.domain.schedule import local_day
from routines.models import Assignment, ExerciseSession, Source
from routines.services import sessions
from routines.services.desk import change_plan, record

# Minutes before now.
EVENTS = ((DeskEventKind.STARTED, 172), (DeskEventKind.STOOD, 84), (DeskEventKind.SNOOZED, 37))
BREAKS = (127, 22)
# The days at work before, the latest first: breaks with exercises, and times he just stood up.
DAYS_BEFORE = ((2, 3), (1, 3), (3, 3), (2, 2), (2, 3), (1, 4), (2, 2), (1, 2), (2, 2), (2, 1))


def ivans_desk(
    assignment: Assignment, *, now: dt.datetime, log: Callable[[ExerciseSession], None]
) -> None:
    """Let Ivan begin his day at the desk, stand up once and do the break twice, as far as it is today.

    `log` logs every exercise of a session.
    """
    ivan = assignment.client
    today = local_day(now, ivan.time_zone)
    change_plan(
        client=ivan,
        now=now - dt.timedelta(minutes=EVENTS[0][1]),
        is_on=True,
        hours=_hours_around(now.astimezone(zone_or_utc(ivan.time_zone))),
        interval=USUAL_INTERVAL,
        begins=Begins.TAP,
        lunch=None,
        routine=None,
    )
    _days_before(assignment, now=now, log=log)
    for kind, ago in EVENTS:
        at = now - dt.timedelta(minutes=ago)
        if local_day(at, ivan.time_zone) == today:
            record(key=uuid7(), client=ivan, kind=kind, at=at, now=at)
    for ago in BREAKS:
        at = now - dt.timedelta(minutes=ago)
        if local_day(at, ivan.time_zone) == today:
            _do(assignment, at=at, log=log)


def _days_before(
    assignment: Assignment, *, now: dt.datetime, log: Callable[[ExerciseSession], None]
) -> None:
    here = zone_or_utc(assignment.client.time_zone)
    today = local_day(now, assignment.client.time_zone)
    frequency = assignment.current_version.frequency
    back = (today - dt.timedelta(days=ago) for ago in range(1, 13))
    working = [day for day in back if frequency.due_on(day)]
    for day, (done, stood) in zip(working, DAYS_BEFORE, strict=False):
        morning = dt.datetime.combine(day, dt.time(9, 0), tzinfo=here)
        record(
            key=uuid7(),
            client=assignment.client,
            kind=DeskEventKind.STARTED,
            at=morning,
            now=morning,
        )
        for number in range(done + stood):
            at = morning + dt.timedelta(minutes=(number + 1) * (USUAL_INTERVAL + 4))
            if number % 2 == 0 and number // 2 < done:
                _do(assignment, at=at, log=log)
            else:
                record(
                    key=uuid7(),
                    client=assignment.client,
                    kind=DeskEventKind.STOOD,
                    at=at,
                    now=at,
                )


def _do(assignment: Assignment, *, at: dt.datetime, log: Callable[[ExerciseSession], None]) -> None:
    begun = sessions.start(
        key=uuid7(),
        assignment=assignment,
        client=assignment.client,
        day=local_day(at, assignment.client.time_zone),
        at=at,
        now=at,
        source=Source.TIMED,
    )
    log(begun.row)


def _hours_around(now: dt.datetime) -> WorkHours:
    """Return the usual week, and today so long that whoever looks at the demo finds a day at work."""
    week = [*USUAL_WEEK]
    first = min(9, max(0, now.hour - 3))
    week[now.weekday()] = (dt.time(first, 0), dt.time(max(17, min(23, now.hour + 3)), 30))
    return WorkHours(tuple(week))
