"""When a therapist wants to be told about one client; each change is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models.readers import within_a_clinic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ThresholdsQuerySet(models.QuerySet["Thresholds"]):
    """Thresholds, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care, same clinic."""
        return within_a_clinic(self, user)

    def in_force(self) -> Self:
        """Only the last ones for each client and clinic."""
        return self.filter(replaced_at__isnull=True)


class Thresholds(models.Model):
    """What counts as worth a look for one client in one clinic, from one moment to the next change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thresholds"
    )
    clinic = models.ForeignKey("accounts.Clinic", on_delete=models.CASCADE, related_name="+")
    pain_at_least = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Pain from 0 to 10 that is worth a look by itself."
    )
    pain_rise = models.PositiveSmallIntegerField(
        default=2, help_text="Points more within a week that are worth a look."
    )
    missed_days = models.PositiveSmallIntegerField(
        default=3, help_text="Days missed in a row that are worth a look."
    )
    levels_down = models.PositiveSmallIntegerField(
        default=1, help_text="Levels further down the leg that are worth a look."
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ThresholdsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "thresholds"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "clinic"],
                condition=Q(replaced_at__isnull=True),
                name="thresholds_in_force_unique",
            ),
            models.CheckConstraint(
                condition=Q(pain_at_least__isnull=True) | Q(pain_at_least__range=(1, 10)),
                name="thresholds_pain_range",
            ),
            models.CheckConstraint(
                condition=Q(pain_rise__range=(1, 10)), name="thresholds_pain_rise_range"
            ),
            models.CheckConstraint(
                condition=Q(missed_days__range=(1, 30)), name="thresholds_missed_days_range"
            ),
            models.CheckConstraint(
                condition=Q(levels_down__range=(1, 7)), name="thresholds_levels_down_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: pain rise {self.pain_rise}, {self.missed_days} days"
