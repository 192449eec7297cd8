"""How homework grows and eases off: proposals with their reasons, and how fast one client may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models.assignments import Assignment, AssignmentVersion
from routines.models.sessions import ExerciseSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Direction(models.TextChoices):
    """Which way a proposal goes."""

    PROGRESSION = "progression", "A small step up"
    REGRESSION = "regression", "A step back"
    REST = "rest", "Rest until the therapist has looked"


class Decision(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", "Waits for the therapist"
    ACCEPTED = "accepted", "Accepted"
    CHANGED = "changed", "Changed, then given"
    DECLINED = "declined", "Not now"
    APPLIED = "applied", "Applied at once"
    TAKEN_BACK = "taken-back", "Taken back"
    OVERTAKEN = "overtaken", "The homework changed meanwhile"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever may see the homework it is about."""
        return self.filter(assignment__in=Assignment.objects.visible_to(user).values("pk"))

    def open(self) -> Self:
        """Only those that wait for the therapist."""
        return self.filter(decision=Decision.OPEN)


class Proposal(models.Model):
    """One small change to homework that a rule asks for, with the reason, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="proposals")
    version = models.ForeignKey(
        AssignmentVersion,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The version the change starts from.",
    )
    session = models.ForeignKey(
        ExerciseSession,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The session that met the rule.",
    )
    flag = models.ForeignKey(
        "routines.Flag",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="rests",
        help_text="The flag that lets the homework rest.",
    )
    direction = models.CharField(max_length=12, choices=Direction.choices)
    decision = models.CharField(max_length=12, choices=Decision.choices, default=Decision.OPEN)
    rule = models.CharField(max_length=40, help_text="Slug of the rule in the content files.")
    changes = models.JSONField(default=list, help_text="Exercise, field, before and after.")
    said = models.CharField(max_length=600, help_text="The change in one or two sentences.")
    reason = models.CharField(max_length=600, help_text="What it rests on.")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    result = models.ForeignKey(
        AssignmentVersion,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The version that came of it.",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["assignment", "-created_at"], name="proposal_assignment_created")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(decision="open"), name="proposal_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.said}"


class PacingQuerySet(models.QuerySet["Pacing"]):
    """How fast clients may go, and who may see it."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care, same clinic."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        treated = user.care_given.in_force().filter(
            client=models.OuterRef("client"), clinic=models.OuterRef("clinic")
        )
        return self.filter(Q(client=user) | models.Exists(treated))


class Pacing(models.Model):
    """How one client's homework may grow in a clinic: step by step by the therapist, or by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pacings"
    )
    clinic = models.ForeignKey("accounts.Clinic", on_delete=models.CASCADE, related_name="+")
    grows_by_itself = models.BooleanField(
        default=False, help_text="Small steps are applied at once and told, instead of proposed."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    objects = PacingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "clinic"], name="pacing_client_clinic_unique")
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {'by itself' if self.grows_by_itself else 'by the therapist'}"
