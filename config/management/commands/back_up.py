"""`manage.py back_up FILE`: a copy of the SQLite database that is whole, while people work."""

from __future__ import annotations

import os
import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    """Copies what is committed, looks through the copy, and only then gives it its name."""

    help = "Back up the SQLite database into a new file, and check the copy. Nobody has to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the copy."""
        parser.add_argument("file", type=Path, help="the copy; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, check, rename."""
        copy: Path = options["file"]
        if connection.vendor != "sqlite":
            raise CommandError("This database is not SQLite. Use pg_dump; see docs/running.md.")
        if copy.exists():
            raise CommandError(f"{copy} is there already. Nothing was written.")
        if not copy.parent.is_dir():
            raise CommandError(f"There is no folder {copy.parent}. Nothing was written.")
        unchecked = copy.with_name(f"{copy.name}.unchecked")
        # The file holds health data: nobody else on the machine reads it, not even while it grows.
        os.close(os.open(unchecked, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with connection.cursor() as cursor:
            # Takes an empty file, and any other for an error.
            cursor.execute("VACUUM INTO %s", [str(unchecked)])
        found = _faults(unchecked)
        if found:
            raise CommandError(f"The copy {unchecked} is not sound: {found[0]}")
        unchecked.rename(copy)
        self.stdout.write(f"Backed up to {copy}, {copy.stat().st_size / 1e6:.1f} MB, and checked.")


def _faults(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as copy:
        whole = [row[0] for row in copy.execute("PRAGMA integrity_check")]
        lost = [f"{row[0]} names a missing row" for row in copy.execute("PRAGMA foreign_key_check")]
        if not copy.execute("SELECT count(*) FROM django_migrations").fetchone()[0]:
            lost.append("it holds no migrations")
    return [*(one for one in whole if one != "ok"), *lost]
