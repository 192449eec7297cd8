"""What reminders cost: a tick among more and more schedules, and many that are due in one minute.

The push service is one that says "sent" at once; what a true one takes is measured with the sender.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.data import say
from routines.domain.schedule import EVERY_DAY, weekdays_to_bits
from routines.models import (
    Assignment,
    AssignmentVersion,
    OccurrenceState,
    Reminder,
    ReminderKind,
    ReminderOccurrence,
    Routine,
)
from routines.services import reminder_ways
from routines.services.reminder_runs import tick
from routines.services.reminder_tasks import enqueue_batches, run_next_task
from routines.services.reminder_ways import Notice, Verdict, Went

DUE = 100
IN_ONE_MINUTE = 10_000
ROUNDS = 15
BATCH = 5_000
SECONDS = 15
_HOUR = 12
GROWTH = 1.5

_numbers = count(1)


def ticks(sizes: Sequence[int]) -> Iterator[dict[str, object]]:
    """Tick with nothing due and with a hundred due, among so many schedules; say how it grew."""
    measured: list[tuple[int, float, float]] = []
    for size in sizes:
        _grow(size)
        nothing = [_timed_tick() for _ in range(ROUNDS)]
        hundred = [_timed_tick(due=DUE) for _ in range(ROUNDS)]
        measured.append((size, statistics.median(nothing), statistics.median(hundred)))
        yield {
            "figure": "tick",
            "schedules": size,
            "nothing_due_ms": round(measured[-1][1], 2),
            f"due_{DUE}_ms": round(measured[-1][2], 2),
        }
    (small, idle, busy), (large, idle_then, busy_then) = measured[0], measured[-1]
    yield {
        "figure": "tick growth",
        "schedules": [small, large],
        "nothing_due_ratio": round(idle_then / idle, 2),
        f"due_{DUE}_ratio": round(busy_then / busy, 2),
        "budget": {"ratio": GROWTH},
    }


def in_one_minute() -> dict[str, object]:
    """Let homework of ten thousand clients be due at once, and one worker tell them all."""
    say(f"Making {IN_ONE_MINUTE:,} clients who are due at once")
    now = timezone.now().replace(second=0, microsecond=0)
    _make_homework(IN_ONE_MINUTE, now=now)
    told: list[str] = []
    with _pushing_to(told):
        before, cpu = time.perf_counter(), time.process_time()
        while True:
            ticked = tick(now=timezone.now(), enqueue=enqueue_batches)
            ran = False
            while run_next_task(worker="bench"):
                ran = True
            if not (ticked.made or ran):
                break
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
    sent = ReminderOccurrence.objects.filter(state=OccurrenceState.SENT).count()
    return {
        "figure": "due in one minute",
        "reminders": IN_ONE_MINUTE,
        "told": len(told),
        "told_twice": len(told) - len(set(told)),
        "noted_as_sent": sent,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "per_second": round(len(told) / seconds),
        "budget": {"seconds": SECONDS},
    }


def _timed_tick(*, due: int = 0) -> float:
    now = timezone.now()
    keys = list(Reminder.objects.order_by("pk").values_list("pk", flat=True)[:due])
    Reminder.objects.filter(pk__in=keys).update(next_at=now - dt.timedelta(hours=1))
    before = time.process_time()
    tick(now=now, enqueue=lambda *, wanted: 0)
    milliseconds = (time.process_time() - before) * 1000
    ReminderOccurrence.objects.all().delete()
    return milliseconds


def _grow(size: int) -> None:
    """Add clients with one schedule of each kind that needs no homework, until there are so many."""
    missing = size - Reminder.objects.count()
    say(f"Growing to {size:,} schedules")
    now = timezone.now()
    far = now + dt.timedelta(days=1)
    while missing > 0:
        people = _people(min(BATCH, -(-missing // 2)))
        rows = [
            Reminder(client=one, kind=kind, times=[_slot(now)], next_at=far, changed_at=now)
            for one in people
            for kind in (ReminderKind.NEXT_DAY, ReminderKind.CHECK_IN)
        ]
        Reminder.objects.bulk_create(rows, batch_size=BATCH)
        missing -= len(rows)
    _analyze()


def _make_homework(number: int, *, now: dt.datetime) -> None:
    routine = Routine.objects.get(slug="core-level-1", clinic=None)
    for start in range(0, number, BATCH):
        people = _people(min(BATCH, number - start))
        given = [
            Assignment(client=one, routine=routine, name=routine.name, created_at=now)
            for one in people
        ]
        Assignment.objects.bulk_create(given, batch_size=BATCH)
        versions = [
            AssignmentVersion(
                assignment=one,
                number=1,
                effective_on=now.date() - dt.timedelta(days=1),
                starts_on=now.date() - dt.timedelta(days=1),
                weekday_bits=weekdays_to_bits(EVERY_DAY),
                exercise_count=5,
                estimated_seconds=480,
                created_at=now,
            )
            for one in given
        ]
        AssignmentVersion.objects.bulk_create(versions, batch_size=BATCH)
        for one, version in zip(given, versions, strict=True):
            one.version = version
        Assignment.objects.bulk_update(given, ["version"], batch_size=500)
        Reminder.objects.bulk_create(
            [
                Reminder(
                    client=one.client,
                    kind=ReminderKind.HOMEWORK,
                    assignment=one,
                    times=[_slot(now)],
                    next_at=now,
                    changed_at=now,
                )
                for one in given
            ],
            batch_size=BATCH,
        )
    _analyze()


def _slot(now: dt.datetime) -> str:
    return f"{_HOUR}:{now:%M}"


def _people(number: int) -> list[User]:
    # They live where it is that hour, for nobody is told anything at night.
    offset = _HOUR - timezone.now().hour
    zone = f"Etc/GMT{-offset:+d}" if offset else "UTC"
    return User.objects.bulk_create(
        [
            User(
                email=f"reminded{next(_numbers)}@bench.example.org",
                display_name="Reminded",
                time_zone=zone,
            )
            for _ in range(number)
        ],
        batch_size=BATCH,
    )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _pushing_to(told: list[str]) -> Iterator[None]:
    def push(notices: Sequence[Notice], *, now: dt.datetime) -> list[Verdict]:
        told.extend(one.tag for one in notices)
        return [Verdict(Went.SENT)] * len(notices)

    usual, reminder_ways.by_push = reminder_ways.by_push, push
    try:
        yield
    finally:
        reminder_ways.by_push = usual
