"""Reminders: what somebody wants to be told of and when, and each time one was due.

They hold no word of health: what is sent is put together from the kind alone.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models.assignments import Assignment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

USUAL_QUIET_FROM = dt.time(21)
USUAL_QUIET_UNTIL = dt.time(7, 30)
USUAL_MOST_PER_DAY = 12


class ReminderKind(models.TextChoices):
    """What a reminder is about."""

    HOMEWORK = "homework", "Homework"
    NEXT_DAY = "next_day", "The morning after"
    CHECK_IN = "check_in", "The weekly check-in"
    DESK = "desk", "Desk breaks"


class ReminderSettings(models.Model):
    """When one person is left in peace, and by which ways they are reminded. Only they read it.

    Quiet hours are wall times of the person's own zone and may run over midnight; equal ones mean
    none. `off_from` to `off_until` are days off, both included. The calendar's secret is kept as a
    hash; see `accounts.secrets`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_settings"
    )
    quiet_from = models.TimeField(default=USUAL_QUIET_FROM)
    quiet_until = models.TimeField(default=USUAL_QUIET_UNTIL)
    most_per_day = models.PositiveSmallIntegerField(default=USUAL_MOST_PER_DAY)
    off_from = models.DateField(null=True, blank=True)
    off_until = models.DateField(null=True, blank=True)
    by_email = models.BooleanField(default=False)
    calendar_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    calendar_made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "reminder settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(most_per_day__range=(1, 20)), name="reminder_settings_most_range"
            ),
            models.CheckConstraint(
                condition=Q(off_from__isnull=True, off_until__isnull=True)
                | Q(off_from__lte=F("off_until")),
                name="reminder_settings_days_off_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: quiet from {self.quiet_from} to {self.quiet_until}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Their own, and nobody else's."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        return self.filter(client=user)


class Reminder(models.Model):
    """One thing that a client is reminded of, on and at which wall times of their own zone.

    `times` are texts like "08:00", in order; empty for desk breaks, whose moments come of the day
    itself. `next_at` is when it is looked at again, null while it is off. After five that were
    ignored it stops by itself at `stopped_at`, and `is_stop_told` says that the client was told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    times = models.JSONField(default=list, blank=True)
    is_on = models.BooleanField(default=True)
    ignored_in_a_row = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    is_stop_told = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], name="reminder_next", condition=Q(next_at__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind"],
                condition=Q(assignment__isnull=True),
                name="reminder_one_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(assignment__isnull=False),
                name="reminder_one_for_homework",
            ),
            models.CheckConstraint(
                condition=Q(kind="homework", assignment__isnull=False)
                | (~Q(kind="homework") & Q(assignment__isnull=True)),
                name="reminder_homework_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.kind}"


class OccurrenceState(models.TextChoices):
    """What has become of one time that a reminder was due."""

    WAITING = "waiting", "To be sent"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    SPARED = "spared", "Not needed"
    FAILED = "failed", "Could not be sent"


class SparedBecause(models.TextChoices):
    """Why nothing was sent."""

    LOGGED = "logged", "It was done already"
    QUIET = "quiet", "It was a quiet time"
    ENOUGH = "enough", "Enough for one day"
    LATE = "late", "Its time had passed"
    TOGETHER = "together", "Another one said it"
    NOT_DUE = "not_due", "Nothing was due"
    OFF = "off", "It was switched off meanwhile"
    NO_WAY = "no_way", "No phone and no address to send it to"


class ReminderAnswer(models.TextChoices):
    """What somebody did with what they were sent."""

    DONE = "done", "Done"
    SNOOZED = "snoozed", "In five minutes"
    OPENED = "opened", "Opened"
    IGNORED = "ignored", "Nothing"
    SETTLED = "settled", "It was done, or is no longer due"


class ReminderOccurrence(models.Model):
    """One time that a reminder was due: it is claimed by one worker, and sent at most once.

    `local_day` and `slot` ("08:00", or "10:45+1" after a snooze) name it whatever the clocks do.
    After `ends_at` it is of no use any more. A claim holds until `lease_until`. What says that the
    reminder stopped by itself has the slot "stop".
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="occurrences")
    local_day = models.DateField()
    slot = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=OccurrenceState.choices, default=OccurrenceState.WAITING
    )
    spared_because = models.CharField(max_length=8, choices=SparedBecause.choices, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    try_at = models.DateTimeField(null=True, blank=True, help_text="Not again before this.")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=ReminderAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # One for each state: SQLite uses no partial index with an IN for what Django asks.
            models.Index(
                fields=["due_at"], name="occurrence_waiting", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["lease_until"], name="occurrence_claimed", condition=Q(state="claimed")
            ),
            models.Index(
                fields=["ends_at"],
                name="occurrence_unanswered",
                condition=Q(state="sent", answer=""),
            ),
            models.Index(fields=["reminder", "-due_at"], name="occurrence_of_reminder"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "local_day", "slot"], name="occurrence_once"
            ),
            models.CheckConstraint(
                condition=Q(state="spared", spared_because__gt="")
                | (~Q(state="spared") & Q(spared_because="")),
                name="occurrence_spared_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reminder_id} on {self.local_day} at {self.slot}: {self.state}"
