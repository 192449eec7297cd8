"""Keeps the secrets of links and people's data out of the logs.

Django logs the path of each failed request, and PostgreSQL repeats the row that broke a rule.
"""

from __future__ import annotations

import logging
import re

_SECRET_PATHS = re.compile(
    r"(?P<start>/join/|/calendars/|/password/reset/key/|/settings/email/confirm/)(?P<secret>[^/\s\"'?]+)"
)
_ROWS = re.compile(r"^(?P<start>DETAIL:).*$", re.MULTILINE)
# Pages below /join/ that name no secret.
_PLAIN_WORDS = {"waiting"}


def hide_secrets(text: str) -> str:
    """Return the text without the secrets in our addresses and without rows of the database."""
    text = _SECRET_PATHS.sub(
        lambda found: found[0] if found["secret"] in _PLAIN_WORDS else f"{found['start']}(hidden)",
        text,
    )
    return _ROWS.sub(r"\g<start> (hidden)", text)


class HideSecrets(logging.Filter):
    """Rewrites records on their way to a handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Hide secrets in the message and its arguments; every record passes."""
        message = record.getMessage()
        hidden = hide_secrets(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        if record.exc_info and record.exc_text is None:
            record.exc_text = hide_secrets(logging.Formatter().formatException(record.exc_info))
        return True
