"""Working days at a desk: how one client's go, and what happened on them.

A break that was done as homework is an exercise session like any other; see `sessions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.desk import (
    LONGEST_INTERVAL,
    SHORTEST_INTERVAL,
    USUAL_INTERVAL,
    Begins,
    DeskEventKind,
)
from routines.models.library import Routine
from routines.models.readers import about_a_person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class DeskPlanQuerySet(models.QuerySet["DeskPlan"]):
    """Desk plans, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care."""
        return about_a_person(self, user)


class DeskPlan(models.Model):
    """How one client's working days go: hours, how long they sit at most, how a day begins.

    `hours` holds seven entries, Monday first: `["09:00", "17:30"]`, or null for a day off.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_plan"
    )
    is_on = models.BooleanField(default=True)
    hours = models.JSONField(default=list)
    interval_minutes = models.PositiveSmallIntegerField(
        default=USUAL_INTERVAL, help_text="Minutes of sitting after which it is time to stand up."
    )
    begins = models.CharField(
        max_length=8,
        choices=[(one.value, one.value) for one in Begins],
        default=Begins.TAP,
    )
    lunch_from = models.TimeField(null=True, blank=True)
    lunch_until = models.TimeField(null=True, blank=True)
    routine = models.ForeignKey(
        Routine,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The break the client picked, where the therapist has assigned none.",
    )
    changed_at = models.DateTimeField()

    objects = DeskPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(interval_minutes__range=(SHORTEST_INTERVAL, LONGEST_INTERVAL)),
                name="desk_plan_interval_range",
            ),
            models.CheckConstraint(
                condition=Q(lunch_from__isnull=True, lunch_until__isnull=True)
                | Q(lunch_from__lt=F("lunch_until")),
                name="desk_plan_lunch_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: every {self.interval_minutes} minutes"


class DeskEventQuerySet(models.QuerySet["DeskEvent"]):
    """Desk events, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care."""
        return about_a_person(self, user)


class DeskEvent(models.Model):
    """One tap of a day at a desk, or its beginning by the clock. `local_day` is the client's date.

    `until` is the end of a pause, where it has one. The phone makes the key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_events"
    )
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in DeskEventKind])
    at = models.DateTimeField(help_text="By the phone's clock, put right by the server's.")
    until = models.DateTimeField(null=True, blank=True)
    local_day = models.DateField()
    time_zone = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    objects = DeskEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client", "local_day"], name="desk_event_client_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(kind=DeskEventKind.PAUSED, until__gt=F("at")),
                name="desk_event_only_pauses_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.kind} at {self.at}"
