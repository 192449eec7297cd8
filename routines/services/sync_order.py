"""What follows from all that arrived of a session, whatever the order it arrived in.

The services of each kind act on what is there when a thing arrives. Afterwards this brings together
what depends on more than one thing: when a session ended, the pain around it, and what waited for it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from accounts.models import User
from routines.models import CheckIn, ExerciseSession, SentKind, SyncReceipt
from routines.queries.evidence import PAIN_IS_KNOWN_FOR, pain_before
from routines.queries.sync_rows import (
    Course,
    SaidLater,
    alarms_of,
    courses_of,
    said_later,
    with_pain_after,
)
from routines.services.proposals import consider

_PAIN = {SentKind.RATING, SentKind.NEXT_DAY, SentKind.SESSION, SentKind.LOG, SentKind.UNDO}


def put_together(
    *,
    client: User,
    touched: Collection[uuid.UUID],
    new: Collection[SentKind],
    now: dt.datetime,
) -> None:
    """Bring the `touched` sessions of a client up to date with everything that arrived.

    `new` are the kinds of what was stored. A fixed number of statements, and a few more for each
    session whose pain before changes.
    """
    if not new:
        return
    courses = courses_of(client, touched)
    if not courses:
        return
    sessions = [one.session for one in courses]
    mornings = {one.local_day: str(one.local_day + dt.timedelta(days=1)) for one in sessions}
    said = said_later(client, [*(str(one.pk) for one in sessions), *mornings.values()])
    _end(client, courses, said)
    if SentKind.SESSION in new:
        _link_check_ins(client, sessions)
    if _PAIN & set(new):
        answered = {one.target for one in said if one.kind == SentKind.NEXT_DAY}
        _tell_next_day(client, [day for day, morning in mornings.items() if morning in answered])
        _tell_pain_before(client, sessions, now=now)


def _end(client: User, courses: Sequence[Course], said: Sequence[SaidLater]) -> None:
    """A session ends with the first of: its last exercise, its rating, its end, a sign to stop."""
    ends: dict[str, list[dt.datetime]] = defaultdict(list)
    rated = set()
    for one in said:
        ends[one.target].append(one.made_at)
        if one.kind == SentKind.RATING:
            rated.add(one.target)
    alarms = alarms_of(client, since=courses[0].session.started_at)
    for session, asked_count, log_count, last_logged_at, stopped_at in courses:
        target = str(session.pk)
        if target not in rated and (session.pain_after, session.effort) != (None, None):
            # Rated on a page: it ended there, and no receipt knows when.
            continue
        # An alarm ends what runs; what was over before stays as it was.
        over = session.finished_at
        alarmed = [at for at in alarms if at >= session.started_at and (not over or at <= over)]
        moments = [*ends[target], *alarmed, *([stopped_at] if stopped_at else [])]
        if last_logged_at is not None and log_count >= asked_count:
            moments.append(last_logged_at)
        if moments and session.finished_at != min(moments):
            session.finished_at = min(moments)
            session.save(update_fields=["finished_at"])


def _link_check_ins(client: User, sessions: list[ExerciseSession]) -> None:
    """Give the session to check-ins that arrived before it."""
    waiting = SyncReceipt.objects.filter(
        account=client, kind=SentKind.CHECK_IN, target__in=[str(one.pk) for one in sessions]
    )
    for target, key in waiting.values_list("target", "sent_id"):
        CheckIn.objects.filter(client=client, pk=key, session=None).update(session=target)


def _tell_next_day(client: User, days: Iterable[dt.date]) -> None:
    """The answer of the morning after is about all sessions of the day, also those that came later."""
    for day in days:
        of_day = ExerciseSession.objects.filter(client=client, local_day=day)
        said = (
            of_day.exclude(next_day_at=None)
            .order_by("-next_day_at")
            .values_list("pain_next_day", "next_day_at")
            .first()
        )
        if said is not None:
            of_day.filter(is_performed=True).update(pain_next_day=said[0], next_day_at=said[1])
            of_day.filter(is_performed=False).update(pain_next_day=None, next_day_at=None)


def _tell_pain_before(client: User, sessions: list[ExerciseSession], *, now: dt.datetime) -> None:
    """What was felt before a session may arrive after it; the rules then look once more."""
    since, until = sessions[0].started_at, sessions[-1].started_at + 2 * PAIN_IS_KNOWN_FOR
    known = with_pain_after(client, since=since, until=until)
    if not known:
        return
    rated = (
        SyncReceipt.objects.filter(
            account=client, kind=SentKind.RATING, target__in=[str(key) for key in known]
        )
        .values_list("target", flat=True)
        .distinct()
    )
    rows = ExerciseSession.objects.filter(client=client, pk__in=list(rated))
    for session in rows.select_related("version").order_by("started_at", "pk"):
        before = pain_before(session)
        if before != session.pain_before:
            session.pain_before = before
            session.save(update_fields=["pain_before"])
            consider(session=session, now=now)
