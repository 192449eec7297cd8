"""The bench's own arithmetic, and that its bare view and its counting work."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client as Browser

from bench import first_visit
from bench.load import Call, Sample
from tests.factories import make_client


def test_a_sample_tells_medians_of_rounds_and_percentiles_of_all() -> None:
    sample = Sample()
    for seconds in (1.0, 2.0, 4.0):
        sample.add(seconds=seconds, cpu_seconds=0.1, latencies=[0.001 * n for n in range(1, 101)])

    assert sample.rate == 50
    assert sample.cpu_milliseconds == 1
    assert (sample.milliseconds(50), sample.milliseconds(99)) == (51, 100)


def test_a_form_is_sent_whole() -> None:
    call = Call(method="POST", path="/logs/", cookie="a=b", body="x=1", headers=(("X-One", "1"),))

    head, _, body = call.as_bytes("example.org").decode().partition("\r\n\r\n")

    assert head.startswith("POST /logs/ HTTP/1.1\r\nHost: example.org\r\n")
    assert "X-One: 1" in head
    assert "Content-Length: 3" in head
    assert body == "x=1"


def test_a_first_visit_finds_what_a_browser_fetches() -> None:
    page = first_visit._Page()
    page.feed(
        '<link rel="stylesheet" href="/a.css"><link rel="canonical" href="/"><img src="/b.png">'
        '<script src="/c.js"></script><svg><use href="#in"/><use href="/d.svg#x"/></svg>'
        '<script type="importmap">{"imports":{"/static/e.js":"/static/e.1.js"}}</script>'
    )

    assert page.found == [
        ("/a.css", "css"),
        ("/b.png", "other"),
        ("/c.js", "js"),
        ("/d.svg", "other"),
    ]
    assert page.import_map == {"/static/e.js": "/static/e.1.js"}


def ask(path: str, **environ: str) -> tuple[str, dict[str, str]]:
    from bench.server import application

    given: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        **environ,
    }
    answers: list[tuple[str, dict[str, str]]] = []
    b"".join(application(given, lambda status, head, *rest: answers.append((status, dict(head)))))
    return answers[0]


@pytest.fixture
def _kept_connection() -> Iterator[None]:
    """Keep the test's own connection open when a request begins or ends, as the test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_kept_connection")
def test_the_bare_view_is_for_who_is_signed_in_and_takes_two_statements() -> None:
    browser = Browser()
    browser.force_login(make_client())
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"

    status, head = ask("/bench/floor", HTTP_COOKIE=cookie, HTTP_X_COUNT_STATEMENTS="1")

    assert (status, head["X-Statements"]) == ("200 OK", "2")
    assert int(head["Content-Length"]) > 8000
    assert ask("/bench/floor")[0].startswith("401")
    assert ask("/healthz")[0] == "200 OK"
    assert get_user_model().objects.count() == 1
