"""What a client feels in the middle of an exercise, as tapped under "It hurts"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models.assignments import Assignment, Prescription
from routines.models.sessions import ExerciseSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Feeling(models.TextChoices):
    """The four answers to "What do you feel?". The last two stop the session."""

    PULL = "pull", "A pull or effort"
    SHARP = "sharp", "Sharp, or too much"
    SPREADING = "spreading", "It moved down the leg"
    WARNING = "warning", "Numb, weak, or bladder trouble"


STOPPING = (Feeling.SPREADING, Feeling.WARNING)


class PainReportQuerySet(models.QuerySet["PainReport"]):
    """Pain reports, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of clients in their current care, same clinic."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if not user.is_staff:
            return self.filter(session__client=user)
        return self.filter(session__assignment__in=Assignment.objects.visible_to(user).values("pk"))

    def stopping(self) -> Self:
        """Only those after which nobody should go on exercising."""
        return self.filter(feeling__in=STOPPING)


class PainReport(models.Model):
    """One answer under "It hurts", at one moment of one exercise. Never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(ExerciseSession, on_delete=models.CASCADE, related_name="reports")
    prescription = models.ForeignKey(
        Prescription, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    feeling = models.CharField(max_length=10, choices=Feeling.choices)
    reported_at = models.DateTimeField(help_text="When it was tapped, by the phone's clock.")
    received_at = models.DateTimeField(help_text="When the server stored it.")
    fingerprint = models.CharField(max_length=64)

    objects = PainReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "reported_at"], name="pain_report_session")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.feeling}"

    @property
    def stops_the_session(self) -> bool:
        """Whether nobody should go on exercising after this answer."""
        return self.feeling in STOPPING
