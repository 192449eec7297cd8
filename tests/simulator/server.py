"""The server's half of the simulator: the whole application, asked without a socket.

Everything happens in one transaction that is rolled back after each schedule. What the application
would commit is a savepoint in it, so that a killed server and a restored backup are savepoints too.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from http.cookies import SimpleCookie
from typing import Any

import time_machine
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.middleware.csrf import _get_new_csrf_string

from accounts.models import User
from accounts.session_store import SessionStore
from routines.models import Assignment, Epoch
from routines.services.epochs import new_epoch
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, prescriptions_of

Answer = dict[str, Any]


class KilledError(BaseException):
    """The server's process is gone. Not an `Exception`: nothing in it gets to handle this."""


class Server:
    """One installation with two clients, Ivan and Noor, each with homework of two exercises."""

    def __init__(self) -> None:
        self._application = WSGIHandler()
        maya = make_therapist(clinic=make_clinic())
        self.people: list[User] = [
            make_client(therapist=maya, display_name=name, time_zone="Europe/Berlin")
            for name in ("Ivan Petrov", "Noor Haddad")
        ]
        self.assignments: list[Assignment] = [make_assignment(client=one) for one in self.people]
        # The one of the migration is as old as the database, which may be later than this story.
        Epoch.objects.update(since=NOW - dt.timedelta(days=1))
        # What a seeded bug does only after the answer has left: called with whether it was killed.
        self.later: list[Callable[[bool], None]] = []
        self._committed = ""
        self._kept = ""
        self._clock: Any = None

    def described(self) -> list[dict[str, Any]]:
        """Return what the phones know of the people."""
        return [
            {
                "key": str(person.pk),
                "name": person.display_name.split()[0],
                "assignment": str(assignment.pk),
                "prescriptions": [str(one.pk) for one in prescriptions_of(assignment)],
            }
            for person, assignment in zip(self.people, self.assignments, strict=True)
        ]

    @contextmanager
    def world(self) -> Iterator[str]:
        """Let one schedule happen, and leave nothing of it; gives the savepoint of its beginning."""
        caches["throttles"].clear()
        start = _savepoint()
        # The first backup: of a server that nobody has sent anything to.
        self._kept = _savepoint()
        self._committed = _savepoint()
        # They would end our transaction, as in Django's own client for tests.
        signals = (request_started, request_finished)
        for signal in signals:
            signal.disconnect(close_old_connections)
        clock = time_machine.travel(NOW, tick=False)
        self._clock = clock.start()
        try:
            yield start
        finally:
            clock.stop()
            for signal in signals:
                signal.connect(close_old_connections)
            self.later.clear()
            connection.savepoint_rollback(start)
            connection.savepoint_commit(start)

    def answer(self, question: dict[str, Any]) -> Answer:
        """Do what the phones' half asks for."""
        if "now" in question:
            self._clock.move_to(dt.datetime.fromtimestamp(question["now"] / 1000, tz=dt.UTC))
        do: Callable[[dict[str, Any]], Answer] = getattr(
            self, f"_{question['do'].replace('-', '_')}"
        )
        return do(question)

    # --- requests --------------------------------------------------------------------------

    def _request(self, question: dict[str, Any]) -> Answer:
        said: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            said.update(status=int(status[:3]), headers=headers)

        cut = question.get("cut") or 0
        try:
            with self._dying(cut) if cut > 0 else nullcontext():
                content = b"".join(self._application(environ(question), start_response))
        except KilledError:
            self._finish(is_killed=True)
            connection.savepoint_rollback(self._committed)
            return {"isDead": True}
        self._finish(is_killed=cut < 0)
        self._commit()
        cookies = SimpleCookie()
        for name, value in said["headers"]:
            if name == "Set-Cookie":
                cookies.load(value)
        return {
            "status": said["status"],
            "body": content.decode(),
            "cookies": {name: one.value for name, one in cookies.items()},
        }

    @contextmanager
    def _dying(self, cut: int) -> Iterator[None]:
        """Kill the server at a statement, counted from 1; what it has committed stays."""
        left, depth, is_ours = cut, 0, False

        def count(
            execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
        ) -> Any:
            nonlocal left, depth, is_ours
            if is_ours:
                return execute(sql, params, many, context)
            left -= 1
            if left == 0:
                raise KilledError
            result = execute(sql, params, many, context)
            depth += {"SAVEPOINT": 1, "RELEASE": -1}.get(sql.split()[0], 0)
            if left > 0 and depth == 0 and not sql.startswith(("SELECT", "ROLLBACK")):
                is_ours = True
                self._commit()
                is_ours = False
            return result

        with connection.execute_wrapper(count):
            yield

    def _finish(self, *, is_killed: bool) -> None:
        later, self.later = self.later, []
        for finish in later:
            finish(is_killed)

    def _commit(self) -> None:
        connection.savepoint_commit(self._committed)
        self._committed = _savepoint()

    # --- people ----------------------------------------------------------------------------

    def _sign_in(self, question: dict[str, Any]) -> Answer:
        """Sign somebody in as Django does: a new session, and a new secret against forged requests."""
        person = next(one for one in self.people if str(one.pk) == question["person"])
        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.create()
        self._commit()
        names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        return {
            "cookies": dict(zip(names, (store.session_key, _get_new_csrf_string()), strict=True))
        }

    def _expire(self, question: dict[str, Any]) -> Answer:
        key = question["cookies"].get(settings.SESSION_COOKIE_NAME)
        Session.objects.filter(pk=key).delete()
        self._commit()
        return {}

    # --- backups ---------------------------------------------------------------------------

    def _backup(self, question: dict[str, Any]) -> Answer:
        connection.savepoint_commit(self._committed)
        self._kept = _savepoint()
        self._committed = _savepoint()
        return {}

    def _restore(self, question: dict[str, Any]) -> Answer:
        """Go back to the last backup, and tell phones by another epoch."""
        connection.savepoint_rollback(self._kept)
        new_epoch(at=dt.datetime.fromtimestamp(question["now"] / 1000, tz=dt.UTC))
        self._committed = _savepoint()
        return {}


def _savepoint() -> str:
    name = connection.savepoint()
    assert name is not None, "Schedules need a transaction around them."
    return name


def environ(question: dict[str, Any]) -> dict[str, Any]:
    """Return a request as a WSGI server would hand it over."""
    body = (question.get("body") or "").encode()
    cookies = "; ".join(f"{name}={value}" for name, value in question["cookies"].items())
    return {
        "REQUEST_METHOD": question["method"],
        "PATH_INFO": question["path"],
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": cookies,
        "HTTP_X_CSRFTOKEN": question.get("token") or "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
