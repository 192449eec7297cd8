"""Workers side by side, and workers that die: nothing is missed, and nothing is seen twice.

Real threads with connections of their own, and once a real process that is killed.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from routines.models import OccurrenceState, Reminder, ReminderKind, ReminderOccurrence
from routines.services.reminder_claims import LEASE
from routines.services.reminder_runs import tick
from routines.services.reminder_sending import deliver
from routines.services.reminder_ways import Notice, Verdict, Went, tag_of
from tests.factories import NOW
from tests.reminder_factories import (
    EVENING,
    MINUTE,
    breaks_at,
    make_occurrence,
    make_reminder,
    make_settings,
)

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 60
WORKERS = 3
DESKS = 240
LIMIT = 10


class KilledError(BaseException):
    """A worker dies here; nothing of it runs on."""


class CountingPush:
    """Remembers how often each tag was pushed."""

    def __init__(self) -> None:
        self.tags: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, notices: Sequence[Notice], *, now: dt.datetime) -> list[Verdict]:
        with self._lock:
            self.tags.update(one.tag for one in notices)
        return [Verdict(Went.SENT)] * len(notices)


def make_desks(count: int = DESKS) -> dict[Any, dt.datetime | None]:
    """Store clients who are to stand up at NOW, and return when, for each."""
    people = User.objects.bulk_create(
        User(email=f"desk{number}@example.org", display_name="Ivan Petrov", joined_at=NOW)
        for number in range(count)
    )
    Reminder.objects.bulk_create(
        Reminder(client=one, kind=ReminderKind.DESK, changed_at=NOW, next_at=NOW) for one in people
    )
    return {one.pk: NOW for one in people}


@contextmanager
def dies_at(statement: int) -> Iterator[None]:
    """Let this thread's worker die instead of its so-and-so-many-th statement."""
    left = [statement]

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KilledError
        return execute(*args)

    with connection.execute_wrapper(count):
        yield


def in_threads(*calls: Callable[[], object]) -> None:
    """Run each in a thread of its own; what one of them raises is raised here."""
    problems: list[BaseException] = []

    def guarded(call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    for problem in problems:
        raise problem


def work(name: str, *, now: dt.datetime = NOW, **fields: Any) -> None:
    """Do what a worker does until nothing waits."""
    tick(now=now, enqueue=lambda *, wanted: wanted, breaks=fields["breaks"])
    while deliver(now=now, worker=name, limit=LIMIT, **fields):
        pass


@pytest.mark.parametrize("seed", [1, 2])
def test_three_workers_that_are_killed_again_and_again_miss_nothing_and_double_nothing(
    seed: int,
) -> None:
    breaks, push = breaks_at(make_desks()), CountingPush()
    kills = Counter[str]()

    def lives(worker: int) -> None:
        chance = random.Random(seed * 100 + worker)  # noqa: S311
        for life in range(6):
            name = f"worker-{worker}-{life}"
            try:
                with dies_at(chance.randrange(4, 30) if life < 5 else 100_000):
                    work(name, push=push, breaks=breaks)
            except KilledError:
                kills[name] += 1
            finally:
                connection.close()

    in_threads(*(partial(lives, number) for number in range(WORKERS)))
    # What the dead held comes back when their lease is over, within its window.
    work("last", now=NOW + LEASE, push=push, breaks=breaks)

    # Five lives of less than thirty statements cannot do it all, so the quickest dies five times.
    assert sum(kills.values()) >= 5
    rows = ReminderOccurrence.objects.all()
    assert Counter(one.state for one in rows) == {OccurrenceState.SENT: DESKS}
    # Nobody was missed, and whatever was pushed again replaced what was there.
    assert set(push.tags) == {tag_of(one.pk) for one in rows}
    assert len(push.tags) == DESKS
    # Who dies between pushing and noting has that one batch pushed once more, by the last one.
    again = [count - 1 for count in push.tags.values() if count > 1]
    assert sum(again) <= LIMIT * sum(kills.values())
    assert set(again) <= {1}


@pytest.fixture
def _hasty_threads() -> Iterator[None]:
    """Let threads take turns as often as they can, so that they do get between each other."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_hasty_threads")
def test_three_workers_that_live_send_each_once() -> None:
    breaks, push = breaks_at(make_desks()), CountingPush()

    in_threads(*(partial(work, name, push=push, breaks=breaks) for name in ("one", "two", "three")))

    assert set(push.tags.values()) == {1}
    assert len(push.tags) == DESKS


@pytest.mark.parametrize("statement", range(14))
def test_killed_at_any_statement_a_worker_leaves_it_to_the_next(statement: int) -> None:
    breaks, push = breaks_at(make_desks(1)), CountingPush()
    with suppress(KilledError), dies_at(statement):
        work("one", push=push, breaks=breaks)
        pytest.fail("It does not take so many statements; lower the number above.")

    for seconds in (1, 91):
        work("two", now=NOW + dt.timedelta(seconds=seconds), push=push, breaks=breaks)

    row = ReminderOccurrence.objects.get()
    assert row.state == OccurrenceState.SENT
    assert list(push.tags.values()) in ([1], [2])


def test_two_workers_keep_to_the_most_of_a_day_together() -> None:
    row = make_occurrence(reminder=make_reminder())
    client = row.reminder.client
    make_settings(client=client, most_per_day=1)
    desk = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
    make_occurrence(reminder=desk, slot="18:31", at=EVENING)
    push, breaks = CountingPush(), breaks_at({client.pk: EVENING})

    def first(notices: Sequence[Notice], *, now: dt.datetime) -> list[Verdict]:
        # While it pushes, another worker looks at the other one.
        in_threads(partial(deliver, now=now, worker="two", push=push, breaks=breaks, limit=1))
        return push(notices, now=now)

    deliver(now=EVENING, worker="one", push=first, breaks=breaks, limit=1)

    assert len(push.tags) == 1
    reasons = ReminderOccurrence.objects.values_list("spared_because", flat=True)
    assert sorted(reasons) == ["", "enough"]


# --- a real process ------------------------------------------------------------------------

_PROCESS = """
import datetime as dt, sys, time
import django
django.setup()
from routines.services.reminder_runs import tick
from routines.services.reminder_sending import deliver
from routines.services.reminder_ways import Verdict, Went

def push(notices, *, now):
    for one in notices:
        print(one.tag, flush=True)
    if {hangs}:
        time.sleep(60)
    return [Verdict(Went.SENT)] * len(notices)

now = dt.datetime.fromisoformat(sys.argv[1])
tick(now=now, enqueue=lambda *, wanted: wanted)
while deliver(now=now, worker=sys.argv[2], push=push):
    pass
"""


def start_process(name: str, now: dt.datetime, *, hangs: bool) -> subprocess.Popen[str]:
    """Start a worker of its own on the test's database, which hangs after it has pushed or not."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{used['NAME']}"
    else:
        host = f"{used['HOST']}:{used['PORT'] or 5432}"
        address = f"postgres://{used['USER']}:{used['PASSWORD']}@{host}/{used['NAME']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": address,
        "DATA_DIR": str(settings.DATA_DIR),
    }
    return subprocess.Popen(
        [sys.executable, "-c", _PROCESS.format(hangs=hangs), now.isoformat(), name],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_plug_is_pulled_after_pushing_and_before_noting_it() -> None:
    reminder = make_reminder()
    dead = start_process("dead", EVENING, hangs=True)
    assert dead.stdout is not None
    pushed = dead.stdout.readline().strip()
    dead.send_signal(signal.SIGKILL)
    dead.wait(SECONDS)
    dead.stdout.close()
    row = ReminderOccurrence.objects.get(reminder=reminder)
    assert (row.state, row.claimed_by) == (OccurrenceState.CLAIMED, "dead")

    said, _ = start_process("next", EVENING + 2 * MINUTE, hangs=False).communicate(timeout=SECONDS)

    row.refresh_from_db()
    assert row.state == OccurrenceState.SENT
    # The same tag: the second takes the place of the first.
    assert said.split() == [pushed]
    assert ReminderOccurrence.objects.count() == 1
