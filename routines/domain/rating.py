"""What to say after a session was rated: calm, true, and never praise on a bad day."""

from __future__ import annotations

import datetime as dt
from calendar import day_name, month_name
from dataclasses import asdict, dataclass

from routines.domain.safety import TrafficLight
from routines.domain.traffic_light import Verdict, Zone

# 2 points on the 0-10 scale are the smallest change that matters to people with back pain
# (Ostelo et al., Spine 2008); from 6 on, nothing is called calm.
NOTICEABLE_RISE = 2
HIGH_PAIN = 6

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_REST = "You can put the phone down."
_STOP = "If it moves down the leg, or you feel numb or weak, stop and get help."
_GENTLY = "Take it gently for the rest of the day."
_KEPT = "Kept."
_FIRST = "Logged."
_SAME = "Logged. The same as {when}."
_LESS = "Logged. {count} less than {when}."
_MORE = "Logged. {count} more than {when}."
_TODAY = "earlier today"
_YESTERDAY = "yesterday"
_WEEKDAY = "on {weekday}"
_DATE = "on {day} {month}"


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
    title = _say_change(change, before, day=day) if pain is not None else _KEPT
    if verdict.zone is Zone.RED:
        text, tone, icon = f"{verdict.said} {_STOP}", "care", "hand"
    elif (pain or 0) >= HIGH_PAIN or (change or 0) >= NOTICEABLE_RISE:
        # Not too much by itself, but nothing to put the phone down for either.
        said = "" if verdict.zone is Zone.GREEN and (pain or 0) < HIGH_PAIN else verdict.said
        text, tone, icon = f"{said or _GENTLY} {_STOP}", "care", "hand"
    elif verdict.zone is Zone.AMBER:
        text, tone, icon = verdict.said, "care", "hourglass"
    elif change is not None and change < 0:
        text, tone, icon = f"{verdict.said} {_REST}", "good", "trending-down"
    else:
        text, tone, icon = f"{verdict.said} {_REST}", "news", "check"
    return Finding(title=title, text=text, next_time=verdict.next_time, tone=tone, icon=icon)


def rating_json(light: TrafficLight) -> dict[str, object]:
    """Return thresholds and sentences as `static/js/lib/finding.js` reads them.

    The phone judges by them without a signal; nothing in them is about a person.
    """
    return {
        "light": {name: value for name, value in asdict(light).items() if name != "sources"},
        "noticeable_rise": NOTICEABLE_RISE,
        "high_pain": HIGH_PAIN,
        "numbers": _NUMBERS,
        "rest": _REST,
        "stop": _STOP,
        "gently": _GENTLY,
        "kept": _KEPT,
        "first": _FIRST,
        "same": _SAME,
        "less": _LESS,
        "more": _MORE,
        "today": _TODAY,
        "yesterday": _YESTERDAY,
        "weekday": _WEEKDAY,
        "date": _DATE,
        "weekdays": list(day_name),
        "months": list(month_name)[1:],
    }


def _say_change(change: int | None, before: tuple[int, dt.date] | None, *, day: dt.date) -> str:
    if change is None or before is None:
        return _FIRST
    when = _say_day(before[1], day=day)
    if change == 0:
        return _SAME.format(when=when)
    return (_LESS if change < 0 else _MORE).format(count=_NUMBERS[abs(change)], when=when)


def _say_day(then: dt.date, *, day: dt.date) -> str:
    gone = (day - then).days
    if gone <= 0:
        return _TODAY
    if gone == 1:
        return _YESTERDAY
    if gone < 7:
        return _WEEKDAY.format(weekday=day_name[then.weekday()])
    return _DATE.format(day=then.day, month=month_name[then.month])
