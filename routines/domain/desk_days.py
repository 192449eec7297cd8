"""A day at a desk: when it is time to stand up, worked out from what happened so far.

Nothing here reads a clock: `now` is an argument, an aware moment; wall times are the client's own.
`static/js/lib/desk.js` does the same on the phone; both are tested by the same days.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from routines.domain.desk import (
    MOST_SNOOZES,
    SNOOZE_MINUTES,
    Begins,
    DeskBreak,
    DeskEventKind,
    DeskRules,
    DeskTap,
)

# A break that nobody answered for so long was missed; the next comes one interval after it.
MISSED_AFTER = dt.timedelta(minutes=10)
# Standing up again within this is the same standing up, tapped twice.
SAME_STANDING = dt.timedelta(minutes=5)
# A phone's clock may be a little before the server's when "in 5 minutes" is tapped.
_EARLY_SNOOZE = dt.timedelta(minutes=1)


class DeskState(StrEnum):
    """What a day at the desk is in: not begun, sitting, time to stand up, quiet, or over."""

    IDLE = "idle"
    SITTING = "sitting"
    DUE = "due"
    PAUSED = "paused"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDay:
    """One day at the desk, as it stands at a moment. All moments are UTC.

    `counts_from` is when the present interval began: `sitting_since`, or a later "not this time".
    `due_at` is when it is, or was, time to stand up; None where nothing more is due today. `next_at`
    is the same for who only reminds: a missed break is not told again before the next one.
    `goal` is how many breaks the day has, `taken` how many were: `exercised` and `stood`.
    """

    state: DeskState
    begins_at: dt.datetime | None
    ends_at: dt.datetime | None
    sitting_since: dt.datetime | None
    counts_from: dt.datetime | None
    due_at: dt.datetime | None
    next_at: dt.datetime | None
    paused_until: dt.datetime | None
    is_lunch: bool
    snoozes: int
    missed: int
    exercised: int
    stood: int

    @property
    def taken(self) -> int:
        """How often somebody stood up."""
        return self.exercised + self.stood

    @property
    def snoozes_left(self) -> int:
        """How often "in 5 minutes" may still be said of this break."""
        return MOST_SNOOZES - self.snoozes

    @property
    def is_day_off(self) -> bool:
        """Whether there are no work hours on this day."""
        return self.ends_at is None


def desk_day(
    rules: DeskRules,
    day: dt.date,
    *,
    taps: Iterable[DeskTap],
    breaks: Iterable[DeskBreak],
    now: dt.datetime,
) -> DeskDay:
    """Return how the client's own `day` stands at `now`, in whatever order things arrived.

    What a phone's clock puts after `now` has happened all the same: then its moment counts.
    """
    run = _Run.of(rules, day)
    happened: list[tuple[dt.datetime, str, DeskTap | DeskBreak]] = [
        (tap.at.astimezone(dt.UTC), f"{_ORDER[tap.kind]}{tap.key}", tap) for tap in taps
    ]
    happened += [(one.at.astimezone(dt.UTC), "", one) for one in breaks]
    happened.sort(key=lambda each: each[:2])
    for at, _, what in happened:
        run.pass_until(at)
        run.take(at, what)
    clock = max([now.astimezone(dt.UTC), *(at for at, _, _ in happened[-1:])])
    run.pass_until(clock)
    return run.said(clock)


# At the same moment a day begins before anything in it, and ends after it.
_ORDER = {kind: place for place, kind in enumerate(DeskEventKind, start=1)}
_EARLY, _LUNCH, _PAUSE = "early", "lunch", "pause"


@dataclass(slots=True)
class _Run:
    """A day while it is gone through. `ahead` is what the clock alone will bring, in order."""

    rules: DeskRules
    day: dt.date
    work: tuple[dt.datetime, dt.datetime] | None
    ahead: list[tuple[dt.datetime, int, str]] = field(default_factory=list)
    quiet: dict[str, dt.datetime | None] = field(default_factory=dict)
    is_begun: bool = False
    is_over: bool = False
    is_new_after: bool = False
    since: dt.datetime | None = None
    counts_from: dt.datetime | None = None
    due: dt.datetime | None = None
    pause_number: int = 0
    snoozes: int = 0
    missed: int = 0
    exercised: int = 0
    stood: int = 0
    last_stood: dt.datetime | None = None

    @classmethod
    def of(cls, rules: DeskRules, day: dt.date) -> Self:
        """Return a day of which nothing has happened yet."""
        work, lunch = rules.work_on(day), rules.lunch_on(day)
        run = cls(rules, day, work)
        if work is not None:
            run.quiet[_EARLY] = work[0]
            run.ahead.append((work[0], 0, _EARLY))
        if work is not None and lunch is not None and lunch[0] < lunch[1]:
            run.ahead += [(lunch[0], 1, _LUNCH), (lunch[1], 0, _LUNCH)]
        run.ahead.sort()
        return run

    @property
    def interval(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.rules.interval)

    def pass_until(self, at: dt.datetime) -> None:
        """Let the clock alone bring what it brings up to `at`."""
        while self.ahead and self.ahead[0][0] <= at:
            moment, begins, what = self.ahead.pop(0)
            self._miss_until(moment)
            self._turn(moment, what, is_quiet=bool(begins))
        self._miss_until(at)

    def _miss_until(self, at: dt.datetime) -> None:
        if self.quiet or not self.is_begun or self.due is None or self.is_over:
            return
        end = self.work[1] if self.work else self.due
        while self.due + self.interval <= at and self.due + self.interval < end:
            self.due += self.interval
            self.missed += 1
            self.snoozes = 0

    def _turn(self, at: dt.datetime, what: str, *, is_quiet: bool) -> None:
        if is_quiet:
            self.quiet[what] = self._lunch_end()
            self.is_new_after = True
            return
        if what.startswith(_PAUSE):
            if what != f"{_PAUSE}{self.pause_number}":
                return  # another pause took its place, or it was ended before
            what = _PAUSE
        self._quiet_ends(at, what)
        if what == _EARLY and self.rules.begins is Begins.CLOCK and not self.is_over:
            self._begin(at)

    def _lunch_end(self) -> dt.datetime | None:
        lunch = self.rules.lunch_on(self.day)
        return lunch[1] if lunch else None

    def _quiet_ends(self, at: dt.datetime, what: str) -> None:
        if what not in self.quiet:
            return
        del self.quiet[what]
        if self.quiet:
            return
        # A break that fell into a quiet time is skipped: it does not wait at its end.
        if self.due is not None and (self.is_new_after or self.due <= at):
            self._sit(at)
        self.is_new_after = False

    def _begin(self, at: dt.datetime) -> None:
        if not self.is_begun:
            self.is_begun = True
            self._sit(at)

    def _sit(self, at: dt.datetime) -> None:
        self.since = at
        self._count_from(at)

    def _count_from(self, at: dt.datetime) -> None:
        self.counts_from = at
        self.due = at + self.interval
        self.snoozes = 0

    def take(self, at: dt.datetime, what: DeskTap | DeskBreak) -> None:
        """Take in what happened at `at`."""
        if isinstance(what, DeskBreak):
            self._stand(at, is_exercise=what.is_performed, counts=what.is_performed)
            return
        match what.kind:
            case DeskEventKind.STARTED:
                if self.is_over:
                    self.is_over = self.is_begun = False
                self._begin(at)
            case DeskEventKind.STOOD:
                is_same = self.last_stood is not None and at - self.last_stood < SAME_STANDING
                self._begin(at)
                self._stand(at, is_exercise=False, counts=not is_same)
            case DeskEventKind.SNOOZED:
                self._snooze(at)
            case DeskEventKind.SKIPPED:
                if self.is_begun:
                    self._count_from(at)
            case DeskEventKind.PAUSED:
                self._pause(at, what.until)
            case DeskEventKind.RESUMED:
                self.pause_number += 1
                self._quiet_ends(at, _PAUSE)
                self._begin(at)
            case DeskEventKind.ENDED:
                self.is_over = True
                self.pause_number += 1
                self.quiet.pop(_PAUSE, None)
                self.is_new_after = _LUNCH in self.quiet

    def _stand(self, at: dt.datetime, *, is_exercise: bool, counts: bool) -> None:
        if counts:
            self.last_stood = at
            self.exercised += is_exercise
            self.stood += not is_exercise
        if self.is_begun:
            self._sit(at)

    def _snooze(self, at: dt.datetime) -> None:
        is_due = self.due is not None and self.due - _EARLY_SNOOZE <= at
        if is_due and self.is_begun and not self.quiet and self.snoozes < MOST_SNOOZES:
            self.due = at + dt.timedelta(minutes=SNOOZE_MINUTES)
            self.snoozes += 1

    def _pause(self, at: dt.datetime, until: dt.datetime | None) -> None:
        self.pause_number += 1
        self.quiet[_PAUSE] = until.astimezone(dt.UTC) if until else None
        # Who is away until they say so has stood up; a call of half an hour is sat through.
        self.is_new_after = self.is_new_after or until is None
        if until is not None:
            insort(self.ahead, (until.astimezone(dt.UTC), 0, f"{_PAUSE}{self.pause_number}"))

    def said(self, clock: dt.datetime) -> DeskDay:
        """Return the day as it stands at `clock`."""
        state = self._state(clock)
        is_on = self.is_begun and state in (DeskState.SITTING, DeskState.DUE, DeskState.PAUSED)
        due = next_at = None
        missed = self.missed
        if state is DeskState.DUE:
            due = next_at = self.due
            if due is not None and clock >= due + MISSED_AFTER:
                missed += 1
                next_at = self._within(due + self.interval)
        elif state is not DeskState.OVER:
            due = next_at = self._foreseen()
        ends = [*self.quiet.values()]
        is_paused = state is DeskState.PAUSED
        return DeskDay(
            state=state,
            begins_at=self.work[0] if self.work else None,
            ends_at=self.work[1] if self.work else None,
            sitting_since=self.since if is_on else None,
            counts_from=self.counts_from if is_on else None,
            due_at=due,
            next_at=next_at,
            paused_until=max(one for one in ends if one) if is_paused and all(ends) else None,
            is_lunch=is_paused and _LUNCH in self.quiet and _PAUSE not in self.quiet,
            snoozes=self.snoozes,
            missed=missed,
            exercised=self.exercised,
            stood=self.stood,
        )

    def _state(self, clock: dt.datetime) -> DeskState:
        if self.is_over or self.work is None or clock >= self.work[1]:
            return DeskState.OVER
        if not self.is_begun or self.due is None:
            return DeskState.IDLE
        if self.quiet.keys() & {_PAUSE, _LUNCH}:
            return DeskState.PAUSED
        return DeskState.DUE if not self.quiet and clock >= self.due else DeskState.SITTING

    def _within(self, at: dt.datetime) -> dt.datetime | None:
        """Return when a break that would be due `at` comes, by the clock alone, or None."""
        run = copy(self)
        run.due = at
        return run._foreseen()

    def _foreseen(self) -> dt.datetime | None:
        """Return the next moment to stand up if nothing more happens, or None for none today."""
        run = copy(self)
        run.ahead, run.quiet = [*self.ahead], {**self.quiet}
        if run.work is None or run.is_over:
            return None
        while run.ahead:
            moment, begins, what = run.ahead[0]
            if run.is_begun and not run.quiet and run.due is not None and run.due < moment:
                break
            run.ahead.pop(0)
            run._turn(moment, what, is_quiet=bool(begins))
        is_due = run.is_begun and not run.quiet and run.due is not None and run.due < run.work[1]
        return run.due if is_due else None
