"""System checks that say what is wrong before anybody loses a log or waits for a reminder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from accounts.push.endpoints import HOST
from accounts.push.vapid import BadVapidError, is_example, read_private_key, require_subject

_FULL = 2


@register(Tags.database)
def database_keeps_what_it_acknowledged(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Check that SQLite is in WAL mode, syncs fully, and that it may be written."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        try:
            with connection.cursor() as cursor:
                journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
                synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        except DatabaseError as error:
            found.append(Error(f"The database cannot be opened: {error}.", id="config.E001"))
            continue
        if journal not in ("wal", "memory"):
            found.append(
                Warning(
                    f"The SQLite database is in {journal} mode, so readers wait for writers.",
                    hint="Run: python manage.py prepare_database",
                    id="config.W001",
                )
            )
        if synchronous < _FULL:
            found.append(
                Warning(
                    "SQLite does not sync fully: a power cut can lose acknowledged logs.",
                    hint="Keep PRAGMA synchronous=FULL in DATABASES.",
                    id="config.W002",
                )
            )
    return found


@register(Tags.security)
def reminders_can_be_pushed(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """Check the key and subject that push services are shown, and hosts that were added."""
    found: list[CheckMessage] = []
    key, subject = settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT
    # Neither is fine: then nobody is offered push.
    if key or subject:
        for require, text in ((read_private_key, key), (require_subject, subject)):
            try:
                require(text)
            except BadVapidError as error:
                hint = "Run: python manage.py vapid_keys"
                found.append(Error(str(error), hint=hint, id="config.E002"))
        if is_example(subject) and not settings.DEBUG:
            found.append(
                Warning(
                    "VAPID_SUBJECT is an address of documents, where nobody can be reached.",
                    hint="Set it to an address of yours, as in mailto:you@clinic.org",
                    id="config.W003",
                )
            )
    found += [
        Error(f"PUSH_EXTRA_HOSTS has {host!r}, which is no host name.", id="config.E003")
        for host in settings.PUSH_EXTRA_HOSTS
        if not HOST.fullmatch(host)
    ]
    return found
