"""Exercises and routines, as far as the caller may see them. Read only."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from routines.api import examples
from routines.api.base import ApiView, ListView, get_or_404
from routines.api.examples import answers
from routines.api.fields import Moment
from routines.domain.dosage import Dosage, Side, say
from routines.models import Availability, Exercise, Field, Routine
from routines.models.dosage import DosageFields

BUILT_IN = "Whether it came with Carryover; otherwise it is your clinic's own."


def texts(help_text: str | None = None, *, source: str | None = None) -> serializers.ListField:
    """Return a field for a list of sentences or words."""
    return serializers.ListField(child=serializers.CharField(), help_text=help_text, source=source)


class DosageSerializer(serializers.Serializer):
    """How much of an exercise. All times are in seconds; repetitions are for each side."""

    said = serializers.SerializerMethodField(help_text="The dosage in words.")
    sets = serializers.IntegerField()
    repetitions = serializers.IntegerField(help_text="0 when the exercise is timed.")
    repetition_pattern = serializers.ListField(
        child=serializers.IntegerField(), help_text="Repetitions of each set where they differ."
    )
    hold_seconds = serializers.IntegerField()
    duration_seconds = serializers.IntegerField(help_text="The length of a set that is timed.")
    rest_seconds = serializers.IntegerField()
    tempo = serializers.CharField(help_text="Lift-hold-lower, as in 3-1-3.")
    side = serializers.ChoiceField(choices=[side.value for side in Side])
    load = serializers.CharField(help_text="For example: red band.")

    def get_said(self, row: DosageFields | Dosage) -> str:
        """Return the dosage as a client reads it."""
        return say(row if isinstance(row, Dosage) else row.dosage)


@answers(examples.EXERCISE_SUMMARY)
class ExerciseSummarySerializer(serializers.Serializer):
    """A movement in the library, as a list shows it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField(help_text="The part of the body it is for.")
    position = serializers.CharField()
    mode = serializers.CharField(
        help_text="How it is counted: hold, repetitions, duration or habit."
    )
    equipment = texts()
    built_in = serializers.SerializerMethodField(help_text=BUILT_IN)
    dosage = DosageSerializer(source="*", help_text="What it usually starts with.")

    def get_built_in(self, row: Exercise) -> bool:
        """Tell whether no clinic owns it."""
        return row.clinic_id is None


@answers(examples.EXERCISE)
class ExerciseSerializer(ExerciseSummarySerializer):
    """A movement in the library: how, why, and what to take care of."""

    aliases = texts("Other names.")
    muscles = texts()
    kind = serializers.CharField()
    therapist_only = serializers.BooleanField(help_text="Hidden until a therapist assigns it.")
    self_start = serializers.BooleanField(help_text="A client may do it without a therapist.")
    steps = texts("How to do it, in order.")
    feel = serializers.CharField(help_text="Where it should be felt.")
    cues = texts()
    mistakes = texts()
    breathing = serializers.CharField()
    easier = texts("Slugs of easier exercises.")
    harder = texts("Slugs of harder exercises.")
    loads = texts("What it loads, matched against a client's precautions.")
    not_for = texts()
    stop_rules = texts()
    retired_at = Moment(allow_null=True, help_text="When it left the library.")


@answers(examples.ROUTINE_SUMMARY)
class RoutineSummarySerializer(serializers.Serializer):
    """A reusable, ordered set of exercises, as a list shows it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    family = serializers.CharField()
    field = serializers.ChoiceField(choices=Field.choices, help_text="Its color on the phone.")
    level = serializers.IntegerField(allow_null=True)
    availability = serializers.ChoiceField(choices=Availability.choices)
    times_per_day = serializers.IntegerField()
    days_per_week = serializers.IntegerField()
    built_in = serializers.SerializerMethodField(help_text=BUILT_IN)

    def get_built_in(self, row: Routine) -> bool:
        """Tell whether no clinic owns it."""
        return row.clinic_id is None


class ExerciseNameSerializer(serializers.Serializer):
    """Which exercise."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class RoutineItemSerializer(serializers.Serializer):
    """One exercise at one place in a routine."""

    position = serializers.IntegerField()
    exercise = ExerciseNameSerializer()
    dosage = DosageSerializer(source="*")
    note = serializers.CharField()


@answers(examples.ROUTINE)
class RoutineSerializer(RoutineSummarySerializer):
    """A reusable, ordered set of exercises with the dosage it starts with."""

    purpose = serializers.CharField()
    for_whom = texts()
    not_for = texts()
    cautions = texts()
    review_after_weeks = serializers.IntegerField()
    rounds = serializers.IntegerField()
    rest_between_items_seconds = serializers.IntegerField()
    items = RoutineItemSerializer(many=True)
    retired_at = Moment(allow_null=True, help_text="When it left the library.")


class ExerciseList(ListView):
    """The exercises the caller may see."""

    @extend_schema(
        operation_id="list_exercises",
        summary="List exercises",
        description="Therapists see the whole library. Clients see what they may do or were given.",
        tags=["Library"],
        responses=ExerciseSummarySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of exercises that are still offered, in the order they came."""
        rows = Exercise.objects.visible_to(self.person).current()
        return self.page(rows, ExerciseSummarySerializer)


class ExerciseShow(ApiView):
    """One exercise."""

    @extend_schema(
        operation_id="get_exercise",
        summary="Read one exercise",
        tags=["Library"],
        responses=ExerciseSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with everything about the exercise; also when it is no longer offered."""
        row = get_or_404(Exercise.objects.visible_to(self.person), pk=pk)
        return Response(ExerciseSerializer(row).data)


class RoutineList(ListView):
    """The routines the caller may see."""

    @extend_schema(
        operation_id="list_routines",
        summary="List routines",
        description=(
            "Therapists see the whole library. Clients see what they may start themselves "
            "and what they were given."
        ),
        tags=["Library"],
        responses=RoutineSummarySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of routines that are still offered, in the order they came."""
        rows = Routine.objects.visible_to(self.person).current()
        return self.page(rows, RoutineSummarySerializer)


class RoutineShow(ApiView):
    """One routine."""

    @extend_schema(
        operation_id="get_routine",
        summary="Read one routine with its exercises",
        tags=["Library"],
        responses=RoutineSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with the routine and its items in order."""
        row = get_or_404(Routine.objects.visible_to(self.person).with_items(), pk=pk)
        return Response(RoutineSerializer(row).data)
