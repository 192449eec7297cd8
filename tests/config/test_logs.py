"""Log lines: one JSON object each, with nothing about the person who asked."""

from __future__ import annotations

import json
import logging
import sys

from config.logs import JsonFormatter


def test_a_line_holds_only_what_is_listed() -> None:
    record = logging.makeLogRecord(
        {"name": "django", "levelname": "WARNING", "msg": "Not Found: %s", "args": ("/x/",)}
    )
    record.request = "<WSGIRequest: maya@example.org>"

    line = json.loads(JsonFormatter().format(record))

    assert set(line) == {"time", "level", "logger", "message"}
    assert line["message"] == "Not Found: /x/"


def test_an_error_carries_its_traceback_on_the_same_line() -> None:
    try:
        raise ValueError("a reason")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})

    written = JsonFormatter().format(record)

    assert "\n" not in written
    assert "a reason" in json.loads(written)["traceback"]
