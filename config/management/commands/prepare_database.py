"""Everything a database needs before the server starts; safe to run again and again."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from accounts.database import use_write_ahead_log


class Command(BaseCommand):
    """Switches SQLite to WAL, migrates, and makes the table of the database cache."""

    help = "Prepare the database: WAL on SQLite, migrations, cache table."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the three steps in order."""
        use_write_ahead_log(connection)
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", verbosity=options["verbosity"])
