"""Ratings, ends and answers of the morning after from an outbox, whatever arrives first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from routines.domain.schedule import local_day
from routines.domain.warning_signs import Urgency
from routines.domain.windows import LONGEST_SITTING
from routines.models import CheckIn, ExerciseSession, SyncResult
from routines.services import next_days, sessions
from routines.services.once import Stored
from routines.services.sync import Inbox, Outcome, Sent, WaitsError


def rate_in_order(
    inbox: Inbox, one: Sent, *, session: ExerciseSession, says: dict[str, Any]
) -> Outcome:
    """Rate a session with what no later rating of it has said already. Raises like `rate`.

    `says` holds `pain`, `effort` and `note`, as far as they were given.
    """
    later = {name for each in inbox.of_target(one) if one.key < each.key for name in each.names}
    sessions.rate(
        session=session,
        by=inbox.account,
        now=inbox.now,
        made_at=one.made_at,
        **{name: value for name, value in says.items() if name not in later},
    )
    return Outcome(result=SyncResult.STORED, session_id=session.pk)


def record_in_order(inbox: Inbox, *, stored: Stored[CheckIn]) -> Outcome:
    """Say what became of a check-in; an alarm ended what ran when it was made, not when it arrives."""
    check_in = stored.row
    if stored.is_new and check_in.urgency == Urgency.NOW:
        since = check_in.answered_at - LONGEST_SITTING
        running = ExerciseSession.objects.filter(
            client=inbox.account, started_at__range=(since, check_in.answered_at)
        )
        inbox.touched |= set(running.values_list("pk", flat=True))
    return Outcome(result=SyncResult.STORED if stored.is_new else SyncResult.ALREADY_STORED)


def answer_in_order(inbox: Inbox, one: Sent, *, day: dt.date, pain: int) -> Outcome:
    """Keep the answer of a morning, unless a later one is here. Raises `WaitsError`, `SessionError`.

    The day is judged by the phone's own clock, as the days of its sessions were.
    """
    today = local_day(one.phone_at, one.time_zone)
    if day == today and any(one.key < each.key for each in inbox.of_target(one)):
        return Outcome(result=SyncResult.STORED)
    try:
        rows = next_days.answer(
            client=inbox.account,
            day=day,
            pain=pain,
            by=inbox.account,
            now=inbox.now,
            made_at=one.made_at,
            today=today,
        )
    except next_days.NothingDoneError as error:
        # What was done yesterday may still be on its way.
        raise WaitsError from error
    return Outcome(result=SyncResult.STORED, session_id=rows[-1].pk)
