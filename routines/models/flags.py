"""What a therapist has to act on, and what they know already."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.findings import rests_of
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import NOTHING, Urgency
from routines.models.check_ins import CheckIn
from routines.models.readers import within_a_clinic
from routines.models.reports import PainReport

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LONGEST_NOTE = 500


class FlagAction(models.TextChoices):
    """What a therapist did about a flag."""

    CALLED = "called", "I called the client"
    WROTE = "wrote", "I wrote to the client"
    SENT_ON = "sent-on", "I sent the client to a doctor or hospital"
    EXAMINED = "examined", "I examined the client"
    KNOWN = "known", "This was known and checked before"
    OTHER = "other", "Something else"


class FlagQuerySet(models.QuerySet["Flag"]):
    """Flags, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care, same clinic.

        Whoever runs the clinic sees those that nobody has looked at in time, and no others: running
        a clinic is no reason to read health data, a client left waiting is.
        """
        rows = within_a_clinic(self, user)
        if not isinstance(user, User) or not user.is_active or user.is_superuser:
            return rows
        left_waiting = Q(escalated_at__isnull=False, clinic__in=user.managed_clinics())
        return self.filter(Q(pk__in=rows.values("pk")) | left_waiting)

    def unanswered(self) -> Self:
        """Only those that nobody has acknowledged."""
        return self.filter(acknowledged_at__isnull=True)

    def open(self) -> Self:
        """Only those whose rest stands: neither the therapist nor a second check has cleared them."""
        return self.filter(cleared_at__isnull=True)

    def emergencies(self) -> Self:
        """Only those that need help now; whether exercises rest for one, it says itself."""
        return self.filter(urgency="now")


class Flag(models.Model):
    """One finding in one clinic: what was marked, why it matters, and what became of it.

    Without a clinic (nobody treats the client) it only keeps exercises closed and says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flags"
    )
    clinic = models.ForeignKey(
        "accounts.Clinic", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    check_in = models.ForeignKey(
        CheckIn, null=True, blank=True, on_delete=models.CASCADE, related_name="flags"
    )
    report = models.ForeignKey(
        PainReport, null=True, blank=True, on_delete=models.CASCADE, related_name="flags"
    )
    urgency = models.CharField(max_length=8)
    signs = models.JSONField(default=list, help_text="Slugs of the rules that were met.")
    because = models.JSONField(default=list, help_text="One sentence for each.")
    wording = models.CharField(max_length=20, help_text="Version of the questions' wording.")
    raised_at = models.DateTimeField(help_text="When it happened, by the phone's clock.")
    received_at = models.DateTimeField(help_text="When the server stored it.")
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="By when somebody has to have looked."
    )
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the therapist was told.")
    escalated_at = models.DateTimeField(
        null=True, blank=True, help_text="When whoever runs the clinic was told."
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(max_length=10, choices=FlagAction.choices, blank=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When the client said that a professional has seen them."
    )
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-raised_at"], name="flag_client_raised"),
            models.Index(
                fields=["clinic", "due_at"],
                condition=Q(acknowledged_at__isnull=True),
                name="flag_unanswered_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urgency__in=["visit", "today", "now"]), name="flag_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, action="")
                | Q(acknowledged_at__isnull=False, action__gt=""),
                name="flag_acknowledged_with_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.urgency}"

    @property
    def is_crisis(self) -> bool:
        """Whether all of it is that somebody feels so low; then no leg and no exercise matters."""
        return bool(self.signs == ["self-harm"])

    @property
    def is_emergency(self) -> bool:
        """Whether help is needed now."""
        return self.urgency == "now"

    @property
    def closes_exercises(self) -> bool:
        """Whether exercises rest for it, as far as its rules say so.

        A note for the next visit closes none. Nor does an emergency whose rules rest nothing: who
        feels so low needs somebody to talk to, and may move (safety file, self-harm).
        """
        if self.urgency == Urgency.VISIT:
            return False
        rests = rests_of(self.signs, rules=warning_rules(), urgency=Urgency(self.urgency))
        return not rests or any(one != NOTHING for one in rests)

    def is_late(self, now: dt.datetime) -> bool:
        """Whether nobody has looked in the clinic's time."""
        return self.acknowledged_at is None and self.due_at is not None and self.due_at <= now


class KnownSignQuerySet(models.QuerySet["KnownSign"]):
    """Signs that were checked, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: of clients in their current care, same clinic."""
        return within_a_clinic(self, user)

    def standing(self) -> Self:
        """Only those that nobody has taken back."""
        return self.filter(ended_at__isnull=True)


class KnownSign(models.Model):
    """A sign that a therapist has checked: it is this client's usual state, and raises no flag there.

    Another clinic that treats the client has not checked it, and is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_signs"
    )
    clinic = models.ForeignKey("accounts.Clinic", on_delete=models.CASCADE, related_name="+")
    sign = models.CharField(max_length=40)
    note = models.CharField(max_length=LONGEST_NOTE)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = KnownSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "clinic", "sign"],
                condition=Q(ended_at__isnull=True),
                name="known_sign_standing_unique",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="known_sign_has_a_note"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.sign}"
