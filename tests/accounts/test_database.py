"""The write gate: one writer at a time on SQLite, let go before effects, never twice."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from accounts import database
from accounts.database import write_transaction
from accounts.models import Clinic

pytestmark = pytest.mark.django_db(transaction=True)

on_sqlite = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="the gate is for SQLite"
)


def make_clinic(name: str) -> Clinic:
    return Clinic.objects.create(name=name, time_zone="UTC")


@write_transaction
def make_and_fail(name: str) -> None:
    make_clinic(name)
    raise ZeroDivisionError


def test_an_error_takes_everything_back() -> None:
    with pytest.raises(ZeroDivisionError):
        make_and_fail("North")

    assert not Clinic.objects.exists()
    assert not database._threads.locked()


def test_as_a_decorator_it_keeps_the_result_and_the_name() -> None:
    @write_transaction
    def found(*, name: str) -> str:
        assert connection.in_atomic_block
        return make_clinic(name).name

    assert found(name="North") == "North"
    assert found.__name__ == "found"


def test_nested_writes_are_savepoints_of_one_transaction() -> None:
    with write_transaction():
        make_clinic("North")
        with pytest.raises(ZeroDivisionError):
            make_and_fail("South")

    assert list(Clinic.objects.values_list("name", flat=True)) == ["North"]


@on_sqlite
def test_effects_after_commit_run_with_the_gate_open() -> None:
    seen: list[bool] = []

    with write_transaction():
        transaction.on_commit(lambda: seen.append(database._threads.locked()))
        assert database._threads.locked()

    assert seen == [False]


@on_sqlite
def test_the_log_is_tidied_now_and_then_when_nobody_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "CHECKPOINT_EVERY", 2)
    monkeypatch.setattr(database, "_written", itertools.count(1))
    seen: list[tuple[str, bool]] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(
        lambda sql: seen.append((sql.split(";")[0], database._threads.locked()))
    )

    for name in ("North", "South", "East"):
        with write_transaction():
            make_clinic(name)
    connection.connection.set_trace_callback(None)

    tidied = [place for place, (sql, _) in enumerate(seen) if "wal_checkpoint" in sql]
    assert len(tidied) == 1
    assert seen[tidied[0]] == ("PRAGMA wal_checkpoint(PASSIVE)", False)
    assert sum(sql == "COMMIT" for sql, _ in seen[: tidied[0]]) == 2


@on_sqlite
def test_a_log_that_cannot_be_tidied_now_keeps_nobody_from_writing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_pragma(action: int, *_: Any) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_PRAGMA else sqlite3.SQLITE_OK

    monkeypatch.setattr(database, "CHECKPOINT_EVERY", 1)
    connection.ensure_connection()
    with write_transaction():
        make_clinic("North")
        connection.connection.set_authorizer(no_pragma)
    connection.connection.set_authorizer(None)

    assert Clinic.objects.count() == 1


@on_sqlite
def test_inside_a_plain_transaction_the_gate_is_not_waited_for() -> None:
    with transaction.atomic(), write_transaction():
        make_clinic("North")
        assert not database._threads.locked()

    assert Clinic.objects.count() == 1


def test_many_threads_lose_no_update() -> None:
    clinic = make_clinic("0")
    errors: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(5):
                with write_transaction():
                    row = Clinic.objects.select_for_update().get(pk=clinic.pk)
                    time.sleep(0.001)
                    row.name = str(int(row.name) + 1)
                    row.save(update_fields=["name"])
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Clinic.objects.get().name == "30"


@on_sqlite
def test_sqlite_is_set_up_to_keep_what_it_acknowledged() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in Path(settings.BASE_DIR, "config/settings.py").read_text()


def test_the_cache_works_across_connections() -> None:
    cache.set("attempts", 3)

    assert cache.get("attempts") == 3


@on_sqlite
def test_a_process_that_is_killed_lets_go_of_the_gate(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    holder = hold_gate_in_a_process(tmp_path)
    holder.kill()
    holder.wait(timeout=10)

    begun = time.monotonic()
    with write_transaction():
        make_clinic("North")

    assert time.monotonic() - begun < 5
    assert Clinic.objects.count() == 1


@on_sqlite
def test_another_process_waits_for_the_gate(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    holder = hold_gate_in_a_process(tmp_path)
    stored: list[str] = []

    def store() -> None:
        with write_transaction():
            stored.append(make_clinic("North").name)
        connection.close()

    waiting = threading.Thread(target=store)
    waiting.start()
    waiting.join(timeout=0.3)
    assert stored == []
    holder.kill()
    holder.wait(timeout=10)
    waiting.join(timeout=10)

    assert stored == ["North"]


@on_sqlite
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_fork_in_the_middle_of_a_write_shuts_nobody_out(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    with write_transaction():
        make_clinic("North")
        child = os.fork()
        if not child:
            # A new lock of its own, as this process has no thread that holds the old one.
            database._threads.acquire(timeout=1) or os._exit(1)
            time.sleep(2)
            os._exit(0)

    begun = time.monotonic()
    with write_transaction():
        make_clinic("South")
    took = time.monotonic() - begun

    assert took < 1.5
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def hold_gate_in_a_process(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that takes the gate and keeps it; return once it has it."""
    code = (
        "import fcntl, os, sys, time\n"
        "gate = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)\n"
        "fcntl.flock(gate, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    arguments = [sys.executable, "-c", code, str(folder / "write.lock")]
    holder = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    return holder
