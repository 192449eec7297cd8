"""What follows from all that arrived of a session, whatever the order it arrived in.

The services of each kind act on what is there when a thing arrives. Afterwards this brings together
what depends on more than one thing: when a session ended, the pain around it, and what waited for it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Max

from accounts.models import User
from routines.domain.warning_signs import Urgency
from routines.models import (
    CheckIn,
    ExerciseLog,
    ExerciseSession,
    PainReport,
    SentKind,
    SyncReceipt,
    SyncResult,
)
from routines.queries.evidence import PAIN_IS_KNOWN_FOR, pain_before
from routines.services.proposals import consider

Moments = dict[uuid.UUID, list[dt.datetime]]

_ENDS = (SentKind.RATING, SentKind.FINISH)
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
    sessions = list(
        ExerciseSession.objects.filter(client=client, pk__in=touched)
        .select_related("version")
        .order_by("started_at", "pk")
    )
    if not sessions:
        return
    _end(client, sessions)
    if SentKind.SESSION in new:
        _link_check_ins(client, sessions)
    if _PAIN & set(new):
        _tell_next_day(client, sessions)
        _tell_pain_before(client, sessions, now=now)


def _end(client: User, sessions: list[ExerciseSession]) -> None:
    """A session ends with the first of: its last exercise, its rating, its end, a sign to stop."""
    keys = [one.pk for one in sessions]
    ends: Moments = defaultdict(list)
    rated: set[uuid.UUID] = set()
    for target, kind, at in (
        SyncReceipt.objects.filter(account=client, kind__in=_ENDS, target__in=map(str, keys))
        .exclude(result=SyncResult.CONFLICT)
        .values_list("target", "kind", "made_at")
    ):
        ends[uuid.UUID(target)].append(at)
        rated |= {uuid.UUID(target)} if kind == SentKind.RATING else set()
    for key, at in (
        PainReport.objects.stopping()
        .filter(session__in=keys)
        .values_list("session_id", "reported_at")
    ):
        ends[key].append(at)
    alarms = CheckIn.objects.filter(
        client=client, urgency=Urgency.NOW, answered_at__gte=sessions[0].started_at
    ).values_list("answered_at", flat=True)
    done = {
        row["session"]: (row["count"], row["last"])
        for row in ExerciseLog.objects.standing()
        .filter(session__in=keys)
        .values("session")
        .annotate(count=Count("pk"), last=Max("logged_at"))
        .order_by()
    }
    for session in sessions:
        if session.pk not in rated and (session.pain_after, session.effort) != (None, None):
            # Rated on a page: it ended there, and no receipt knows when.
            continue
        # An alarm ends what runs; what was over before stays as it was.
        over = session.finished_at
        alarmed = [at for at in alarms if at >= session.started_at and (not over or at <= over)]
        moments = [*ends[session.pk], *alarmed]
        count, last = done.get(session.pk, (0, None))
        if last is not None and count >= session.asked_count:
            moments.append(last)
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


def _tell_next_day(client: User, sessions: list[ExerciseSession]) -> None:
    """The answer of the morning after is about all sessions of the day, also those that came later."""
    days = {one.local_day for one in sessions}
    mornings = {str(day + dt.timedelta(days=1)) for day in days}
    answered = set(
        SyncReceipt.objects.filter(account=client, kind=SentKind.NEXT_DAY, target__in=mornings)
        .exclude(result=SyncResult.CONFLICT)
        .values_list("target", flat=True)
    )
    for day in days:
        if str(day + dt.timedelta(days=1)) not in answered:
            continue
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
    rows = ExerciseSession.objects.filter(
        client=client, started_at__range=(since, until), pain_after__isnull=False
    ).select_related("version")
    rated = set(
        SyncReceipt.objects.filter(
            account=client, kind=SentKind.RATING, target__in=[str(one.pk) for one in rows]
        ).values_list("target", flat=True)
    )
    for session in rows.order_by("started_at", "pk"):
        if str(session.pk) not in rated:
            continue
        before = pain_before(session)
        if before != session.pain_before:
            session.pain_before = before
            session.save(update_fields=["pain_before"])
            consider(session=session, now=now)
