"""What a client can do: activities of their own choice with ratings, and scores typed in by a therapist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models.check_ins import CheckIn
from routines.models.readers import about_a_person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MOST_ACTIVITIES = 5


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of the clients they treat now, in any clinic."""
        return about_a_person(self, user)

    def current(self) -> Self:
        """Leave out what the client no longer rates."""
        return self.filter(ended_at__isnull=True)


class Activity(models.Model):
    """Something a client wants to do again, in their own words (PSFS, Stratford 1995)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activities"
    )
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "position"],
                condition=Q(ended_at__isnull=True),
                name="activity_position_unique",
            ),
            models.CheckConstraint(
                condition=Q(position__range=(1, MOST_ACTIVITIES)), name="activity_position_range"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="activity_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FunctionRatingQuerySet(models.QuerySet["FunctionRating"]):
    """Ratings of activities, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever may see the activity."""
        return self.filter(activity__in=Activity.objects.visible_to(user).values("pk"))


class FunctionRating(models.Model):
    """How well an activity goes: 0 cannot do it, 10 as well as before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="ratings")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="ratings")
    rating = models.PositiveSmallIntegerField()

    objects = FunctionRatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "check_in"], name="function_rating_once_per_check_in"
            ),
            models.CheckConstraint(
                condition=Q(rating__range=(0, 10)), name="function_rating_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.rating}"


class MeasureScoreQuerySet(models.QuerySet["MeasureScore"]):
    """Scores of licensed measures, and who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Clients: their own. Therapists: those of the clients they treat now, in any clinic."""
        return about_a_person(self, user)


class MeasureScore(models.Model):
    """The number of one licensed measure, typed in by a therapist; its wording is never kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="measure_scores"
    )
    measure = models.CharField(max_length=20)
    score = models.DecimalField(max_digits=5, decimal_places=1)
    measured_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MeasureScoreQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "measure", "-measured_on"], name="measure_score_client")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "measure", "measured_on"], name="measure_score_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.measure} {self.score}"
