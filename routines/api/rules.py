"""The rules of the safety questions, so that a phone decides without a network."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.fields import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from routines.api import examples
from routines.api.base import ApiView
from routines.api.check_ins import URGENCIES
from routines.api.examples import answers
from routines.api.library import texts
from routines.domain.phone_rules import rules_json
from routines.domain.warning_signs import When
from routines.queries.contacts import care_clinic, contacts_of

WHEN = tuple(when.value for when in When)


class NoticeSerializer(serializers.Serializer):
    """What is said and done once something counts."""

    slug = serializers.CharField()
    urgency = serializers.ChoiceField(choices=URGENCIES)
    clearable = serializers.BooleanField(help_text="Whether a therapist may record it as known.")
    message = serializers.CharField(help_text="What to do, with the numbers to call filled in.")
    say = serializers.CharField(help_text="What to read out to a doctor or to staff.")
    because = serializers.CharField(help_text="Half a sentence: `you marked ...`.")
    rests = serializers.CharField(help_text="all, legs, none, or `tags:` and what it loads.")
    keepsWalking = serializers.BooleanField(help_text="Whether easy walks may go on.")


class SignSerializer(NoticeSerializer):
    """One warning sign."""

    question = serializers.CharField()
    help = serializers.CharField()
    askAt = texts("The kinds of check-in that ask it.")
    optIn = serializers.BooleanField(help_text="Asked only of who wants to be asked.")
    notSureIsYes = serializers.BooleanField()


class GateSerializer(serializers.Serializer):
    """One question of the short check, and the signs it stands for."""

    slug = serializers.CharField()
    question = serializers.CharField()
    opens = texts("What to ask after anything but a no.")
    say = serializers.CharField()
    because = serializers.CharField()


class RiskSerializer(serializers.Serializer):
    """What makes a sign weigh more."""

    slug = serializers.CharField()
    question = serializers.CharField()
    lasting = serializers.BooleanField(help_text="Whether it stays true from check to check.")


class CombinationSerializer(NoticeSerializer):
    """What weighs more together."""

    allOf = texts()
    anyOf = texts()
    atLeast = serializers.IntegerField(help_text="How many of `anyOf`.")


class EventSerializer(serializers.Serializer):
    """What a map, the pain or an answer elsewhere asks, or shows by itself."""

    when = serializers.ChoiceField(choices=WHEN)
    asks = texts()
    countsAs = serializers.CharField(help_text="The sign that it makes true, if any.")
    untilAnswered = serializers.CharField(help_text="The sign that holds while a question is open.")
    change = serializers.BooleanField(help_text="Whether what is known counts again.")
    because = serializers.CharField()
    allNo = NoticeSerializer(allow_null=True, help_text="What holds once all were denied.")

    def get_fields(self) -> dict[str, Field]:
        """Return the fields with `from`, which Python keeps for itself."""
        start = serializers.IntegerField(help_text="A level of the map, or a pain, 0 to 10.")
        return {**super().get_fields(), "from": start}


@answers(examples.RULES)
class RulesSerializer(serializers.Serializer):
    """The rules in the order in which they count."""

    version = serializers.CharField(help_text="Of the wording. Each check-in keeps its own.")
    levels = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        help_text="How far each place is from the spine, 0 to 7; null between the legs.",
    )
    signs = SignSerializer(many=True)
    gates = GateSerializer(many=True)
    risks = RiskSerializer(many=True)
    combinations = CombinationSerializer(many=True)
    events = EventSerializer(many=True)
    words = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Phrases in what somebody writes that open a question, by its slug.",
    )


class RulesShow(ApiView):
    """The rules."""

    @extend_schema(
        operation_id="get_rules",
        summary="Read the rules of the safety questions",
        description=(
            "What a phone needs to decide without a network, with the numbers that you would call. "
            "Keep it, and ask again with `If-None-Match`: another version of the wording, or "
            "another number, has another `ETag`. A run of no answers never means safe."
        ),
        tags=["Check-ins"],
        responses=RulesSerializer,
    )
    def get(self, request: Request) -> Response:
        """Answer with the rules, the caller's numbers filled in."""
        return Response(RulesSerializer(_filled_for(self.person)).data)


def _filled_for(person: User) -> Any:
    contacts = contacts_of(person, care_clinic(person))

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return contacts.fill(value)
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        return [filled(inner) for inner in value] if isinstance(value, list) else value

    return filled(rules_json())
