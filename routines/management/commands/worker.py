"""The process beside the web server: reminders, their tasks, and letters to therapists.

Any number may run. Each ticks by itself and shares the tasks; the letters are written by one of them.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from accounts.leadership import only_one
from routines.services.addresses import site_address
from routines.services.alerts import send_alerts
from routines.services.reminder_runs import tick
from routines.services.reminder_tasks import enqueue_batches, prune, reap_tasks, run_next_task

logger = logging.getLogger(__name__)

# Seconds between two looks.
EVERY = 5
LETTERS_EVERY = 20
THOROUGH_EVERY = 15
PRUNED_EVERY = 6 * 60 * 60
# How long whoever stops it waits for a letter that is being written.
_LAST_LETTER = 15


class Command(BaseCommand):
    """Look after everything that is due, until told to stop; then finish the batch."""

    # They would bring in every page of the site, which a worker has no use for.
    requires_system_checks = ()
    help = "Send reminders and letters that are due, until stopped. Several may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often to look, and where this installation is."""
        parser.add_argument("--every", type=float, default=EVERY, help="seconds between two looks")
        parser.add_argument("--site", default=site_address(), help="address that letters name")
        parser.add_argument("--name", default=_name(), help="its name in the log, its own")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C; a database that is away for a moment ends nothing."""
        stop = threading.Event()
        _stop_calmly(stop)
        site = str(options["site"]).rstrip("/")
        logger.info("Worker %s starts.", options["name"])
        # In a thread of its own: a mail server that hangs must not hold up a reminder.
        letters = threading.Thread(
            target=_write_letters, args=(site, stop), name="letters", daemon=True
        )
        letters.start()
        work = Work(name=options["name"], site=site, stop=stop)
        _repeat(work.look, options["every"], stop)
        letters.join(_LAST_LETTER)


class Work:
    """What one worker does at each look."""

    def __init__(self, *, name: str, site: str, stop: threading.Event) -> None:
        self.name = name
        self.stop = stop
        self.enqueue = partial(enqueue_batches, site=site)
        self._thorough = _Every(THOROUGH_EVERY)
        self._pruned = _Every(PRUNED_EVERY)

    def look(self) -> None:
        """Tick, and run tasks until there are none; go on at once while there is more to do."""
        while not self.stop.is_set():
            now = timezone.now()
            is_thorough = self._thorough.is_time()
            ticked = tick(now=now, enqueue=self.enqueue, is_thorough=is_thorough)
            if is_thorough:
                reap_tasks(now=now)
            ran = self._run_tasks()
            if not (ran or ticked.made):
                break
        if self._pruned.is_time():
            self._prune(timezone.now())

    def _run_tasks(self) -> bool:
        ran = False
        while not self.stop.is_set() and run_next_task(worker=self.name):
            ran = True
        return ran

    def _prune(self, now: dt.datetime) -> None:
        while not self.stop.is_set() and prune(now=now):
            pass


class _Every:
    """Tells once in so many seconds that it is time, and at first at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def is_time(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True


def _repeat(step: Callable[[], None], seconds: float, stop: threading.Event) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            step()
        except DatabaseError as error:
            # The first line: the rest may quote what was to be written.
            reason = str(error).partition("\n")[0]
            logger.warning("The database did not answer (%s). Trying again.", reason)
        stop.wait(seconds)


def _write_letters(site: str, stop: threading.Event) -> None:
    def write() -> None:
        try:
            with only_one("letters") as is_me:
                if is_me:
                    send_alerts(now=timezone.now(), site=site)
        except DatabaseError:
            raise
        except Exception:
            # A thread that ends is missed by nobody, and with it would end every warning by mail.
            logger.exception("Letters could not be written; they are tried again.")

    try:
        _repeat(write, LETTERS_EVERY, stop)
    finally:
        # Each thread has a connection of its own.
        connection.close()


def _stop_calmly(stop: threading.Event) -> None:
    def handle(number: int, frame: object) -> None:
        stop.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, handle)
        signal.signal(signal.SIGINT, handle)


def _name() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
