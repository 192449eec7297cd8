"""Days at a desk: the rules somebody works by, what happened today, and what is due next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.models import User
from routines.domain.desk import (
    Begins,
    DeskBreak,
    DeskEventKind,
    DeskRules,
    DeskTap,
    WorkHours,
)
from routines.domain.desk_days import DeskDay, desk_day
from routines.domain.schedule import local_day
from routines.models import DeskEvent, DeskPlan, ExerciseSession, Field


def rules_of(plan: DeskPlan | None, *, time_zone: str) -> DeskRules:
    """Return what a row says as rules; the usual ones where there is no row."""
    kept = plan or DeskPlan()
    lunch = (kept.lunch_from, kept.lunch_until)
    return DeskRules(
        interval=kept.interval_minutes,
        hours=WorkHours.from_json(kept.hours),
        time_zone=time_zone,
        lunch=(lunch[0], lunch[1]) if lunch[0] and lunch[1] else None,
        begins=Begins(kept.begins),
    )


def tap_of(event: DeskEvent) -> DeskTap:
    """Return a row as the event it is."""
    return DeskTap(
        kind=DeskEventKind(event.kind), at=event.at, until=event.until, key=str(event.pk)
    )


def break_of(session: ExerciseSession) -> DeskBreak:
    """Return a session of a desk break as what it is to the day."""
    return DeskBreak(
        started_at=session.started_at,
        finished_at=session.finished_at,
        is_performed=session.is_performed,
    )


def day_of(client: User, *, now: dt.datetime) -> DeskDay:
    """Return how the client's day at the desk stands at `now` (3 statements)."""
    plan = DeskPlan.objects.filter(client=client).first()
    rules = rules_of(plan, time_zone=client.time_zone)
    day = local_day(now, client.time_zone)
    events = DeskEvent.objects.filter(client=client, local_day=day)
    sessions = ExerciseSession.objects.filter(
        client=client, local_day=day, assignment__field=Field.DESK
    )
    return desk_day(rules, day, taps=map(tap_of, events), breaks=map(break_of, sessions), now=now)


def next_break(client: User, *, now: dt.datetime) -> dt.datetime | None:
    """Return when it is time to stand up next (UTC), or None where nothing more is due today.

    It lies in the past while a break is due and not answered, for ten minutes; then it is the
    break after it. Paused without an end, nothing is due.
    """
    return next_breaks([client], now=now)[client.pk]


def next_breaks(clients: Iterable[User], *, now: dt.datetime) -> dict[UUID, dt.datetime | None]:
    """Return for each client when it is time to stand up next, as `next_break` (3 statements)."""
    people = {one.pk: one for one in clients}
    plans = {
        plan.client_id: plan
        for plan in DeskPlan.objects.filter(client__in=people.keys(), is_on=True)
    }
    days = {pk: local_day(now, people[pk].time_zone) for pk in plans}
    taps, breaks = _happened(days)
    due: dict[UUID, dt.datetime | None] = dict.fromkeys(people)
    for pk, plan in plans.items():
        rules = rules_of(plan, time_zone=people[pk].time_zone)
        day = desk_day(rules, days[pk], taps=taps[pk], breaks=breaks[pk], now=now)
        due[pk] = day.next_at
    return due


def _happened(
    days: Mapping[UUID, dt.date],
) -> tuple[dict[UUID, list[DeskTap]], dict[UUID, list[DeskBreak]]]:
    taps: dict[UUID, list[DeskTap]] = defaultdict(list)
    breaks: dict[UUID, list[DeskBreak]] = defaultdict(list)
    if not days:
        return taps, breaks
    # Of people in different zones "today" is up to three dates; whose is whose is told below.
    of_them = {"client__in": days.keys(), "local_day__in": set(days.values())}
    for event in DeskEvent.objects.filter(**of_them):
        if event.local_day == days[event.client_id]:
            taps[event.client_id].append(tap_of(event))
    for session in ExerciseSession.objects.filter(**of_them, assignment__field=Field.DESK):
        if session.local_day == days[session.client_id]:
            breaks[session.client_id].append(break_of(session))
    return taps, breaks
