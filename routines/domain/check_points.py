"""Which check is due when: before a session, every week, every four weeks, after six weeks.

The intervals are those of our safety rules; the questions of each check stand with the warning signs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

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

# What a notice asks for: the check that is due when it is opened, which may be days later.
DUE = "due"

# What was never answered is due from before anybody could have.
ALWAYS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# How often, the most thorough first. A longer check asks what the shorter ones ask, too.
_EVERY = (
    (CheckPoint.MONTHLY, MONTHLY, (CheckPoint.MONTHLY, CheckPoint.JOINING)),
    (CheckPoint.WEEKLY, WEEKLY, (CheckPoint.WEEKLY, CheckPoint.MONTHLY, CheckPoint.JOINING)),
    (CheckPoint.BEFORE, BEFORE_SESSION_EVERY, (CheckPoint.BEFORE, *THOROUGH)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingCheck:
    """A check before a session, and from which moment `since` on it is due (None: not known yet).

    One of the kinds that it `counts` puts it off by `every` from when it was answered; None: for good.
    """

    point: CheckPoint
    since: dt.datetime | None
    every: dt.timedelta | None
    counts: tuple[CheckPoint, ...]

    def as_json(self) -> dict[str, object]:
        """Return it for a phone, which adds what it was told without a signal; milliseconds."""
        return {
            "kind": self.point.value,
            "since": None if self.since is None else int(self.since.timestamp() * 1000),
            "every": None if self.every is None else int(self.every.total_seconds() * 1000),
            "counts": [kind.value for kind in self.counts],
        }


def checks_before_session(
    last: Mapping[CheckPoint, dt.datetime], *, is_break: bool = False
) -> tuple[ComingCheck, ...]:
    """Return every check that may come before a session; the first that is due is the one to ask.

    `last` holds when each kind was answered last; what is missing was never answered. The first
    check comes before everything, then the most thorough one. A desk break is not held up by the
    three questions of every session; see decision 105.
    """
    joined = last.get(CheckPoint.JOINING)
    six_weeks = joined + SIX_WEEKS if joined and CheckPoint.WEEK_6 not in last else None
    return (
        ComingCheck(
            point=CheckPoint.JOINING,
            since=ALWAYS if joined is None else None,
            every=None,
            counts=(CheckPoint.JOINING,),
        ),
        ComingCheck(
            point=CheckPoint.WEEK_6,
            since=six_weeks,
            every=None,
            counts=(CheckPoint.WEEK_6,),
        ),
        *(
            ComingCheck(
                point=point,
                since=max((last[kind] + every for kind in counts if kind in last), default=ALWAYS),
                every=every,
                counts=counts,
            )
            for point, every, counts in _EVERY
            if not (is_break and point is CheckPoint.BEFORE)
        ),
    )


def due_before_session(
    last: Mapping[CheckPoint, dt.datetime], *, now: dt.datetime, is_break: bool = False
) -> CheckPoint | None:
    """Return the check to ask for before a session that begins `now`, or None.

    The most thorough one that is due is asked, and only that one.
    """
    coming = checks_before_session(last, is_break=is_break)
    due = (one.point for one in coming if one.since is not None and now >= one.since)
    return next(due, None)


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
