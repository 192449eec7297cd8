"""Sending in batches that any worker may take, and what is left behind by a dead one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from routines.models import ReminderOccurrence
from routines.services import reminder_ways
from routines.services.reminder_runs import tick
from routines.services.reminder_tasks import (
    enqueue_batches,
    prune,
    reap_tasks,
    run_next_task,
    send_some,
)
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.reminder_factories import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    FakePush,
    make_occurrence,
    make_reminder,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def push(monkeypatch: pytest.MonkeyPatch) -> FakePush:
    fake = FakePush()
    monkeypatch.setattr(reminder_ways, "by_push", fake)
    return fake


@pytest.fixture(autouse=True)
def _evening() -> Any:
    with time_machine.travel(EVENING, tick=False):
        yield


def make_task(**fields: Any) -> DBTaskResult:
    """Store a task as a worker has it that began to run it."""
    usual = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": send_some.module_path,
        "backend_name": "default",
        "run_after": EVENING,
        "status": TaskResultStatus.RUNNING,
        "started_at": EVENING,
        "worker_ids": ["one"],
    }
    return DBTaskResult.objects.create(**{**usual, **fields})


def test_what_waits_is_put_in_line_in_batches_and_sent_by_who_comes(push: FakePush) -> None:
    reminder = make_reminder(now=NOW - 60 * DAY)
    for number in range(60):
        make_occurrence(reminder=reminder, local_day=EVENING.date() - number * DAY, slot="18:30")

    ticked = tick(now=EVENING, enqueue=enqueue_batches)
    assert ticked.batches == 2
    # What is in line already is not put there twice.
    assert tick(now=EVENING, enqueue=enqueue_batches).batches == 0

    assert run_next_task(worker="one")
    assert run_next_task(worker="two")
    assert not run_next_task(worker="one")
    assert DBTaskResult.objects.successful().count() == 2
    assert not ReminderOccurrence.objects.filter(state="waiting").exists()


def test_a_task_that_fails_is_kept_with_its_reason_and_ends_no_worker(
    push: FakePush, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**kwargs: Any) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr("routines.services.reminder_tasks.deliver", broken)
    enqueue_batches(wanted=1)

    assert run_next_task(worker="one")

    (failed,) = DBTaskResult.objects.failed()
    assert "broken" in failed.traceback


def test_where_no_task_is_ready_nothing_is_written(count_statements: CountStatements) -> None:
    with count_statements() as statements:
        assert not run_next_task(worker="one")

    assert len(statements) == 1


def test_a_task_that_a_killed_worker_left_runs_again_and_not_for_ever() -> None:
    row = make_task()

    assert reap_tasks(now=EVENING + 9 * MINUTE) == 0
    assert reap_tasks(now=EVENING + 10 * MINUTE) == 1
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY

    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["one", "two", "three"])
    reap_tasks(now=EVENING + HOUR)
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED


def _key(made_at: dt.datetime) -> uuid.UUID:
    return uuid.UUID(int=(int(made_at.timestamp() * 1000) << 80) + (7 << 76) + 1)


def test_old_occurrences_and_finished_tasks_are_thrown_away() -> None:
    reminder = make_reminder()
    kept = [89, 0]
    for days in (200, 91, *kept):
        at = EVENING - days * DAY
        make_occurrence(pk=_key(at), reminder=reminder, at=at, state="sent")
    for days in (3, 1):
        finished = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": EVENING - days * DAY}
        make_task(**finished)
    running = make_task(started_at=EVENING - 30 * DAY)

    gone = []
    while number := prune(now=EVENING):
        gone.append(number)

    assert gone == [3]
    left = ReminderOccurrence.objects.values_list("local_day", flat=True)
    assert sorted((EVENING.date() - day).days for day in left) == sorted(kept)
    assert DBTaskResult.objects.filter(pk=running.pk).exists()
    assert DBTaskResult.objects.count() == 2
