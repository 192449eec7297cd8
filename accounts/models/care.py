"""Who looks after whom, and what a client agreed to."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import uuid7
from accounts.models.people import Clinic, Membership, User


class CareRelationshipQuerySet(models.QuerySet["CareRelationship"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep one's own care as a client, the care one gives now, and one's clinic's care."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        given = CareRelationship.objects.in_force().filter(therapist=user)
        return self.filter(
            Q(client=user) | Q(pk__in=given.values("pk")) | Q(clinic__in=user.managed_clinics())
        )

    def current(self) -> Self:
        """Keep the care that has not ended."""
        return self.filter(ended_at__isnull=True)

    def in_force(self) -> Self:
        """Keep the current care whose therapist still works in that same clinic."""
        working = Membership.objects.treating().filter(
            user=OuterRef("therapist"), clinic=OuterRef("clinic")
        )
        return self.current().filter(Exists(working))


class CareRelationship(models.Model):
    """A therapist treats a client within a clinic, from and to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    therapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="care_given")
    client = models.ForeignKey(User, on_delete=models.CASCADE, related_name="care_received")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="care")
    started_at = models.DateTimeField(_("from"), default=timezone.now)
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)

    objects = CareRelationshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("care relationship")
        verbose_name_plural = _("care relationships")
        constraints = [
            models.UniqueConstraint(
                fields=["therapist", "client", "clinic"],
                condition=Q(ended_at__isnull=True),
                name="care_relationship_current_unique",
            ),
            models.CheckConstraint(
                condition=~Q(therapist=F("client")), name="care_relationship_two_people"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="care_relationship_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} looks after {self.client}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what this person agreed to themselves."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(user=user)

    def standing(self) -> Self:
        """Keep the consents that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """A person agreed to one version of one text."""

    class Kind(models.TextChoices):
        SHARING = "sharing", _("Sharing with the therapist")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    version = models.CharField(_("version of the text"), max_length=20)
    agreed_at = models.DateTimeField(_("agreed"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("agreed_at")),
                name="consent_withdrawn_after_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} ({self.version})"
