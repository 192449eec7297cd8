"""What a client reports at one moment: where it is, how strong, and answers to safety questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.body import BodyMap, read_map
from routines.models.readers import about_a_person
from routines.models.sessions import ExerciseSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LONGEST_WORDS = 500


class CheckKind(models.TextChoices):
    """When a check-in is asked for (check points of the safety rules)."""

    JOINING = "joining", "Before the first session"
    BEFORE = "before", "Before a session"
    DURING = "during", "In the middle of a session"
    AFTER = "after", "After a session"
    MORNING = "morning", "The morning after"
    WEEKLY = "weekly", "Once a week"
    MONTHLY = "monthly", "Once a month"
    WEEK_SIX = "week-6", "After six weeks"
    CHANGE = "change", "When something changed"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Check-ins, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of the clients they treat now, in any clinic.

        A check-in belongs to no homework: whoever looks after the body has to see the whole of it.
        """
        return about_a_person(self, user)

    def standing(self) -> Self:
        """Leave out what the client corrected afterwards."""
        return self.filter(correction__isnull=True)

    def with_map(self) -> Self:
        """Only those in which the client said where it is, or that it is nowhere."""
        return self.filter(has_map=True)


class CheckIn(models.Model):
    """One report, kept as it was given. The levels beside the map (0 to 7) are read off it.

    Never edited: a correction is a new check-in that names the one it corrects.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_ins"
    )
    kind = models.CharField(max_length=10, choices=CheckKind.choices)
    session = models.ForeignKey(
        ExerciseSession,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="check_ins",
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="correction"
    )
    answered_at = models.DateTimeField(help_text="When it was answered, by the phone's clock.")
    received_at = models.DateTimeField(help_text="When the server stored it.")
    local_day = models.DateField()
    time_zone = models.CharField(max_length=64)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    has_map = models.BooleanField(default=False)
    marks = models.JSONField(default=list, blank=True)
    furthest_left = models.PositiveSmallIntegerField(null=True, blank=True)
    furthest_right = models.PositiveSmallIntegerField(null=True, blank=True)
    numb_left = models.PositiveSmallIntegerField(null=True, blank=True)
    numb_right = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    unanswered = models.JSONField(
        null=True,
        blank=True,
        help_text="Names of the questions that were asked and not answered; null where not kept.",
    )
    wording = models.CharField(max_length=20, help_text="Version of the questions' wording.")
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    global_change = models.SmallIntegerField(null=True, blank=True)
    urgency = models.CharField(max_length=8, blank=True)
    findings = models.JSONField(default=list, blank=True)
    fingerprint = models.CharField(max_length=64)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-answered_at"], name="check_in_client_answered"),
            models.Index(
                fields=["client", "-local_day"],
                condition=Q(has_map=True),
                name="check_in_client_map_day",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__range=(0, 10)), name="check_in_pain_range"
            ),
            models.CheckConstraint(
                condition=Q(global_change__isnull=True) | Q(global_change__range=(-5, 5)),
                name="check_in_global_change_range",
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=["", "visit", "today", "now"]),
                name="check_in_urgency_known",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
                name="check_in_corrects_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.kind} on {self.local_day}"

    @property
    def body_map(self) -> BodyMap | None:
        """Where it was, or None where the client was not asked."""
        return read_map(self.marks) if self.has_map else None

    @property
    def furthest(self) -> int | None:
        """The furthest level with pain on either side, 0 to 7; None without pain or map."""
        return max(
            (level for level in (self.furthest_left, self.furthest_right) if level is not None),
            default=None,
        )

    @property
    def numb(self) -> int | None:
        """The furthest level with numbness or tingling, 0 to 7; None without."""
        return max(
            (level for level in (self.numb_left, self.numb_right) if level is not None),
            default=None,
        )
