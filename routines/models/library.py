"""The library: exercises, and the routines a therapist composes of them.

Rows without a clinic are built in and come from `routines/content`; a clinic's own rows stand
beside them and are never overwritten. Homework given to somebody lives in `assignments`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.identifiers import uuid7
from accounts.models import Clinic, User
from routines.models.dosage import DosageFields

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Row = TypeVar("Row", bound=models.Model)


class Field(models.TextChoices):
    """The calm field of color a routine's family owns on the phone."""

    CORE = "core", "Core"
    GLUTE = "glute", "Piriformis and buttock"
    QL = "ql", "Side of the back"
    HIP = "hip", "Hips"
    LEG = "leg", "Lower leg"
    DESK = "desk", "Desk breaks"


class Availability(models.TextChoices):
    """Who may begin a routine."""

    SELF_START = "self-start", "Clients may start it themselves"
    THERAPIST = "therapist", "A therapist assigns it"
    THERAPIST_ONLY = "therapist-only", "Hidden until a therapist assigns and teaches it"


class LibraryQuerySet(models.QuerySet[Row]):
    """What exercises and routines have in common: built in or a clinic's, offered or retired."""

    def built_in(self) -> Self:
        """Only what came with Carryover."""
        return self.filter(clinic__isnull=True)

    def current(self) -> Self:
        """Leave out what is no longer offered."""
        return self.filter(retired_at__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Therapists: the built-in library and their clinics'. Clients: what is meant for them."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if user.is_staff:
            clinics = Clinic.objects.worked_in_by(user)
            # Whoever treats others may be somebody's client as well.
            return self.filter(
                Q(clinic__isnull=True) | Q(clinic__in=clinics) | self._meant_for(user)
            )
        return self.filter(self._meant_for(user))

    def _meant_for(self, client: User) -> Q:
        raise NotImplementedError  # each kind of row says it


class ExerciseQuerySet(LibraryQuerySet["Exercise"]):
    """Exercises. Clients see those they may do by themselves and those they were given."""

    def _meant_for(self, client: User) -> Q:
        given = Exercise.objects.filter(prescriptions__version__assignment__client=client)
        startable = RoutineItem.objects.filter(
            routine__clinic__isnull=True,
            routine__availability=Availability.SELF_START,
            routine__retired_at__isnull=True,
        )
        by_themselves = Q(
            clinic__isnull=True, self_start=True, therapist_only=False, retired_at__isnull=True
        )
        return Q(pk__in=given.values("pk")) | Q(pk__in=startable.values("exercise")) | by_themselves


class Exercise(DosageFields):
    """A movement in the library: how, why, cautions, and the dosage it usually starts with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=80)
    clinic = models.ForeignKey(
        "accounts.Clinic", null=True, blank=True, on_delete=models.CASCADE, related_name="exercises"
    )
    name = models.CharField(max_length=120)
    aliases = models.JSONField(default=list, blank=True)
    region = models.CharField(max_length=40, blank=True)
    muscles = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    position = models.CharField(max_length=40, blank=True)
    side_choice = models.CharField(max_length=20, blank=True)
    equipment = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=20, default="repetitions")
    therapist_only = models.BooleanField(default=False)
    self_start = models.BooleanField(default=False)
    steps = models.JSONField(default=list, blank=True)
    feel = models.TextField(blank=True)
    cues = models.JSONField(default=list, blank=True)
    mistakes = models.JSONField(default=list, blank=True)
    breathing = models.TextField(blank=True)
    easier = models.JSONField(default=list, blank=True)
    harder = models.JSONField(default=list, blank=True)
    loads = models.JSONField(default=list, blank=True)
    not_for = models.JSONField(default=list, blank=True)
    stop_rules = models.JSONField(default=list, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    figure = models.SlugField(max_length=80, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(clinic__isnull=True),
                name="exercise_slug_unique_built_in",
            ),
            models.UniqueConstraint(
                fields=["clinic", "slug"], name="exercise_slug_unique_in_clinic"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_sides(self) -> bool:
        """Whether left and right are done apart."""
        return self.side != "none"

    @property
    def figure_slug(self) -> str:
        """The drawing that shows it: its own for a built-in one, a chosen one for a clinic's."""
        return self.figure or ("" if self.clinic_id else self.slug)

    @property
    def cue(self) -> str:
        """The one thing to remember while doing it."""
        return self.cues[0] if self.cues else self.feel


class RoutineQuerySet(LibraryQuerySet["Routine"]):
    """Routines. Clients see those they may start by themselves and those they were given."""

    def with_items(self) -> Self:
        """Fetch the items and their exercises too, in order."""
        return self.prefetch_related(
            models.Prefetch(
                "items",
                queryset=RoutineItem.objects.select_related("exercise").order_by("position"),
            )
        )

    def _meant_for(self, client: User) -> Q:
        given = Routine.objects.filter(assignments__client=client)
        by_themselves = Q(
            clinic__isnull=True, availability=Availability.SELF_START, retired_at__isnull=True
        )
        return Q(pk__in=given.values("pk")) | by_themselves


class Routine(models.Model):
    """A reusable, ordered set of exercises with the dosage it starts with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=80)
    clinic = models.ForeignKey(
        "accounts.Clinic", null=True, blank=True, on_delete=models.CASCADE, related_name="routines"
    )
    name = models.CharField(max_length=120)
    family = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=10, choices=Field.choices, default=Field.CORE)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    purpose = models.TextField(blank=True)
    for_whom = models.JSONField(default=list, blank=True)
    not_for = models.JSONField(default=list, blank=True)
    cautions = models.JSONField(default=list, blank=True)
    availability = models.CharField(
        max_length=20, choices=Availability.choices, default=Availability.THERAPIST
    )
    times_per_day = models.PositiveSmallIntegerField(default=1)
    days_per_week = models.PositiveSmallIntegerField(default=7)
    review_after_weeks = models.PositiveSmallIntegerField(default=4)
    rounds = models.PositiveSmallIntegerField(default=1)
    rest_between_items_seconds = models.PositiveSmallIntegerField(default=10)
    progression = models.JSONField(default=dict, blank=True)
    regression = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    evidence_note = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RoutineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(clinic__isnull=True),
                name="routine_slug_unique_built_in",
            ),
            models.UniqueConstraint(
                fields=["clinic", "slug"], name="routine_slug_unique_in_clinic"
            ),
            models.CheckConstraint(
                condition=Q(times_per_day__range=(1, 12)), name="routine_times_per_day_range"
            ),
            models.CheckConstraint(
                condition=Q(days_per_week__range=(1, 7)), name="routine_days_per_week_range"
            ),
            models.CheckConstraint(condition=Q(rounds__range=(1, 10)), name="routine_rounds_range"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_self_start(self) -> bool:
        """Whether a client may begin it without a therapist."""
        return self.availability == Availability.SELF_START and self.retired_at is None


class RoutineItem(DosageFields):
    """One exercise at one place in a routine, with the dosage it starts with there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    routine = models.ForeignKey(Routine, on_delete=models.CASCADE, related_name="items")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["routine", "position"],
                name="routine_item_position_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.exercise}"
