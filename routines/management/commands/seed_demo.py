"""`manage.py seed_demo`: people and homework to look around with, for development only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.time_zones import known_zones
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.models import Exercise
from routines.services.demo import PASSWORD, seed
from routines.services.library import load_library

PEOPLE = (
    ("maya@example.org", "therapist at Riverside Clinic"),
    ("ivan@example.org", "her client, three weeks in"),
    ("lena@example.org", "her client, has not started"),
    ("ana@example.org", "manager of Riverside Clinic"),
    ("tom@example.org", "therapist at Harbour Physio"),
    ("noor@example.org", "his client"),
)


class Command(BaseCommand):
    """Make the demo once; a second run changes nothing."""

    help = "Make the demo people and three weeks of homework. Only with DEBUG on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the demo and name its people; raises `CommandError` when DEBUG is off."""
        if not settings.DEBUG:
            raise CommandError(
                "seed_demo makes people with a password that everybody can read, so it only runs "
                "where DEBUG is on. Nothing was changed."
            )
        if not Exercise.objects.built_in().exists():
            load_library(library=read_library(CONTENT_FOLDER), report=lambda line: None)
        is_new = seed(now=timezone.now(), time_zone=_zone_of_this_machine())
        if options["verbosity"] == 0:
            return
        self.stdout.write(
            "The demo is ready." if is_new else "The demo was there already; nothing was changed."
        )
        for email, who in PEOPLE:
            self.stdout.write(f"  {email:<18} {who}")
        self.stdout.write(f"  Password of everybody: {PASSWORD}")


def _zone_of_this_machine() -> str:
    # Whoever tries the demo should find their own morning in it.
    parts = Path("/etc/localtime").resolve().parts
    known = known_zones()
    names = [os.environ.get("TZ", ""), "/".join(parts[-2:]), "/".join(parts[-3:])]
    return next((name for name in names if name in known), "UTC")
