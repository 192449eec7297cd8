"""What a client did: exercise sessions, and in them each exercise as performed or skipped.

The phone makes the keys (UUIDv7), so sending the same thing twice stores it once.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.doses import USUAL_EASE_PERCENT, Dose, in_dose
from routines.domain.rating import HIGH_PAIN
from routines.domain.sets import SetLog, say_performed
from routines.domain.traffic_light import Zone
from routines.models.assignments import Assignment, AssignmentVersion, Prescription
from routines.models.library import Exercise

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

UNDO_SECONDS = 10
UNDO_GRACE_SECONDS = 5  # an undo tapped at the last moment still has to travel
EDIT_DAYS = 7


class Source(models.TextChoices):
    """How a log came to be: honest adherence needs to know."""

    TAPPED = "tapped", "Tapped"
    TIMED = "timed", "Timed"
    BACK_FILLED = "back-filled", "Filled in later"
    PAPER = "paper", "From paper"


class SkipReason(models.TextChoices):
    """Why an exercise was left out, in the client's words."""

    NO_TIME = "no-time", "No time"
    PAIN = "pain", "It hurt"
    FORGOT = "forgot", "I forgot"
    UNSURE = "unsure", "Not sure how"
    FELT_FINE = "felt-fine", "Felt fine"
    OTHER = "other", "Something else"


class Outcome(models.TextChoices):
    """What became of an exercise in a session."""

    PERFORMED = "performed", "Performed"
    SKIPPED = "skipped", "Skipped"


class Effort(models.IntegerChoices):
    """Four words on the 0-10 scale of perceived exertion (Borg CR10)."""

    EASY = 2, "Easy"
    JUST_RIGHT = 4, "Just right"
    HARD = 7, "Hard"
    TOO_HARD = 9, "Too hard"


class ExerciseSessionQuerySet(models.QuerySet["ExerciseSession"]):
    """Exercise sessions, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of clients in their current care, same clinic."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if not user.is_staff:
            return self.filter(client=user)
        # Through the few assignments, so that the database can use an index among many sessions.
        return self.filter(assignment__in=Assignment.objects.visible_to(user).values("pk"))

    def performed(self) -> Self:
        """Only sessions that count: at least one exercise was done, finished or not."""
        return self.filter(is_performed=True)


class ExerciseSession(models.Model):
    """One time a client does an assignment. `local_day` is the client's own date, fixed at the tap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exercise_sessions"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="exercise_sessions"
    )
    version = models.ForeignKey(AssignmentVersion, on_delete=models.RESTRICT, related_name="+")
    local_day = models.DateField()
    time_zone = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_performed = models.BooleanField(default=False)
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.TAPPED)
    dose = models.CharField(
        max_length=8, choices=[(dose.value, dose.value) for dose in Dose], default=Dose.FULL
    )
    ease_percent = models.PositiveSmallIntegerField(
        default=USUAL_EASE_PERCENT, help_text="How much less a gentle dose asked for, in percent."
    )
    exercise_count = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where the dose leaves exercises out; else all of them."
    )
    pain_before = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The last pain known when this session was rated."
    )
    pain_after = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_next_day = models.PositiveSmallIntegerField(null=True, blank=True)
    next_day_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(
        max_length=8, blank=True, choices=[(zone.value, zone.value) for zone in Zone]
    )
    note = models.CharField(max_length=2000, blank=True)
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    objects = ExerciseSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-local_day"], name="session_client_day"),
            models.Index(fields=["assignment", "-local_day"], name="session_assignment_day"),
            models.Index(fields=["client", "-started_at"], name="session_client_started"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pain_after__isnull=True) | Q(pain_after__range=(0, 10)),
                name="session_pain_after_range",
            ),
            models.CheckConstraint(
                condition=Q(pain_before__isnull=True) | Q(pain_before__range=(0, 10)),
                name="session_pain_before_range",
            ),
            models.CheckConstraint(
                condition=Q(pain_next_day__isnull=True) | Q(pain_next_day__range=(0, 10)),
                name="session_pain_next_day_range",
            ),
            models.CheckConstraint(
                condition=Q(effort__isnull=True) | Q(effort__range=(0, 10)),
                name="session_effort_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} on {self.local_day}"

    def dosage_of(self, prescription: Prescription) -> Dosage:
        """How much of an exercise this session asks for, in its dose."""
        return in_dose(prescription.dosage, Dose(self.dose), ease_percent=self.ease_percent)

    @property
    def asked_count(self) -> int:
        """How many exercises this session asks for, in its dose."""
        return self.exercise_count or self.version.exercise_count

    @property
    def is_gentle(self) -> bool:
        """Whether it is done gently, as on a bad day."""
        return self.dose == Dose.GENTLE

    @property
    def is_short(self) -> bool:
        """Whether it is done in the short version, as without time."""
        return self.dose == Dose.SHORT

    @property
    def was_too_much(self) -> bool:
        """Whether it hurt much afterwards, or was too hard: then nothing sounds like praise."""
        return (self.pain_after or 0) >= HIGH_PAIN or self.effort == Effort.TOO_HARD

    @property
    def effort_label(self) -> str:
        """The word the client chose, or the number where an API sent another one."""
        if self.effort is None:
            return ""
        known = dict(Effort.choices)
        return str(known.get(self.effort, self.effort))


class ExerciseLogQuerySet(models.QuerySet["ExerciseLog"]):
    """Exercise logs, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of clients in their current care, same clinic."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if not user.is_staff:
            return self.filter(session__client=user)
        return self.filter(session__assignment__in=Assignment.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Leave out what was undone."""
        return self.filter(undone_at__isnull=True)


class ExerciseLog(models.Model):
    """One prescribed exercise in one session: performed, with its sets, or skipped, with a reason.

    Undoing leaves the row as a tombstone, so that a late copy of the same log stays undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(ExerciseSession, on_delete=models.CASCADE, related_name="logs")
    prescription = models.ForeignKey(Prescription, on_delete=models.RESTRICT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    skip_reason = models.CharField(max_length=10, choices=SkipReason.choices, blank=True)
    instead = models.ForeignKey(
        Exercise,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The easier exercise that was done in its place.",
    )
    sets = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    logged_at = models.DateTimeField(help_text="When it was tapped, by the phone's clock.")
    received_at = models.DateTimeField(help_text="When the server stored it.")
    edited_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64)

    objects = ExerciseLogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "prescription"],
                condition=Q(undone_at__isnull=True),
                name="exercise_log_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(outcome="performed", skip_reason="")
                | Q(outcome="skipped", skip_reason__gt=""),
                name="exercise_log_skip_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prescription_id}: {self.outcome}"

    @property
    def performed_sets(self) -> Sequence[SetLog]:
        """The sets as values, in the order they were done; empty when skipped."""
        return tuple(SetLog.from_json(one) for one in self.sets)

    @property
    def said(self) -> str:
        """What was done, or why not, in one line."""
        if self.outcome == Outcome.SKIPPED:
            return str(SkipReason(self.skip_reason).label)
        return say_performed(self.performed_sets)

    @property
    def tapped_at(self) -> dt.datetime:
        """When it was tapped: what was made without a signal is received later."""
        return min(self.logged_at, self.received_at)

    def may_undo(self, now: dt.datetime) -> bool:
        """Whether an undo that arrives `now` still counts."""
        return self.undone_at is None and self.was_undone_in_time(now, since=self.received_at)

    def was_undone_in_time(self, at: dt.datetime, *, since: dt.datetime) -> bool:
        """Whether an undo tapped `at` came within the ten seconds, with a little for its way."""
        return at - since <= dt.timedelta(seconds=UNDO_SECONDS + UNDO_GRACE_SECONDS)

    def undo_seconds_left(self, now: dt.datetime) -> int:
        """How long the page still offers the undo, in whole seconds; 0 when it no longer does."""
        if self.undone_at is not None:
            return 0
        gone = (now - self.received_at).total_seconds()
        return max(0, min(UNDO_SECONDS, math.ceil(UNDO_SECONDS - gone)))

    def may_edit(self, now: dt.datetime) -> bool:
        """Whether the week for corrections still runs."""
        return self.undone_at is None and self.was_edited_in_time(now, since=self.received_at)

    def was_edited_in_time(self, at: dt.datetime, *, since: dt.datetime) -> bool:
        """Whether a correction tapped `at` came within the week."""
        return at - since <= dt.timedelta(days=EDIT_DAYS)
