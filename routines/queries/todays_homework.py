"""One assignment as Today shows it: what is due of it, what was done, and what its state is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from routines.domain.schedule import Frequency, say_times_per_day
from routines.models import Assignment, ExerciseSession, Status

WAITING = frozenset({"begun", "due", "again"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Homework:
    """One assignment as Today shows it, on the client's own `day`.

    `changes` is what changed since the client last looked, one sentence each. `cover` is the figure
    that stands for it, of the exercise called `cover_name`, prescribed for `cover_side`. It is done
    in full unless a session of today was gentle or short. `finished` are the keys of today's sessions
    that are over, for a phone that has done more meanwhile.
    """

    assignment: Assignment
    day: dt.date
    due: int
    performed: int
    open_session: ExerciseSession | None
    last_session: ExerciseSession | None
    is_done_in_full: bool = True
    was_ever_begun: bool = True
    cover: str = ""
    cover_side: str = ""
    cover_name: str = ""
    changes: tuple[str, ...] = ()
    finished: tuple[UUID, ...] = ()

    @property
    def is_break(self) -> bool:
        """Whether it is a desk break, which is counted beside the rest."""
        return self.assignment.is_break

    @property
    def minutes(self) -> int:
        """How long one session takes, in minutes."""
        return self.assignment.current_version.estimated_minutes

    @property
    def state(self) -> str:
        """`begun`, `due`, `again`, `done`, `paused`, `later`, `over` or `rest`."""
        if self.open_session is not None:
            return "begun"
        if self.due:
            if self.performed >= self.due:
                return "done"
            return "again" if self.performed else "due"
        return resting_state(self.assignment, self.day)

    @property
    def left(self) -> int:
        """How many times it is still due."""
        return max(0, self.due - self.performed)

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to do in it today."""
        return self.state in WAITING

    @property
    def is_resting(self) -> bool:
        """Whether today is no day for it: a rest day, paused, or not begun yet."""
        return self.due == 0

    @property
    def frequency_said(self) -> str:
        """How often, in words: "twice a day"."""
        return say_times_per_day(self.assignment.current_version.times_per_day)

    @property
    def next_on(self) -> dt.date | None:
        """The next day after today on which it is due, or None while nobody knows."""
        if self.assignment.status != Status.ACTIVE:
            return None
        return next_due(self.assignment.current_version.frequency, after=self.day)

    @property
    def named_day(self) -> dt.date | None:
        """The day that its state names: its first, its last or its next one; else None."""
        match self.state:
            case "later":
                return self.assignment.current_version.starts_on
            case "over":
                return self.ended_on
            case "rest":
                return self.next_on
        return None

    @property
    def begun_dose(self) -> str:
        """The dose of the session that was begun and not finished, "" where there is none."""
        return "" if self.open_session is None else self.open_session.dose

    @property
    def open_key(self) -> str:
        """The key of the session that was begun and not finished, "" where there is none."""
        return "" if self.open_session is None else str(self.open_session.pk)

    @property
    def finished_keys(self) -> str:
        """The keys of today's sessions that are over, with spaces between."""
        return " ".join(map(str, self.finished))

    @property
    def ended_on(self) -> dt.date | None:
        """Its last day, where it has one."""
        return self.assignment.ended_on or self.assignment.current_version.ends_on


def next_due(frequency: Frequency, *, after: dt.date) -> dt.date | None:
    """Return the first day later than `after` on which homework is due, or None when it is over."""
    first = max(after + dt.timedelta(days=1), frequency.starts_on)
    days = (first + dt.timedelta(days=ahead) for ahead in range(7))
    return next((day for day in days if frequency.due_on(day)), None)


def resting_state(assignment: Assignment, day: dt.date) -> str:
    """Return why nothing is due on `day`: `over`, `paused`, `later` or `rest`."""
    version = assignment.current_version
    ended_on = assignment.ended_on or version.ends_on
    if ended_on is not None and ended_on < day:
        return "over"
    if assignment.status == Status.PAUSED:
        return "paused"
    return "later" if version.starts_on > day else "rest"
