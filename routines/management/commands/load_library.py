"""`manage.py load_library`: bring the exercises and routines of the content folder into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from routines.domain.library import CONTENT_FOLDER, ContentError, read_library
from routines.services.library import load_library


class Command(BaseCommand):
    """Read the files, refuse them all if one is wrong, else store what they say."""

    help = (
        "Load the built-in exercises and routines from their files. Loading twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder to read."""
        parser.add_argument(
            "--folder",
            type=Path,
            default=CONTENT_FOLDER,
            help="Where the files are; the content that comes with Carryover if left out.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the folder; raises `CommandError` after naming every mistake as file:line: reason."""
        folder: Path = options["folder"]
        quiet = options["verbosity"] == 0
        try:
            library = read_library(folder)
        except ContentError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            noun = "mistake" if len(error.problems) == 1 else "mistakes"
            raise CommandError(f"{len(error.problems)} {noun}. Nothing was changed.") from error
        result = load_library(
            library=library, report=(lambda line: None) if quiet else self.stdout.write
        )
        if not quiet:
            self.stdout.write(
                f"Library loaded: {result.created} new, {result.updated} changed, "
                f"{result.unchanged} as before, {result.retired} retired."
            )
