"""Secrets of links never reach a log."""

from __future__ import annotations

import logging

import pytest

from accounts.logs import HideSecrets, hide_secrets


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Gone: /join/s3cret/", "Gone: /join/(hidden)/"),
        ("/join/s3cret/account/?a=1", "/join/(hidden)/account/?a=1"),
        ('"GET /join/s3cret HTTP/1.1" 410', '"GET /join/(hidden) HTTP/1.1" 410'),
        ("/password/reset/key/abc-d3f/", "/password/reset/key/(hidden)/"),
        ("Not Found: /calendars/s3cret.ics", "Not Found: /calendars/(hidden)"),
        ("/settings/email/confirm/MQ:1v/", "/settings/email/confirm/(hidden)/"),
        ("broken\nDETAIL:  Key (email)=(i@x.org)\nend", "broken\nDETAIL: (hidden)\nend"),
        ("/join/waiting/account/", "/join/waiting/account/"),
        ("/join/", "/join/"),
        ("/settings/", "/settings/"),
    ],
)
def test_only_the_secret_is_hidden(text: str, hidden: str) -> None:
    assert hide_secrets(text) == hidden


def test_arguments_and_tracebacks_are_cleaned_too() -> None:
    try:
        raise ValueError("at /join/s3cret/")
    except ValueError as error:
        record = logging.LogRecord(
            "django", logging.ERROR, __file__, 1, "%s: %s", ("Gone", "/join/s3cret/"),
            (type(error), error, error.__traceback__),
        )  # fmt: skip

    assert HideSecrets().filter(record)

    assert "s3cret" not in logging.Formatter("%(message)s").format(record)
