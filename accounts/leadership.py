"""Letting one process of many do something, without anybody waiting and without writing anything."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

if sys.platform != "win32":
    import fcntl


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Give True to one process at a time, False to the others; held while the block runs.

    On PostgreSQL an advisory lock of the session, which ends with it; with SQLite all processes are
    on one machine, and it is a lock on a file, which the kernel lets go when a process dies.
    """
    if connection.vendor == "postgresql":
        with _by_database(name) as is_me:
            yield is_me
    else:
        with _by_file(Path(settings.DATA_DIR) / f"{name}.lock") as is_me:
            yield is_me


@contextmanager
def _by_database(name: str) -> Iterator[bool]:
    # Negative keys are ours: nobody else of this project uses advisory locks.
    key = -zlib.crc32(name.encode()) - 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_me = bool(cursor.fetchone()[0])
    try:
        yield is_me
    finally:
        if is_me:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _by_file(path: Path) -> Iterator[bool]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _is_ours(descriptor)
    finally:
        os.close(descriptor)


def _is_ours(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
