"""Log lines for machines: one JSON object a line, without anything about a person."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = ("plain", "json")


def configuration(*, level: str, formatter: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard output, `plain` or `json`."""
    # At DEBUG these write out whole pages and statements, with people's names and notes.
    quiet = {"level": "INFO" if level == "DEBUG" else level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
            "json": {"()": "config.logs.JsonFormatter"},
        },
        "filters": {"hide_secrets": {"()": "accounts.logs.HideSecrets"}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": formatter,
                "filters": ["hide_secrets"],
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        # Django's own handlers off: its root logger is ours, and it mails nobody.
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.template": quiet,
            "django.db.backends": quiet,
        },
    }


class JsonFormatter(logging.Formatter):
    """Formats time (UTC), level, logger, message and, for an error, its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON.

        Only these fields: a record's `request` and `extra` may hold names and addresses.
        """
        moment = dt.datetime.fromtimestamp(record.created, tz=dt.UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            # A filter may have taken secrets out of it already.
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
