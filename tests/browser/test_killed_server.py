"""A server that is killed while a phone sends: nothing is lost, and nothing there twice."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.models import ExerciseLog, ExerciseSession, SyncReceipt
from tests.guided_page import sign_in, wait_until
from tests.homework_factories import make_assignment, make_exercise, make_routine, make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXERCISES = 8
# After how many milliseconds of a request: it is read, rows are stored, it is answered.
KILLED_AFTER_MS = (0, 15, 40)


class MortalServer:
    """The product in a process of its own, on the database of the tests."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "config.wsgi:application",
        ]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "2"]
        command += ["--log-level", "error", "--no-ws"]
        environment = os.environ | {
            "DEBUG": "1",
            "DATABASE_URL": _database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
        }
        # A group of its own, so that its worker dies in the same moment.
        self._process = subprocess.Popen(command, env=environment, start_new_session=True)
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
                    wire.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    if wire.recv(64):
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("The server did not start.")

    def kill(self) -> None:
        """Pull the plug."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def have_arrived(count: int) -> bool:
    return SyncReceipt.objects.count() == count


def _database_url() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    where = f"{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{where}/{known['NAME']}"


@pytest.fixture
def server(transactional_db: None) -> Iterator[MortalServer]:
    server = MortalServer()
    yield server
    server.kill()


@pytest.fixture
def page(browser: Any, server: MortalServer, ivan: User) -> Iterator[Any]:
    context = browser.new_context(
        base_url=server.url, viewport={"width": 390, "height": 844}, service_workers="block"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, ivan, server)
    yield page
    context.close()


def test_what_was_logged_is_there_once_though_the_server_was_killed_on_the_way(
    page: Any, server: MortalServer, ivan: User
) -> None:
    exercises = [
        make_exercise(name=f"Move {number}", dosage=Dosage(repetitions=number))
        for number in range(1, EXERCISES + 1)
    ]
    homework = make_assignment(
        client=ivan, routine=make_routine(exercises=exercises), at=timezone.now()
    )

    for count, late_ms in enumerate(KILLED_AFTER_MS, start=1):
        session = make_session(assignment=homework, now=timezone.now())
        page.goto(f"/sessions/{session.pk}/", wait_until="networkidle")
        page.context.set_offline(True)
        done = page.get_by_role("button", name="Done")
        for left in range(EXERCISES - 1, -1, -1):
            done.first.press("Enter")
            expect(done).to_have_count(left)
        with page.expect_request("**/api/v1/sync"):
            page.context.set_offline(False)
        time.sleep(late_ms / 1000)
        server.kill()
        server.start()
        page.reload()
        wait_until(page, partial(have_arrived, count * EXERCISES))
        page.wait_for_load_state("networkidle")

    assert ExerciseLog.objects.standing().count() == len(KILLED_AFTER_MS) * EXERCISES
    assert ExerciseLog.objects.count() == len(KILLED_AFTER_MS) * EXERCISES
    assert ExerciseSession.objects.performed().count() == len(KILLED_AFTER_MS)
    assert not page.evaluate("document.querySelector('co-waits')?.textContent.match(/\\d/)")
