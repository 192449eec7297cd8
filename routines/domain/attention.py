"""Which client needs their therapist, and why: a few rules, the most urgent first.

Each reason carries its evidence, so that nobody has to trust a color. Thresholds are product
rules, not clinical ones; they say when to look, not what is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from routines.domain.adherence import DayAdherence, missed_in_a_row, total

PAIN_RISE = 2
PAIN_WINDOW_DAYS = 7
MISSED_DAYS = 3
NOT_STARTED_DAYS = 3
UNUSED_INVITATION_DAYS = 5


class Reason(StrEnum):
    """Why a client is on top of the caseload, most urgent first."""

    WARNING = "warning"
    SPREADING = "spreading"
    RESTS = "rests"
    PAIN_UP = "pain-up"
    MISSED_DAYS = "missed-days"
    NOT_STARTED = "not-started"
    NOT_JOINED = "not-joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One reason in two or three words, and what it rests on."""

    reason: Reason
    title: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a client reported that stops a session: a warning sign, or pain that spread."""

    day: dt.date
    is_warning: bool
    exercise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientActivity:
    """What is known about one client on their own day `today`.

    `signs` are those nobody has looked at, `rests` the homework that rests since a day until
    somebody has. `days` are all their homework summed, oldest first; `pain` are (day, 0 to 10), oldest first.
    `invited_on` and `invitation_ends_on` are None when no invitation is open.
    """

    today: dt.date
    has_joined: bool
    invited_on: dt.date | None
    invitation_ends_on: dt.date | None
    homework_since: dt.date | None
    last_session_on: dt.date | None
    days: Sequence[DayAdherence]
    pain: Sequence[tuple[dt.date, int]]
    signs: Sequence[Sign] = ()
    rests: Sequence[tuple[dt.date, str]] = ()


def attention(activity: ClientActivity) -> Attention | None:
    """Return the most urgent reason to look at this client, or None when all goes well."""
    for rule in (_signs, _rests, _pain_up, _missed_days, _not_started, _not_joined):
        found = rule(activity)
        if found is not None:
            return found
    return None


def say_day(day: dt.date, *, today: dt.date) -> str:
    """Return a past day the way one says it: "today", "yesterday", "Monday", "3 Nov"."""
    ago = (today - day).days
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    return f"{day:%A}" if 0 < ago < 7 else f"{day.day} {day:%b}"


def _signs(activity: ClientActivity) -> Attention | None:
    if not activity.signs:
        return None
    # A warning sign outranks one that is newer.
    found = max(activity.signs, key=lambda sign: (sign.is_warning, sign.day))
    when = say_day(found.day, today=activity.today)
    where = f", at {found.exercise}" if found.exercise else ""
    return Attention(
        reason=Reason.WARNING if found.is_warning else Reason.SPREADING,
        title="Warning sign reported" if found.is_warning else "It moved down the leg",
        evidence=f"Reported {when}{where}",
    )


def _rests(activity: ClientActivity) -> Attention | None:
    if not activity.rests:
        return None
    since, name = min(activity.rests)
    return Attention(
        reason=Reason.RESTS,
        title="Rests: looked at by you?",
        evidence=f"{name} rests since {say_day(since, today=activity.today)}",
    )


def _pain_up(activity: ClientActivity) -> Attention | None:
    since = activity.today - dt.timedelta(days=PAIN_WINDOW_DAYS - 1)
    recent = [(day, level) for day, level in activity.pain if day >= since]
    if len(recent) < 2:
        return None
    now = recent[-1][1]
    low_on, low = min(recent[:-1], key=lambda each: each[1])
    if now - low < PAIN_RISE:
        return None
    return Attention(
        reason=Reason.PAIN_UP,
        title=f"Pain up {now - low}",
        evidence=f"{low} to {now} since {say_day(low_on, today=activity.today)}",
    )


def _missed_days(activity: ClientActivity) -> Attention | None:
    missed = missed_in_a_row(activity.days, today=activity.today)
    if missed < MISSED_DAYS or activity.last_session_on is None:
        return None
    done = total(activity.days)
    return Attention(
        reason=Reason.MISSED_DAYS,
        title=f"{missed} days missed",
        evidence=(
            f"Last session {say_day(activity.last_session_on, today=activity.today)}, "
            f"{done.performed} of {done.due} done in {len(activity.days)} days"
        ),
    )


def _not_started(activity: ClientActivity) -> Attention | None:
    if not activity.has_joined or activity.last_session_on or activity.homework_since is None:
        return None
    waiting = (activity.today - activity.homework_since).days
    if waiting < NOT_STARTED_DAYS:
        return None
    return Attention(
        reason=Reason.NOT_STARTED,
        title="Not started",
        evidence=f"Homework waits for {waiting} days, no session yet",
    )


def _not_joined(activity: ClientActivity) -> Attention | None:
    if activity.has_joined:
        return None
    if activity.invited_on is None or activity.invitation_ends_on is None:
        return Attention(
            reason=Reason.NOT_JOINED, title="Not joined", evidence="No invitation is open"
        )
    waiting = (activity.today - activity.invited_on).days
    left = (activity.invitation_ends_on - activity.today).days
    if left < 0:
        evidence = (
            f"The invitation ran out {say_day(activity.invitation_ends_on, today=activity.today)}"
        )
    elif waiting >= UNUSED_INVITATION_DAYS:
        ends = {0: "ends today", 1: "1 day left"}.get(left, f"{left} days left")
        evidence = f"Invitation not used for {waiting} days, {ends}"
    else:
        return None
    return Attention(reason=Reason.NOT_JOINED, title="Not joined", evidence=evidence)
