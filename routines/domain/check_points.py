"""Which check is due when: before a session, every week, every four weeks, after six weeks.

The intervals are those of our safety rules; the questions of each check stand with the warning signs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from routines.domain.warning_signs import CheckPoint, Rules, Sign

# Nobody is asked the same three questions twice in one morning.
BEFORE_SESSION_EVERY = dt.timedelta(hours=4)
WEEKLY = dt.timedelta(days=7)
MONTHLY = dt.timedelta(days=28)
SIX_WEEKS = dt.timedelta(days=42)

# The names of answers that are no sign: what breaks a bone more easily, and a leg that got weaker.
RISK = "risk-"
WEAKER = "weaker"
WEAKER_QUESTION = "Did a leg or foot get weaker?"
ASKS_STRENGTH = (CheckPoint.AFTER, CheckPoint.MORNING)

# Checks with a list of questions of their own, and not only the three of every session.
THOROUGH = (CheckPoint.JOINING, CheckPoint.WEEKLY, CheckPoint.MONTHLY, CheckPoint.WEEK_6)

# A longer check asks what the shorter ones ask, too.
_COUNTS_AS = {
    CheckPoint.WEEKLY: (CheckPoint.WEEKLY, CheckPoint.MONTHLY, CheckPoint.JOINING),
    CheckPoint.MONTHLY: (CheckPoint.MONTHLY, CheckPoint.JOINING),
    CheckPoint.BEFORE: (
        CheckPoint.BEFORE,
        CheckPoint.WEEKLY,
        CheckPoint.MONTHLY,
        CheckPoint.JOINING,
        CheckPoint.WEEK_6,
    ),
}


def due_before_session(
    last: Mapping[CheckPoint, dt.datetime], *, now: dt.datetime
) -> CheckPoint | None:
    """Return the check to ask for before a session that begins `now`, or None.

    `last` holds when each kind was answered last; what is missing was never answered. The first
    check comes before everything. The most thorough one that is due is asked, and only that one.
    """
    joined = last.get(CheckPoint.JOINING)
    if joined is None:
        return CheckPoint.JOINING
    if now - joined >= SIX_WEEKS and CheckPoint.WEEK_6 not in last:
        return CheckPoint.WEEK_6
    for point, every in (
        (CheckPoint.MONTHLY, MONTHLY),
        (CheckPoint.WEEKLY, WEEKLY),
        (CheckPoint.BEFORE, BEFORE_SESSION_EVERY),
    ):
        answered = [last[kind] for kind in _COUNTS_AS[point] if kind in last]
        if not answered or now - max(answered) >= every:
            return point
    return None


def signs_at(point: CheckPoint, *, rules: Rules) -> tuple[Sign, ...]:
    """Return the signs that a check asks about from the start, in the order of the rules.

    Before a session the three gates stand for theirs, and when something changed only what it opens.
    """
    if point in (CheckPoint.BEFORE, CheckPoint.CHANGE):
        return ()
    asked = rules.asked_at(point)
    if point is not CheckPoint.DURING:
        return asked
    # Numb, weak or bladder trouble opens the nerve questions, and not only those of the heart
    # (universal stop rules of the safety file).
    opened = {slug for gate in rules.gates.values() for slug in gate.opens}
    return tuple(one for one in rules.signs.values() if one in asked or one.slug in opened)


def not_answered(
    point: CheckPoint, *, answers: Collection[str], opened: Iterable[str], rules: Rules
) -> tuple[str, ...]:
    """Return the names of the questions that a check asked and that got no answer.

    `answers` are the names that got one, `opened` the signs that what was said opened besides. What
    is asked only of who wants it is never missed.
    """
    first = [one.slug for one in signs_at(point, rules=rules) if not one.is_opt_in]
    if point is CheckPoint.BEFORE:
        first += rules.gates
    if point is CheckPoint.JOINING:
        first += [f"{RISK}{slug}" for slug in rules.risks]
    if point in ASKS_STRENGTH:
        first.append(WEAKER)
    return tuple(name for name in dict.fromkeys([*first, *opened]) if name not in answers)
