"""What to say after a session was rated: calm, true, and never praise on a bad day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# 2 points on the 0-10 scale are the smallest change that matters to people with back pain
# (Ostelo et al., Spine 2008); from 6 on, exercise should become easier (traffic light, safety file).
NOTICEABLE_RISE = 2
HIGH_PAIN = 6

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence or two, and how they look: `tone` is good, care or news; `icon` a Lucide name."""

    text: str
    tone: str
    icon: str


def say_change(
    pain: int | None, before: tuple[int, dt.date] | None, *, day: dt.date
) -> Finding | None:
    """Return what to say about `pain` (NPRS 0-10) next to the rating before it.

    `before` is that rating and its day, None for the first one. Returns None while nothing is rated.
    """
    if pain is None:
        return None
    if before is None:
        text = "Logged. You can put the phone down."
        return _gently(text) if pain >= HIGH_PAIN else Finding(text=text, tone="news", icon="check")
    change = pain - before[0]
    when = _say_day(before[1], day=day)
    if change == 0:
        text = f"Logged. The same as {when}."
    else:
        text = f"Logged. {_NUMBERS[abs(change)]} {'less' if change < 0 else 'more'} than {when}."
    if pain >= HIGH_PAIN or change >= NOTICEABLE_RISE:
        return _gently(text)
    if change < 0:
        return Finding(
            text=f"{text} You can put the phone down.", tone="good", icon="trending-down"
        )
    return Finding(text=f"{text} You can put the phone down.", tone="news", icon="check")


def _gently(text: str) -> Finding:
    return Finding(
        text=f"{text} Take it gently for the rest of the day. If it moves down the leg, or you feel "
        "numb or weak, stop and get help.",
        tone="care",
        icon="hand",
    )


def _say_day(then: dt.date, *, day: dt.date) -> str:
    gone = (day - then).days
    if gone <= 0:
        return "earlier today"
    if gone == 1:
        return "yesterday"
    return f"on {then:%A}" if gone < 7 else f"on {then.day} {then:%B}"
