"""What is asked on the morning after: how yesterday's sessions left the client."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from routines.models import ExerciseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class DueQuestion:
    """The question of one morning: the client's own day, and yesterday's unanswered sessions."""

    day: dt.date
    sessions: tuple[ExerciseSession, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The homework it is about, each once, in the order it was done."""
        return tuple(dict.fromkeys(session.assignment.name for session in self.sessions))


def due_question(*, client: User, day: dt.date) -> DueQuestion | None:
    """Return what to ask the client on their own `day`, or None (1 statement).

    Asked once, about what was done on the day before, and never about an older day.
    """
    sessions = tuple(
        ExerciseSession.objects.performed()
        .filter(
            client=client,
            local_day=day - dt.timedelta(days=1),
            pain_next_day__isnull=True,
        )
        .select_related("assignment")
        .order_by("started_at")
    )
    return DueQuestion(day=day, sessions=sessions) if sessions else None
