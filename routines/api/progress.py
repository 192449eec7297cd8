"""The caller's own pain over time and month of days, as the progress page of the phone shows them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from routines.api import examples
from routines.api.base import ApiView
from routines.api.examples import answers
from routines.api.fields import StrictSerializer, Text, Word
from routines.api.today import DAY_STATES
from routines.domain.schedule import local_day
from routines.queries.progress import WEEKS, progress

FINDINGS = ("rest", "none", "some", "half", "most", "all")
DIRECTIONS = ("none", "few", "short", "down", "up", "same")

_MONTH = re.compile(r"\d{4}-\d{2}")


class PainValueSerializer(serializers.Serializer):
    """Pain after one session."""

    day = serializers.DateField()
    pain = serializers.IntegerField(help_text="0 to 10.")


class DayAverageSerializer(serializers.Serializer):
    """The average of the seven days that end with this one."""

    day = serializers.DateField()
    average = serializers.FloatField()


class PainSerializer(serializers.Serializer):
    """Pain after sessions, and which way it went."""

    since = serializers.DateField()
    until = serializers.DateField()
    direction = serializers.ChoiceField(
        choices=DIRECTIONS,
        source="trend.direction",
        help_text="`few` is under three values, `short` is less than a week of them.",
    )
    said = serializers.CharField(source="trend.title", help_text="The finding in words.")
    values = PainValueSerializer(many=True)
    averages = DayAverageSerializer(many=True)


class MonthDaySerializer(serializers.Serializer):
    """One day of the month."""

    day = serializers.DateField(source="adherence.day")
    due = serializers.IntegerField(source="adherence.due")
    performed = serializers.IntegerField(source="adherence.performed")
    state = serializers.ChoiceField(choices=(*DAY_STATES, "future"))


class MonthSerializer(serializers.Serializer):
    """A month of days."""

    first = serializers.DateField()
    days_performed = serializers.IntegerField()
    days_due = serializers.IntegerField()
    finding = serializers.ChoiceField(
        choices=FINDINGS, help_text="How many of the days that were due; `rest` when none was."
    )
    days = MonthDaySerializer(many=True)


@answers(examples.PROGRESS)
class ProgressSerializer(serializers.Serializer):
    """Pain over some weeks, and one month of days."""

    day = serializers.DateField(help_text="Your own day.")
    weeks = serializers.IntegerField()
    pain = PainSerializer(source="chart")
    month = MonthSerializer()


class ProgressFilters(StrictSerializer):
    """How far to look back."""

    weeks = Word(
        choices=[str(weeks) for weeks in WEEKS],
        required=False,
        default=str(WEEKS[0]),
        help_text="How many weeks of pain.",
    )
    month = Text(
        required=False, help_text="Which month of days, as in 2026-11; this one if left out."
    )

    def validate_month(self, value: str) -> dt.date:
        """Return the first day of the month."""
        try:
            if not _MONTH.fullmatch(value):
                raise ValueError
            return dt.date.fromisoformat(f"{value}-01")
        except ValueError:
            raise serializers.ValidationError("Send a month such as 2026-11.") from None


class ProgressShow(ApiView):
    """The caller's progress."""

    query = ProgressFilters

    @extend_schema(
        operation_id="get_progress",
        summary="Read progress",
        description="Always your own. Therapists read a client's sessions instead.",
        tags=["Sessions"],
        parameters=[ProgressFilters],
        responses=ProgressSerializer,
    )
    def get(self, request: Request) -> Response:
        """Answer with pain over some weeks and a month of days."""
        now = timezone.now()
        day = local_day(now, self.person.time_zone)
        asked: dict[str, Any] = self.asked
        page = progress(
            client=self.person,
            day=day,
            month=asked.get("month", day),
            weeks=int(asked["weeks"]),
            now=now,
        )
        return Response(ProgressSerializer(page).data)
