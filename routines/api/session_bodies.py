"""What is sent about sessions: one to begin, what to add to one, and what a list is narrowed to."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from routines.api import examples
from routines.api.examples import bodies
from routines.api.fields import (
    Day,
    Key,
    Moment,
    Reference,
    StrictSerializer,
    Text,
    WholeNumber,
    Word,
    Yes,
)
from routines.domain.doses import Dose
from routines.models import Source
from routines.services import sessions

DOSES = tuple(dose.value for dose in Dose)
LONGEST_NOTE_SENT = 4 * sessions.MAX_NOTE_LENGTH


@bodies(begin=examples.NEW_SESSION)
class NewSession(StrictSerializer):
    """A session to begin."""

    id = Key(help_text="A UUIDv7 that you made. Keep it, and send it again if in doubt.")
    assignment = Reference(help_text="Your own homework.")
    day = Day(help_text="Your day, today or up to 30 days back.")
    started_at = Moment(help_text="When you began, by your clock, with its offset.")
    source = Word(  # type: ignore[assignment]
        choices=Source.choices,
        required=False,
        help_text="Left out: back-filled when `day` is before the day of `started_at`, else tapped.",
    )
    dose = Word(
        choices=DOSES,
        required=False,
        help_text="`gentle` asks for less of each exercise, `short` for three minutes. Left out: full.",
    )


@bodies(
    rate={"pain_after": 3, "effort": 4},
    finish={"finished": True},
)
class SessionChange(StrictSerializer):
    """What to add to a session. Everything here also finishes it."""

    pain_after = WholeNumber(min_value=0, max_value=10, required=False)
    effort = WholeNumber(min_value=0, max_value=10, required=False)
    note = Text(
        required=False,
        allow_blank=True,
        max_length=LONGEST_NOTE_SENT,
        help_text="For your therapist.",
    )
    finished = Yes(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a change that changes nothing."""
        if not attrs:
            raise serializers.ValidationError("Send pain_after, effort, note or finished.")
        return attrs


class SessionFilters(StrictSerializer):
    """What a list of sessions can be narrowed to."""

    assignment = Reference(required=False, help_text="Only sessions of this homework.")
    client = Reference(required=False, help_text="Only sessions of this client.")
    since = Day(required=False, source="local_day__gte", help_text="From this day on.")
    until = Day(required=False, source="local_day__lte", help_text="Up to and with this day.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse days in the wrong order, which would find nothing."""
        since, until = attrs.get("local_day__gte"), attrs.get("local_day__lte")
        if since and until and until < since:
            raise serializers.ValidationError({"until": ["This is before `since`."]})
        return attrs
