"""Invitations: how a client gets from a handout to their account. Secrets are never stored."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import uuid7
from accounts.models.care import CareRelationship
from accounts.models.people import Clinic, User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the invitations of clients one treats now, and those of a clinic one runs."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        given = CareRelationship.objects.in_force().filter(
            therapist=user,
            client=models.OuterRef("client"),
            clinic=models.OuterRef("clinic"),
        )
        return self.filter(models.Exists(given) | Q(clinic__in=user.managed_clinics()))

    def open(self) -> Self:
        """Keep the invitations that nobody accepted or revoked, expired or not."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def live(self, at: datetime) -> Self:
        """Keep the invitations that could be accepted at this moment."""
        return self.open().filter(expires_at__gt=at)


class Invitation(models.Model):
    """One chance for one client to join one therapist's clinic."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="invitations")
    client = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    email = models.EmailField(_("email"), blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["code_hash"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_code_unique",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open_per_client",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="invitation_expires_after_creation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} invited by {self.invited_by}"
