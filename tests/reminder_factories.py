"""Reminders for tests: rows as they are, and a push service that only remembers.

People come from `tests.factories`, homework from `tests.homework_factories`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts.models import User
from routines.domain.reminders import usual_times
from routines.models import (
    Assignment,
    OccurrenceState,
    Reminder,
    ReminderKind,
    ReminderOccurrence,
    ReminderSettings,
)
from routines.queries.reminder_needs import NextBreaks
from routines.services.reminder_plans import replan
from routines.services.reminder_runs import Ticked, tick
from routines.services.reminder_sending import deliver
from routines.services.reminder_ways import Notice, Verdict, Went
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_frequency

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
# NOW is 09:30 in UTC, where clients live unless told otherwise.
MORNING = NOW.replace(hour=8, minute=0)
EVENING = NOW.replace(hour=18, minute=30)


def make_settings(*, client: User, **fields: Any) -> ReminderSettings:
    """Store when a client is left in peace: the usual hours unless given."""
    return ReminderSettings.objects.create(client=client, **fields)


def make_reminder(
    *,
    client: User | None = None,
    assignment: Assignment | None = None,
    kind: ReminderKind | None = None,
    times: Sequence[str] | None = None,
    now: dt.datetime = NOW,
    breaks: NextBreaks | None = None,
    **fields: Any,
) -> Reminder:
    """Store a reminder, planned from `now` on: of homework at 18:30 unless given."""
    if kind is None:
        kind = ReminderKind.HOMEWORK
        assignment = assignment or make_reminded_homework(client=client)
    person = assignment.client if assignment else client or make_client()
    if times is None:
        times = [] if kind == ReminderKind.DESK else usual_times(1)
    reminder = Reminder.objects.create(
        client=person,
        kind=kind,
        assignment=assignment,
        times=list(times),
        changed_at=now,
        **fields,
    )
    replan(client=person, now=now, breaks=breaks)
    reminder.refresh_from_db()
    return reminder


def make_reminded_homework(
    *, client: User | None = None, times_per_day: int = 1, **fields: Any
) -> Assignment:
    """Store homework for a client: a new one, with a therapist of their own, unless given."""
    if client is None or not client.care_received.exists():
        maya = make_therapist(clinic=make_clinic())
        if client is None:
            client = make_client(therapist=maya)
        else:
            from tests.factories import make_care_relationship

            make_care_relationship(therapist=maya, client=client)
    frequency = fields.pop("frequency", make_frequency(times_per_day=times_per_day))
    return make_assignment(client=client, frequency=frequency, **fields)


def make_occurrence(
    *, reminder: Reminder | None = None, at: dt.datetime = EVENING, **fields: Any
) -> ReminderOccurrence:
    """Store one time that a reminder was due, waiting to be sent, of use for two and a half hours."""
    usual = {
        "reminder": reminder or make_reminder(),
        "local_day": at.date(),
        "slot": f"{at:%H:%M}",
        "due_at": at,
        "ends_at": at + 2 * HOUR + 30 * MINUTE,
    }
    return ReminderOccurrence.objects.create(**{**usual, **fields})


SENT = Verdict(Went.SENT)


class FakePush:
    """A push service that remembers what it was given, and gives the answers it is told to.

    It stands in for `reminder_ways.by_push`. `verdict` may be a function of a notice.
    """

    def __init__(self, verdict: Verdict | Callable[[Notice], Verdict] = SENT) -> None:
        self.verdict = verdict
        self.notices: list[Notice] = []
        self._lock = threading.Lock()

    def __call__(self, notices: Sequence[Notice], *, now: dt.datetime) -> list[Verdict]:
        """Take the notices and answer for each."""
        with self._lock:
            self.notices += notices
        return [
            self.verdict if isinstance(self.verdict, Verdict) else self.verdict(one)
            for one in notices
        ]

    @property
    def titles(self) -> list[str]:
        """What lock screens said, in order."""
        return [one.words.title for one in self.notices]


def breaks_at(moments: Mapping[UUID, dt.datetime | None]) -> NextBreaks:
    """Return what tells when it is time to stand up next, as it was told itself."""

    def next_breaks(people: Iterable[User]) -> dict[UUID, dt.datetime | None]:
        return {one.pk: moments.get(one.pk) for one in people}

    return next_breaks


def run(
    now: dt.datetime, push: FakePush, *, breaks: NextBreaks | None = None, worker: str = "one"
) -> Ticked:
    """Tick once and send everything that waits, as one worker does."""
    ticked = tick(now=now, enqueue=lambda *, wanted: wanted, breaks=breaks)
    while deliver(
        now=now, worker=worker, push=push, breaks=breaks, site="https://carryover.example"
    ):
        pass
    return ticked


def states(reminder: Reminder | None = None) -> list[tuple[str, str]]:
    """Return slot and what became of each occurrence, oldest first."""
    rows = ReminderOccurrence.objects.order_by("due_at", "slot")
    if reminder is not None:
        rows = rows.filter(reminder=reminder)
    return [
        (one.slot, one.spared_because if one.state == OccurrenceState.SPARED else one.state)
        for one in rows
    ]
