"""Telling phones that this database is another one than before."""

from __future__ import annotations

import datetime as dt
import uuid

from accounts.database import write_transaction
from routines.models import Epoch


@write_transaction
def new_epoch(*, at: dt.datetime) -> uuid.UUID:
    """Give the database another id, so that phones offer the last 30 days again; return it.

    Needed after a backup was restored: what phones sent since then is not in it.
    """
    return Epoch.objects.create(since=at).pk
