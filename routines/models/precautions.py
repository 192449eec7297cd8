"""What a client's body must be spared, and what a therapist cleared for them all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models.library import Exercise
from routines.models.readers import about_a_person, within_a_clinic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class PrecautionAnswerQuerySet(models.QuerySet["PrecautionAnswer"]):
    """Answers about precautions, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of the clients they treat now, in any clinic."""
        return about_a_person(self, user)

    def in_force(self) -> Self:
        """Only the last answer to each question."""
        return self.filter(replaced_at__isnull=True)


class PrecautionAnswer(models.Model):
    """One answer to one precaution question; a later one replaces it, and both are kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="precaution_answers"
    )
    precaution = models.CharField(max_length=40)
    answer = models.CharField(max_length=8)
    note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = PrecautionAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "precaution"],
                condition=Q(replaced_at__isnull=True),
                name="precaution_answer_in_force_unique",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "no", "not-sure"]), name="precaution_answer_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.precaution} {self.answer}"


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    """Cleared exercises, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care, same clinic."""
        return within_a_clinic(self, user)

    def standing(self) -> Self:
        """Only those that nobody has taken back."""
        return self.filter(ended_at__isnull=True)


class Clearance(models.Model):
    """A therapist lets one client do one exercise in spite of a precaution, and says why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clearances"
    )
    clinic = models.ForeignKey("accounts.Clinic", on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "clinic", "exercise"],
                condition=Q(ended_at__isnull=True),
                name="clearance_standing_unique",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="clearance_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.exercise_id}"
