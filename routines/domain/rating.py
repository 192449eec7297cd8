"""What to say after a session was rated: calm, true, and never praise on a bad day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from routines.domain.traffic_light import Verdict, Zone

# 2 points on the 0-10 scale are the smallest change that matters to people with back pain
# (Ostelo et al., Spine 2008); from 6 on, nothing is called calm.
NOTICEABLE_RISE = 2
HIGH_PAIN = 6

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_REST = "You can put the phone down."
_STOP = "If it moves down the leg, or you feel numb or weak, stop and get help."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a session's answer means: how it compares, in one sentence or two, and what comes next.

    `tone` is good, care or news, `icon` a Lucide name: the words say it all without them.
    """

    title: str
    text: str
    next_time: str
    tone: str
    icon: str


def say_session(
    verdict: Verdict | None,
    *,
    pain: int | None,
    before: tuple[int, dt.date] | None,
    day: dt.date,
) -> Finding | None:
    """Return what to say about a session on the client's own `day`, or None while nothing is known.

    `pain` is the rating (NPRS 0-10), `before` the one before it and its day, None for the first.
    """
    if verdict is None:
        return None
    change = None if pain is None or before is None else pain - before[0]
    title = _say_change(change, before, day=day) if pain is not None else "Kept."
    if verdict.zone is Zone.RED:
        text, tone, icon = f"{verdict.said} {_STOP}", "care", "hand"
    elif (pain or 0) >= HIGH_PAIN or (change or 0) >= NOTICEABLE_RISE:
        # Not too much by itself, but nothing to put the phone down for either.
        said = "" if verdict.zone is Zone.GREEN and (pain or 0) < HIGH_PAIN else verdict.said
        gently = "Take it gently for the rest of the day."
        text, tone, icon = f"{said or gently} {_STOP}", "care", "hand"
    elif verdict.zone is Zone.AMBER:
        text, tone, icon = verdict.said, "care", "hourglass"
    elif change is not None and change < 0:
        text, tone, icon = f"{verdict.said} {_REST}", "good", "trending-down"
    else:
        text, tone, icon = f"{verdict.said} {_REST}", "news", "check"
    return Finding(title=title, text=text, next_time=verdict.next_time, tone=tone, icon=icon)


def _say_change(change: int | None, before: tuple[int, dt.date] | None, *, day: dt.date) -> str:
    if change is None or before is None:
        return "Logged."
    when = _say_day(before[1], day=day)
    if change == 0:
        return f"Logged. The same as {when}."
    return f"Logged. {_NUMBERS[abs(change)]} {'less' if change < 0 else 'more'} than {when}."


def _say_day(then: dt.date, *, day: dt.date) -> str:
    gone = (day - then).days
    if gone <= 0:
        return "earlier today"
    if gone == 1:
        return "yesterday"
    return f"on {then:%A}" if gone < 7 else f"on {then.day} {then:%B}"
