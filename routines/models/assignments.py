"""Homework: a routine given to one client, its versions, and each exercise as prescribed.

An assignment keeps its identity and its link for ever; every change makes a new version with
prescriptions of its own. What the client did lives in `sessions`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.schedule import Frequency, bits_to_weekdays
from routines.models.dosage import DosageFields
from routines.models.library import Exercise, Field, Routine

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MAX_NOTE_LENGTH = 2000


class Status(models.TextChoices):
    """Where an assignment stands."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of clients in their current care, same clinic.

        Homework a client started alone has no clinic and matches no therapist.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if not user.is_staff:
            return self.filter(client=user)
        treated = user.care_given.in_force().filter(
            client=OuterRef("client"), clinic=OuterRef("clinic")
        )
        return self.filter(Q(client=user) | Exists(treated))

    def current(self) -> Self:
        """Active or paused, not ended."""
        return self.exclude(status=Status.ENDED)

    def with_current_version(self) -> Self:
        """Fetch what a list of homework shows, in the same statement."""
        return self.select_related("version", "routine", "assigned_by")


class Assignment(models.Model):
    """A routine given to one client: their home exercise programme, under one link for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    clinic = models.ForeignKey(
        "accounts.Clinic",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty when the client started the routine alone.",
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    routine = models.ForeignKey(Routine, on_delete=models.PROTECT, related_name="assignments")
    name = models.CharField(max_length=120)
    field = models.CharField(max_length=10, choices=Field.choices, default=Field.CORE)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    version = models.OneToOneField(
        "AssignmentVersion",
        null=True,
        # RESTRICT and not PROTECT, here and below: when a client is erased, all goes together.
        on_delete=models.RESTRICT,
        related_name="+",
        editable=False,
    )
    seen_version = models.PositiveSmallIntegerField(
        default=0, help_text="The last version whose changes the client has put away."
    )
    created_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "status"], name="assignment_client_status"),
            models.Index(fields=["clinic", "client"], name="assignment_clinic_client"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def current_version(self) -> AssignmentVersion:
        """The version in force; every assignment has one from the moment it is given."""
        if self.version is None:
            raise LookupError(f"assignment {self.pk} has no version")
        return self.version

    @property
    def is_break(self) -> bool:
        """Whether it is a desk break, many a day and counted beside the rest."""
        return self.field == Field.DESK

    @property
    def is_self_started(self) -> bool:
        """Whether the client began it without a therapist."""
        return self.clinic_id is None

    @property
    def has_unseen_changes(self) -> bool:
        """Whether a later version than the first waits to be looked at."""
        return self.current_version.number > max(1, self.seen_version)


class AssignmentVersion(models.Model):
    """What an assignment asks for from a day on. Never edited: a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    effective_on = models.DateField(help_text="The client's day from which this version counts.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    times_per_day = models.PositiveSmallIntegerField(default=1)
    weekday_bits = models.PositiveSmallIntegerField(default=127)
    rounds = models.PositiveSmallIntegerField(default=1)
    rest_between_items_seconds = models.PositiveSmallIntegerField(default=10)
    note = models.CharField(max_length=MAX_NOTE_LENGTH, blank=True)
    changes = models.JSONField(default=list, blank=True)
    exercise_count = models.PositiveSmallIntegerField()
    estimated_seconds = models.PositiveIntegerField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "number"], name="assignment_version_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="assignment_version_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(weekday_bits__range=(1, 127)), name="assignment_version_weekdays_range"
            ),
            models.CheckConstraint(
                condition=Q(times_per_day__range=(1, 12)), name="assignment_version_times_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} version {self.number}"

    @property
    def frequency(self) -> Frequency:
        """How often it is due, as a value."""
        return Frequency(
            times_per_day=self.times_per_day,
            weekdays=bits_to_weekdays(self.weekday_bits),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    @property
    def estimated_minutes(self) -> int:
        """How long one session takes, in whole minutes, at least one."""
        return max(1, round(self.estimated_seconds / 60))


class Prescription(DosageFields):
    """One exercise of a version with this client's dosage: a copy, never the routine's own row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(
        AssignmentVersion, on_delete=models.CASCADE, related_name="prescriptions"
    )
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="prescriptions")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="prescription_position_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.dosage}"


class Pause(models.Model):
    """Days on which an assignment rests: nothing is due and nothing is missed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text="The last day of the pause; empty while it lasts."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(ends_on__isnull=True), name="pause_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} from {self.starts_on}"

    def covers(self, day: dt.date) -> bool:
        """Whether `day` falls into the pause."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
