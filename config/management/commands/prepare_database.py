"""Everything a database needs before the server starts; safe to run again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.database import use_write_ahead_log


class Command(BaseCommand):
    """Switches SQLite to WAL and closes its file to others, migrates, makes the table of the cache."""

    help = "Prepare the database: WAL on SQLite, migrations, cache table."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps in order."""
        use_write_ahead_log(connection)
        _keep_from_others(connection)
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", verbosity=options["verbosity"])


def _keep_from_others(connection: BaseDatabaseWrapper) -> None:
    """Let no other user of this machine read SQLite's file; those beside it take over its mode."""
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and file.is_file():
        file.chmod(file.stat().st_mode & ~0o007)
