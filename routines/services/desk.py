"""Writing down what happens on a day at a desk, and how somebody's days there go."""

from __future__ import annotations

import datetime as dt
import uuid

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.desk import (
    Begins,
    DeskEventKind,
    DeskRules,
    ImpossibleDeskError,
    WallTimes,
    WorkHours,
)
from routines.domain.schedule import local_day
from routines.domain.windows import believed
from routines.models import Assignment, DeskEvent, DeskPlan, Field, Routine
from routines.services.once import SentBeforeError, Stored, fingerprint
from routines.services.reminder_plans import replan_desk

LONGEST_PAUSE = dt.timedelta(hours=12)


@write_transaction
def record(
    *,
    key: uuid.UUID,
    client: User,
    kind: DeskEventKind,
    at: dt.datetime,
    now: dt.datetime,
    until: dt.datetime | None = None,
    time_zone: str = "",
) -> Stored[DeskEvent]:
    """Store one tap of a day at a desk under the phone's own `key`; sent twice it is one.

    `at` is the phone's clock, `now` the server's. It is never too late: a day is worked out from
    its events, in whatever order they came. The day is the client's own in `time_zone`, their
    account's where none is given. Whoever begins a day without a plan gets the usual one.

    Raises `ImpossibleDeskError` for an end that no pause can have, and `SentBeforeError` where the
    key stands for something else.
    """
    length = until - at if until is not None else None
    if length is not None and kind is not DeskEventKind.PAUSED:
        raise ImpossibleDeskError("until", "Only a pause has an end.")
    if length is not None and not dt.timedelta() < length <= LONGEST_PAUSE:
        raise ImpossibleDeskError("until", "Choose an end later today, or pause until you say so.")
    # How long, and not until when: with the clock put right it is the same pause.
    seconds = round(length.total_seconds()) if length is not None else None
    body = fingerprint({"kind": kind.value, "seconds": seconds})
    tapped = believed(at, now=now)
    event, is_new = DeskEvent.objects.get_or_create(
        pk=key,
        defaults={
            "client": client,
            "kind": kind,
            "at": tapped,
            "until": tapped + length if length is not None else None,
            "local_day": local_day(tapped, time_zone or client.time_zone),
            "time_zone": time_zone or client.time_zone,
            "fingerprint": body,
            "received_at": now,
        },
    )
    if event.client_id != client.pk:
        raise SentBeforeError(None)
    if not is_new and event.fingerprint != body:
        raise SentBeforeError(event)
    if is_new and kind is DeskEventKind.STARTED:
        DeskPlan.objects.get_or_create(client=client, defaults={"changed_at": now})
    if is_new:
        replan_desk(client=client, now=now)
    return Stored(event, is_new=is_new)


@write_transaction
def change_plan(
    *,
    client: User,
    now: dt.datetime,
    is_on: bool,
    hours: WorkHours,
    interval: int,
    begins: Begins,
    lunch: WallTimes | None,
    routine: Routine | None,
) -> DeskPlan:
    """Keep how the client's days at the desk go: hours, minutes of sitting, lunch, which break.

    Raises `ImpossibleDeskError` with the field and a sentence for what cannot be.
    """
    DeskRules(
        interval=interval, hours=hours, time_zone=client.time_zone, lunch=lunch, begins=begins
    )
    if routine is not None and not _is_own_break(routine, client):
        raise ImpossibleDeskError("routine", "Choose one of the breaks in the list.")
    plan, _ = DeskPlan.objects.update_or_create(
        client=client,
        defaults={
            "is_on": is_on,
            "hours": hours.to_json(),
            "interval_minutes": interval,
            "begins": begins,
            "lunch_from": lunch[0] if lunch else None,
            "lunch_until": lunch[1] if lunch else None,
            "routine": routine,
            "changed_at": now,
        },
    )
    replan_desk(client=client, now=now)
    return plan


def _is_own_break(routine: Routine, client: User) -> bool:
    own = Assignment.objects.current().filter(client=client, routine=routine)
    return own.filter(field=Field.DESK).exists()
