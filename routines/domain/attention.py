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
from routines.domain.centralization import LEG_FROM
from routines.domain.rating import HIGH_PAIN
from routines.domain.voices import to_therapist

PAIN_RISE = 2
PAIN_WINDOW_DAYS = 7
# On how many days of the window pain as high as that is too much.
HIGH_DAYS = 4
MISSED_DAYS = 3
NOT_STARTED_DAYS = 3
UNUSED_INVITATION_DAYS = 5


class Reason(StrEnum):
    """Why a client is on top of the caseload, most urgent first."""

    FLAG_NOW = "flag-now"
    FLAG_TODAY = "flag-today"
    WARNING = "warning"
    SPREADING = "spreading"
    RESTS = "rests"
    MOVED_DOWN = "moved-down"
    PAIN_UP = "pain-up"
    PAIN_HIGH = "pain-high"
    FLAG_VISIT = "flag-visit"
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
class RaisedFlag:
    """A flag that nobody has acknowledged. `raised` and `due` are the client's time.

    `is_urgent` is False where it waits for the next visit.
    """

    is_emergency: bool
    because: str
    raised: dt.datetime
    due: dt.datetime | None
    is_urgent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What counts as worth a look for one client; the therapist may change each.

    `pain_rise` in points within a week, `missed_days` in a row, `levels_down` on the body map (0 to
    7), `pain_at_least` 0 to 10 or None where no pain is worth a look by itself.
    """

    pain_rise: int = PAIN_RISE
    missed_days: int = MISSED_DAYS
    levels_down: int = 1
    pain_at_least: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The furthest place with pain on a day: its level, 0 (back) to 7 (toes), and its name.

    `has_sign` says that the same check-in showed a warning sign.
    """

    day: dt.date
    level: int
    place: str
    has_sign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientActivity:
    """What is known about one client on their own day `today`.

    `signs` are those nobody has looked at, `rests` the homework that rests since a day until
    somebody has. `days` are all their homework summed, oldest first; `pain` are (day, 0 to 10), oldest first.
    `invited_on` and `invitation_ends_on` are None when no invitation is open. `flags` are those
    nobody has acknowledged, `reach` the furthest places of the last check-ins, oldest first, `told`
    the pain of a check-in after the last of `pain`, and `now` the moment the clocks of flags are
    read at.
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
    flags: Sequence[RaisedFlag] = ()
    reach: Sequence[Reach] = ()
    told: tuple[dt.date, int] | None = None
    limits: Limits = Limits()
    now: dt.datetime | None = None


def attention(activity: ClientActivity) -> Attention | None:
    """Return the most urgent reason to look at this client, or None when all goes well."""
    for rule in (
        _flags,
        _signs,
        _rests,
        _moved_down,
        _pain_up,
        _pain_high,
        _too_much,
        _next_visit,
        _missed_days,
        _not_started,
        _not_joined,
    ):
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


def say_clock(flag: RaisedFlag, *, now: dt.datetime) -> str:
    """Return how the time to look at a flag runs: "to look at by 04:12 tomorrow", "late by 20 min"."""
    if flag.due is None:
        return ""
    late = round((now - flag.due).total_seconds() / 60)
    if late >= 2 * 24 * 60:
        return f"late by {late // (24 * 60)} days"
    if late >= 120:
        return f"late by {late // 60} h"
    if late > 0:
        return f"late by {late} min"
    ahead = (flag.due.date() - now.date()).days
    day = {0: "", 1: " tomorrow"}.get(ahead, f" on {flag.due:%A}")
    return f"to look at by {flag.due:%H:%M}{day}"


def _flags(activity: ClientActivity) -> Attention | None:
    urgent = [flag for flag in activity.flags if flag.is_urgent]
    if not urgent:
        return None
    found = min(urgent, key=lambda flag: (not flag.is_emergency, flag.raised))
    clock = say_clock(found, now=activity.now) if activity.now else ""
    return Attention(
        reason=Reason.FLAG_NOW if found.is_emergency else Reason.FLAG_TODAY,
        title="Help needed now" if found.is_emergency else "Warning sign: today",
        evidence=", ".join(filter(None, [_say_flag(found, today=activity.today), clock])),
    )


def _next_visit(activity: ClientActivity) -> Attention | None:
    waiting = [flag for flag in activity.flags if not flag.is_urgent]
    if not waiting:
        return None
    found = min(waiting, key=lambda flag: flag.raised)
    return Attention(
        reason=Reason.FLAG_VISIT,
        title="For the next visit",
        evidence=_say_flag(found, today=activity.today),
    )


def _say_flag(flag: RaisedFlag, *, today: dt.date) -> str:
    because = to_therapist(flag.because).rstrip(".")
    return f"{because}, {flag.raised:%H:%M} {say_day(flag.raised.date(), today=today)}"


def _moved_down(activity: ClientActivity) -> Attention | None:
    since = activity.today - dt.timedelta(days=PAIN_WINDOW_DAYS - 1)
    # The furthest of each day: a good hour after a session is no day on which it was further up.
    days: dict[dt.date, Reach] = {}
    for one in activity.reach:
        if one.day >= since and (one.day not in days or one.level > days[one.day].level):
            days[one.day] = one
    if len(days) < 2:
        return None
    *earlier, now = (days[day] for day in sorted(days))
    before = min(earlier, key=lambda each: each.level)
    # From one place on the back to another is not down the leg.
    if now.level - before.level < activity.limits.levels_down or now.level < LEG_FROM:
        return None
    start = say_day(before.day, today=activity.today)
    return Attention(
        reason=Reason.MOVED_DOWN,
        title="Moved down",
        evidence=f"Further down the {now.place} since {start}"
        if now.place == before.place
        else f"{before.place.capitalize()} to {now.place} since {start}",
    )


def _pain_high(activity: ClientActivity) -> Attention | None:
    limit = activity.limits.pain_at_least
    last = activity.told or next(reversed(activity.pain), None)
    if limit is None or last is None:
        return None
    day, level = last
    if level < limit or (activity.today - day).days >= PAIN_WINDOW_DAYS:
        return None
    return Attention(
        reason=Reason.PAIN_HIGH,
        title=f"Pain at {level}",
        evidence=f"{level} of 10 {say_day(day, today=activity.today)}, your limit is {limit}",
    )


def _too_much(activity: ClientActivity) -> Attention | None:
    # Each session may have begun as high as it ended, and be fine by itself; a week of it is not.
    since = activity.today - dt.timedelta(days=PAIN_WINDOW_DAYS - 1)
    worst: dict[dt.date, int] = {}
    for day, level in activity.pain:
        if day >= since:
            worst[day] = max(level, worst.get(day, 0))
    high = [level for level in worst.values() if level >= HIGH_PAIN]
    if len(high) < HIGH_DAYS:
        return None
    return Attention(
        reason=Reason.PAIN_HIGH,
        title="Too much all week",
        evidence=f"Pain of {HIGH_PAIN} or more on {len(high)} of {PAIN_WINDOW_DAYS} days, up to {max(high)}",
    )


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
        title="Rests, waits for you",
        evidence=f"{name} rests since {say_day(since, today=activity.today)}",
    )


def _pain_up(activity: ClientActivity) -> Attention | None:
    since = activity.today - dt.timedelta(days=PAIN_WINDOW_DAYS - 1)
    recent = [(day, level) for day, level in activity.pain if day >= since]
    if len(recent) < 2:
        return None
    now = recent[-1][1]
    low_on, low = min(recent[:-1], key=lambda each: each[1])
    if now - low < activity.limits.pain_rise:
        return None
    return Attention(
        reason=Reason.PAIN_UP,
        title=f"Pain up {now - low}",
        evidence=f"{low} to {now} since {say_day(low_on, today=activity.today)}",
    )


def _missed_days(activity: ClientActivity) -> Attention | None:
    missed = missed_in_a_row(activity.days, today=activity.today)
    if missed < activity.limits.missed_days or activity.last_session_on is None:
        return None
    done = total(activity.days)
    return Attention(
        reason=Reason.MISSED_DAYS,
        title=f"{missed} days missed",
        evidence=(
            f"{_say_last_done(activity, begun=activity.last_session_on)}, "
            f"{done.performed} of {done.due} done in {len(activity.days)} days"
        ),
    )


def _say_last_done(activity: ClientActivity, *, begun: dt.date) -> str:
    # A session that was begun is no day on which something was done.
    last = max((day.day for day in activity.days if day.is_active), default=None)
    day = say_day(begun, today=activity.today)
    if last is None:
        if not activity.days or begun < min(one.day for one in activity.days):
            return f"Last session {day}"
        return f"Nothing done in {len(activity.days)} days, only begun {day}"
    since = say_day(last, today=activity.today)
    return (
        f"Nothing done since {since}, only begun {day}" if begun > last else f"Last session {since}"
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
