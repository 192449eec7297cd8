"""How this project writes: one writer at a time on SQLite, plain transactions on PostgreSQL.

SQLite's busy handler polls and does not queue, so under many writers a few wait for seconds.
The gate makes them queue instead; see docs/decisions/0010-sqlite-and-the-write-gate.md.
"""

from __future__ import annotations

import functools
import itertools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import ParamSpec, TypeVar, overload

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

if sys.platform != "win32":
    import fcntl

P = ParamSpec("P")
R = TypeVar("R")

# Each transaction adds a few pages to the write-ahead log, and SQLite alone would move them into
# the database inside the thousandth page's commit, with every other writer waiting at the gate.
CHECKPOINT_EVERY = 200

_threads = threading.Lock()
_written = itertools.count(1)


def _forget_the_parents_threads() -> None:
    # The thread that held the lock was not copied into this process and can never let go of it.
    global _threads
    _threads = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_the_parents_threads)


@overload
def write_transaction() -> AbstractContextManager[None]: ...
@overload
def write_transaction(function: Callable[P, R]) -> Callable[P, R]: ...
def write_transaction(
    function: Callable[P, R] | None = None,
) -> AbstractContextManager[None] | Callable[P, R]:
    """Commit everything inside, or nothing; `with write_transaction():` or `@write_transaction`.

    Nested calls join the outer transaction as savepoints. Keep network calls, hashing and
    rendering outside. `transaction.on_commit` effects run after the gate has been let go.
    """
    if function is None:
        return _transaction()

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with _transaction():
            return function(*args, **kwargs)

    return wrapper


def use_write_ahead_log(connection: BaseDatabaseWrapper) -> None:
    """Switch a SQLite database file to WAL, which the file then remembers; else do nothing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _transaction() -> Iterator[None]:
    connection = transaction.get_connection()
    # Whoever is in a transaction on SQLite has SQLite's own write lock already (IMMEDIATE).
    # Waiting for the gate as well would wait for somebody who waits for us.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    gate = _Gate(Path(settings.DATA_DIR) / "write.lock")
    gate.acquire()
    try:
        with transaction.atomic():
            # The first hook, so that later ones (mail, push) keep nobody waiting.
            transaction.on_commit(gate.release)
            yield
    finally:
        gate.release()
    if next(_written) % CHECKPOINT_EVERY == 0:
        _checkpoint(connection)


def _checkpoint(connection: BaseDatabaseWrapper) -> None:
    # Passive: it waits for nobody and nobody waits for it. By the driver's own connection, because
    # it is no statement of the request that happens to be the one.
    if connection.connection is not None and not connection.in_atomic_block:
        with suppress(DatabaseError), connection.wrap_database_errors:
            connection.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


class _Gate:
    """One thread of one process at a time; the kernel lets go when a process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = _threads
        self._descriptor: int | None = None

    def acquire(self) -> None:
        self._threads.acquire()
        try:
            # Opened anew each time: a descriptor kept over a fork would share its lock.
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if sys.platform != "win32":
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except BaseException:
            self._close()
            self._threads.release()
            raise

    def release(self) -> None:
        if self._descriptor is not None:
            self._close()
            self._threads.release()

    def _close(self) -> None:
        if self._descriptor is not None:
            if sys.platform != "win32":
                # Closing alone would leave it locked while a process forked meanwhile lives.
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            os.close(self._descriptor)
            self._descriptor = None
