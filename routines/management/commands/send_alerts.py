"""`manage.py send_alerts`: the letters to therapists that are due, once or again and again."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from accounts.leadership import only_one
from routines.services.addresses import site_address
from routines.services.alerts import Sent, send_alerts


class Command(BaseCommand):
    """Send what is due; with `--every`, go on until stopped."""

    help = "Send therapists the letters that are due: urgent, late, or once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often, and where this installation is."""
        parser.add_argument("--every", type=int, default=0, help="seconds between two looks")
        parser.add_argument("--site", default=site_address(), help="address that the letters name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send once, or for ever; a database that is away for a moment ends nothing."""
        site = str(options["site"]).rstrip("/")
        if not options["every"]:
            self._send(site)
            return
        while True:
            close_old_connections()
            try:
                self._send(site)
            except DatabaseError as error:
                self.stderr.write(f"The database did not answer ({error}). Trying again.")
            time.sleep(options["every"])

    def _send(self, site: str) -> None:
        # A worker that writes them at this moment is not doubled.
        with only_one("letters") as is_me:
            if is_me:
                self._tell(send_alerts(now=timezone.now(), site=site))

    def _tell(self, sent: Sent) -> None:
        if sent != Sent():
            self.stdout.write(
                f"Sent: {sent.at_once} at once, {sent.escalated} to clinics, {sent.digests} digests."
            )
