"""The caller's own homework for their own day, as the first page of the phone shows it."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from routines.api import examples
from routines.api.base import ApiView
from routines.api.examples import answers
from routines.domain.schedule import local_day
from routines.domain.warning_signs import CheckPoint
from routines.models import Field, Status
from routines.queries.check_ins import due_check
from routines.queries.today import Today, today

DAY_STATES = ("rest", "extra", "missed", "partial", "performed")
HOMEWORK_STATES = ("begun", "due", "again", "done", "paused", "later", "over", "rest")


class DaySerializer(serializers.Serializer):
    """One day: how many sessions were due and how many were performed."""

    day = serializers.DateField()
    due = serializers.IntegerField()
    performed = serializers.IntegerField()
    state = serializers.ChoiceField(choices=DAY_STATES, help_text="`rest` when nothing was due.")


class HomeworkSerializer(serializers.Serializer):
    """One piece of homework today."""

    assignment = serializers.UUIDField(source="assignment.id")
    name = serializers.CharField(source="assignment.name")
    field = serializers.ChoiceField(
        choices=Field.choices, source="assignment.field", help_text="Its color on the phone."
    )
    status = serializers.ChoiceField(choices=Status.choices, source="assignment.status")
    state = serializers.ChoiceField(
        choices=HOMEWORK_STATES, help_text="How it stands today: begun, due, due again, ..."
    )
    due = serializers.IntegerField(help_text="How many times it is due today; 0 on a rest day.")
    performed = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="About how long one session takes.")
    frequency = serializers.CharField(source="frequency_said")
    open_session = serializers.UUIDField(
        source="open_session.id", default=None, allow_null=True, help_text="Begun, not finished."
    )
    last_session = serializers.UUIDField(
        source="last_session.id", default=None, allow_null=True, help_text="The latest of today."
    )


@answers(examples.TODAY)
class TodaySerializer(serializers.Serializer):
    """What is due today, what is done, and the last seven days."""

    day = serializers.DateField(help_text="Your own day; it ends at your midnight.")
    done = serializers.IntegerField()
    due = serializers.IntegerField()
    days_performed = serializers.IntegerField(help_text="On how many of the last seven days.")
    next = serializers.UUIDField(
        source="next.assignment.id",
        default=None,
        allow_null=True,
        help_text="The homework to do next; null when nothing is left today.",
    )
    check_due = serializers.SerializerMethodField(
        help_text=(
            "The kind of check-in that comes before the next session: `joining`, `before`, "
            "`weekly`, `monthly` or `week-6`. Null when none is due."
        )
    )
    homework = HomeworkSerializer(many=True)
    week = DaySerializer(many=True, help_text="The last seven days, the oldest first.")

    def get_check_due(self, page: Today) -> str | None:
        """Return the kind of check-in to ask for, or None."""
        due: CheckPoint | None = self.context["check_due"]
        return due and due.value


class TodayShow(ApiView):
    """The caller's day."""

    @extend_schema(
        operation_id="get_today",
        summary="Read today's homework",
        description="Always your own. Therapists read a client's sessions and homework instead.",
        tags=["Homework"],
        responses=TodaySerializer,
    )
    def get(self, request: Request) -> Response:
        """Answer with the day of the caller's own time zone."""
        now = timezone.now()
        page = today(client=self.person, day=local_day(now, self.person.time_zone))
        context = {"check_due": due_check(self.person, now=now)}
        return Response(TodaySerializer(page, context=context).data)
