"""Homework given to a client: what is asked for now. Giving it happens in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from routines.api import examples
from routines.api.base import ApiView, ListView, get_or_404
from routines.api.examples import answers
from routines.api.fields import Moment, Reference, StrictSerializer, Word
from routines.api.library import DosageSerializer, ExerciseNameSerializer, texts
from routines.domain.schedule import Frequency, say_times_per_day, say_weekdays
from routines.models import Assignment, Field, Prescription, Status

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Weekdays(serializers.ListField):
    """Days of the week as words, Monday first."""

    child = serializers.ChoiceField(choices=WEEKDAYS)

    def to_representation(self, data: Iterable[int]) -> list[str]:
        """Return the words for days counted from Monday, which is 0."""
        return [WEEKDAYS[day] for day in sorted(data)]


class PersonSerializer(serializers.Serializer):
    """Who."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="display_name")


class FrequencySerializer(serializers.Serializer):
    """How often it is due."""

    said = serializers.SerializerMethodField(help_text="The frequency in words.")
    times_per_day = serializers.IntegerField()
    weekdays = Weekdays(help_text="The days on which it is due.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="The last day; null without one.")

    def get_said(self, frequency: Frequency) -> str:
        """Return how often, in words."""
        often = say_times_per_day(frequency.times_per_day)
        return f"{often}, {say_weekdays(frequency.weekdays)}"


@answers(examples.ASSIGNMENT_SUMMARY)
class AssignmentSummarySerializer(serializers.Serializer):
    """Homework as a list shows it."""

    id = serializers.UUIDField(help_text="Stays the same when the homework changes.")
    name = serializers.CharField()
    field = serializers.ChoiceField(choices=Field.choices, help_text="Its color on the phone.")
    status = serializers.ChoiceField(choices=Status.choices)
    client = PersonSerializer()
    assigned_by = serializers.CharField(
        source="assigned_by.display_name",
        default=None,
        allow_null=True,
        help_text="The therapist; null when the client started it alone.",
    )
    routine = serializers.UUIDField(source="routine_id")
    version = serializers.IntegerField(
        source="version.number", help_text="Grows by one with each change."
    )
    effective_on = serializers.DateField(
        source="version.effective_on", help_text="The day from which this version counts."
    )
    frequency = FrequencySerializer(source="version.frequency")
    exercise_count = serializers.IntegerField(source="version.exercise_count")
    minutes = serializers.IntegerField(
        source="version.estimated_minutes", help_text="About how long one session takes."
    )
    created_at = Moment()
    ended_on = serializers.DateField(allow_null=True)


class PrescriptionSerializer(serializers.Serializer):
    """One exercise with this client's own dosage."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    exercise = ExerciseNameSerializer()
    dosage = DosageSerializer(source="*")
    note = serializers.CharField()


@answers(examples.ASSIGNMENT)
class AssignmentSerializer(AssignmentSummarySerializer):
    """Homework with the exercises of its current version."""

    note = serializers.CharField(source="version.note", help_text="From the therapist.")
    changes = texts("What this version changed, one sentence each.", source="version.changes")
    rounds = serializers.IntegerField(source="version.rounds")
    rest_between_items_seconds = serializers.IntegerField(
        source="version.rest_between_items_seconds"
    )
    prescriptions = PrescriptionSerializer(source="version.prescriptions", many=True)


class AssignmentFilters(StrictSerializer):
    """What a list of homework can be narrowed to."""

    client = Reference(required=False, help_text="Only homework of this client.")
    status = Word(choices=Status.choices, required=False, help_text="Only homework in this state.")


class AssignmentList(ListView):
    """The homework the caller may see."""

    query = AssignmentFilters
    # The server makes these keys in order of time, so this is the newest first.
    order = ("-id",)

    @extend_schema(
        operation_id="list_assignments",
        summary="List homework",
        description="Clients see their own, therapists that of the clients they treat now.",
        tags=["Homework"],
        parameters=[AssignmentFilters],
        responses=AssignmentSummarySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of homework, the newest first."""
        rows = Assignment.objects.visible_to(self.person).filter(**self.asked)
        rows = rows.select_related("version", "client", "assigned_by")
        return self.page(rows, AssignmentSummarySerializer)


class AssignmentShow(ApiView):
    """One piece of homework."""

    @extend_schema(
        operation_id="get_assignment",
        summary="Read one piece of homework with its exercises",
        tags=["Homework"],
        responses=AssignmentSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with the current version and its prescriptions in order."""
        prescriptions = Prescription.objects.select_related("exercise").order_by("position")
        rows = Assignment.objects.visible_to(self.person)
        rows = rows.select_related("version", "client", "assigned_by").prefetch_related(
            Prefetch("version__prescriptions", queryset=prescriptions)
        )
        return Response(AssignmentSerializer(get_or_404(rows, pk=pk)).data)
