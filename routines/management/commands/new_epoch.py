"""`manage.py new_epoch`: after a restored backup, let phones send again what it lacks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from routines.services.epochs import new_epoch


class Command(BaseCommand):
    """Give this database another id."""

    help = "After restoring a backup: let every phone offer again what it sent in the last 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Change the id and show it."""
        epoch = new_epoch(at=timezone.now())
        self.stdout.write(f"Epoch {epoch}. Phones will send again what this database lacks.")
