"""What phones have sent from their outboxes, remembered, and which database this is."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7

if TYPE_CHECKING:
    import datetime as dt


class SentKind(models.TextChoices):
    """The kinds of thing a phone sends. Stored, so they never change their names."""

    SESSION = "session", "A session begun"
    LOG = "log", "An exercise logged"
    UNDO = "undo", "A log taken back"
    CORRECTION = "correction", "A log corrected"
    RATING = "rating", "A session rated"
    FINISH = "finish", "A session ended early"
    REPORT = "report", "What was felt"
    NEXT_DAY = "next_day", "The morning after"
    CHECK_IN = "check_in", "A check-in"
    DESK = "desk", "A tap of a day at a desk"


class SyncResult(models.TextChoices):
    """What became of a thing a phone sent. Only the first three are kept."""

    STORED = "stored", "Stored"
    ALREADY_STORED = "already_stored", "Already stored"
    CONFLICT = "conflict", "Something else stands"
    INVALID = "invalid", "Not accepted"
    RETRY = "retry", "What it belongs to has not arrived yet"


class EventKey(NamedTuple):
    """Where a thing stands among all that its client sent, whatever the order it arrived in."""

    order: int
    made_at: dt.datetime
    sent_id: uuid.UUID


class SyncReceipt(models.Model):
    """One thing that arrived from a phone's outbox. It holds nothing of what was said in it.

    `target` is what it is about: a session, a log, or a day. `names` are the numbers that a rating
    brings, for a later one may bring others. `is_aside`: the log is kept, and another one stands.
    Read only for its own account; what a therapist may see stands in the rows that came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sync_receipts"
    )
    sent_id = models.UUIDField(help_text="The key that the phone made.")
    # Without choices: another kind needs no migration.
    kind = models.CharField(max_length=12)
    target = models.CharField(max_length=36)
    names = models.JSONField(default=list, blank=True)
    fingerprint = models.CharField(max_length=64)
    result = models.CharField(max_length=16, choices=SyncResult.choices)
    is_aside = models.BooleanField(default=False)
    order = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(help_text="By the phone's clock, put right by the server's.")
    time_zone = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "target"], name="sync_receipt_target")]
        constraints = [
            models.UniqueConstraint(fields=["account", "sent_id"], name="sync_receipt_once"),
            models.CheckConstraint(
                condition=Q(result__in=["stored", "already_stored", "conflict"]),
                name="sync_receipt_is_final",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_id}: {self.result}"

    @property
    def key(self) -> EventKey:
        """Where it stands among all that was sent."""
        return EventKey(self.order, self.made_at, self.sent_id)


class Epoch(models.Model):
    """The random id of this database: the latest one counts. A restored backup gets another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
