"""System checks that say what is wrong with the database before anybody loses a log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

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
