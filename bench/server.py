"""What the measured server runs: the product, and beside it the bare view it is compared with.

The bare view is floor A of docs/performance.md: session and sign-in middleware, somebody signed
in, 8 kB that never change. Both live in one process, so machine, server and connections are the
same; `/bench/usage` tells what the process has used. Packages that only a development installation
has, and that others load where they find them, are hidden first.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

from bench import bare

_ONLY_WHILE_DEVELOPING = ["pygments", *(["psycopg"] if connection.vendor == "sqlite" else [])]
sys.modules |= dict.fromkeys(_ONLY_WHILE_DEVELOPING)  # type: ignore[arg-type]  # None hides it

from config.wsgi import application as product  # noqa: E402

BODY = b"<!doctype html><title>floor</title>" + b"8 kB that never change. " * 340

Start = Callable[..., Any]


def floor(request: HttpRequest) -> HttpResponse:
    """Answer 8 kB to who is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(BODY, headers={"Content-Length": str(len(BODY))})


urlpatterns = [path("bench/floor", floor)]


class BareRequest(WSGIRequest):
    """A request that knows only the addresses of this module."""

    urlconf = __name__


class BareHandler(WSGIHandler):
    """Django with two middlewares and one view."""

    request_class = BareRequest


with override_settings(**bare.SETTINGS):
    bare_handler = BareHandler()
# Asked on each request, so it has to stay; the product's sessions name the product's own.
settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, bare.BACKEND]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Send each request to the product, to the bare view, or to the count of what was used."""
    where = environ["PATH_INFO"]
    if where == "/bench/usage":
        return _usage(start_response)
    handler = bare_handler if where == "/bench/floor" else product
    if "HTTP_X_COUNT_STATEMENTS" in environ:
        return _counted(handler, environ, start_response)
    return handler(environ, start_response)


def _memory() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        # Our own memory alone: the database file is mapped in as well, and belongs to nobody.
        found = re.search(r"RssAnon:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) * 1024
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _usage(start_response: Start) -> Iterable[bytes]:
    usage = {
        "cpu_seconds": time.process_time(),
        "memory_bytes": _memory(),
        "debug": settings.DEBUG,
        "pid": os.getpid(),
    }
    body = json.dumps(usage).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _counted(
    handler: WSGIHandler, environ: dict[str, Any], start_response: Start
) -> Iterable[bytes]:
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql.split(None, 1)[0].strip("(").upper())
        return execute(sql, *rest)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        # Savepoints are no work of ours to save.
        counted = sum(one in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"} for one in statements)
        return start_response(status, [*headers, ("X-Statements", str(counted))], *rest)

    with connection.execute_wrapper(note):
        return handler(environ, start)
