"""Makes the key that signs reminders pushed to phones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.push.vapid import new_private_key, public_key, read_private_key


class Command(BaseCommand):
    """Prints a new pair as lines for `.env`; stores nothing."""

    help = "Print a new key for push reminders, as lines for .env."
    # It is asked for help where the key in .env is a bad one.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the private key, and the public one that browsers will see."""
        private = new_private_key()
        self.stdout.write(f"# Browsers see {public_key(read_private_key(private))}")
        self.stdout.write(f"VAPID_PRIVATE_KEY={private}")
        self.stdout.write("VAPID_SUBJECT=mailto:you@example.org")
