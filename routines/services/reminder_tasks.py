"""Sending as tasks that any worker may run, how they are run, and what is thrown away in time.

A task holds no occurrence: it takes what waits when it runs. So one that gets lost loses nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from accounts.database import write_transaction
from routines.models import ReminderOccurrence
from routines.services.addresses import site_address
from routines.services.reminder_claims import skip_locked
from routines.services.reminder_sending import deliver

# Longer than any task takes: whoever holds one longer is dead.
_TASK_LEASE = dt.timedelta(minutes=10)
_MOST_RUNS = 3
KEEP_OCCURRENCES = dt.timedelta(days=90)
KEEP_TASKS = dt.timedelta(days=2)
_AT_ONCE = 1_000


@task()
def send_some(site: str = "") -> int:
    """Send one batch of what waits; return how many occurrences were seen to."""
    worker = f"task-{uuid.uuid4().hex}"
    return deliver(now=timezone.now(), worker=worker, site=site or site_address())


def enqueue_batches(*, wanted: int, site: str = "") -> int:
    """Put tasks in line until `wanted` batches are; return how many were added."""
    ready = DBTaskResult.objects.ready().filter(task_path=send_some.module_path)
    missing = wanted - len(ready.order_by().values_list("pk", flat=True)[:wanted])
    if missing <= 0:
        return 0
    with write_transaction():
        for _ in range(missing):
            send_some.enqueue(site=site)
    return missing


def run_next_task(*, worker: str) -> bool:
    """Run one task that is ready, whichever it is; return whether there was one.

    Nothing is written, and on SQLite nobody is kept from writing, where there is none.
    """
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return False
    with write_transaction():
        result = skip_locked(ready).first()
        if result is None:
            return False
        result.claim(worker)
    # The library's own worker takes the whole database for each look; only its way to run is used.
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=result.backend_name,
        startup_delay=False,
        max_tasks=None,
        worker_id=worker,
        excluded_queue_names=[],
    ).run_task(result)
    return True


def reap_tasks(*, now: dt.datetime) -> int:
    """Put tasks in line again that a killed worker left running; return how many.

    One that was left so three times has failed.
    """
    left = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=now - _TASK_LEASE
    )
    if not left.exists():
        return 0
    with write_transaction():
        rows = list(skip_locked(left))
        for one in rows:
            is_hopeless = len(one.worker_ids) >= _MOST_RUNS
            one.status = TaskResultStatus.FAILED if is_hopeless else TaskResultStatus.READY
            one.finished_at = now if is_hopeless else None
            one.save(update_fields=["status", "finished_at"])
    return len(rows)


def prune(*, now: dt.datetime) -> int:
    """Throw away occurrences after 90 days and finished tasks after two, some at a time.

    Returns how many went; called again until that is 0.
    """
    # Keys begin with the time they were made, so the oldest are found by the key itself.
    before = _first_key(now - KEEP_OCCURRENCES)
    old = list(
        ReminderOccurrence.objects.filter(pk__lt=before)
        .order_by("pk")
        .values_list("pk", flat=True)[:_AT_ONCE]
    )
    done = list(
        DBTaskResult.objects.finished()
        .filter(finished_at__lte=now - KEEP_TASKS)
        .order_by()
        .values_list("pk", flat=True)[:_AT_ONCE]
    )
    if not old and not done:
        return 0
    with write_transaction():
        ReminderOccurrence.objects.filter(pk__in=old).delete()
        DBTaskResult.objects.filter(pk__in=done).delete()
    return len(old) + len(done)


def _first_key(moment: dt.datetime) -> uuid.UUID:
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
