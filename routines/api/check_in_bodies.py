"""What a check-in may hold when it is sent: strict, and a plain sentence for everything else."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers

from routines.api import examples
from routines.api.examples import bodies
from routines.api.fields import (
    Key,
    Moment,
    Named,
    Reference,
    StrictSerializer,
    Text,
    WholeNumber,
    Word,
)
from routines.domain.body import MOST, BodyMap, MapError, Side, read_map
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.models import CheckKind
from routines.models.check_ins import LONGEST_WORDS

SIDES = tuple(side.value for side in Side)
ANSWERS = tuple(answer.value for answer in Answer)
WEAKER = "weaker"
LONGEST_SLUG = 40
WORST_CHANGE, BEST_CHANGE = -5, 5


class NewMark(StrictSerializer):
    """What is felt at one place. What is left out is 0."""

    region = Text(max_length=LONGEST_SLUG, help_text="One of `levels` of the rules.")
    side = Word(choices=SIDES, help_text="Your own left and right; some places have a middle.")
    pain = WholeNumber(min_value=0, max_value=MOST, required=False, default=0)
    numbness = WholeNumber(min_value=0, max_value=MOST, required=False, default=0)
    tingling = WholeNumber(min_value=0, max_value=MOST, required=False, default=0)


class Answers(Named):
    """Answers by the name of the question."""

    child = Word(choices=ANSWERS)
    default_error_messages = {
        "unknown": "We do not ask this. The rules have the names of the questions."
    }

    def is_known(self, name: str) -> bool:
        """Tell whether the rules ask this; a misspelled answer would else be lost."""
        rules = warning_rules()
        kind, _, risk = name.partition("-")
        return (
            name == WEAKER
            or name in rules.signs
            or name in rules.gates
            or (kind == "risk" and risk in rules.risks)
        )


class Ratings(Named):
    """0 to 10 by the id of the activity."""

    child = WholeNumber(min_value=0, max_value=MOST)
    default_error_messages = {"unknown": "Name an activity by its id, in small letters."}

    def is_known(self, name: str) -> bool:
        """Tell whether this is an id as we write it."""
        try:
            return str(uuid.UUID(name)) == name
        except ValueError:
            return False


@bodies(
    before_a_session=examples.NEW_CHECK_IN,
    nothing_new={**examples.NEW_CHECK_IN_KEY, "kind": "morning", "map": [], "pain": 1},
)
class NewCheckIn(StrictSerializer):
    """What is reported. Leave out, or send as null, what was not asked."""

    id = Key(help_text="A UUIDv7 that you made. Keep it, and send it again if in doubt.")
    kind = Word(choices=CheckKind.choices, help_text="When it was asked.")
    at = Moment(
        required=False,
        help_text="When it was answered, by your clock. Left out: now. Never too late.",
    )
    map = NewMark(
        many=True,
        required=False,
        allow_null=True,
        help_text="Each place at most once. Empty says nowhere; null that nobody asked.",
    )
    pain = WholeNumber(
        min_value=0, max_value=MOST, required=False, allow_null=True, help_text="On the whole."
    )
    answers = Answers(
        required=False,
        allow_null=True,
        help_text=(
            "By the slug of a sign or gate of the rules, `risk-` and the slug of a risk, or "
            "`weaker`. A question that is left out counts as not answered, never as no."
        ),
    )
    words = Text(required=False, allow_blank=True, allow_null=True, max_length=LONGEST_WORDS)
    global_change = WholeNumber(
        min_value=WORST_CHANGE,
        max_value=BEST_CHANGE,
        required=False,
        allow_null=True,
        help_text="-5 very much worse to 5 very much better, since the beginning.",
    )
    ratings = Ratings(
        required=False,
        allow_null=True,
        help_text="How well your own activities go, 0 to 10, by their id.",
    )
    session = Reference(
        required=False, allow_null=True, help_text="Your own session that it belongs to, if any."
    )
    corrects = Reference(
        required=False, allow_null=True, help_text="Your own earlier one that this one replaces."
    )

    def validate_map(self, rows: list[dict[str, Any]] | None) -> BodyMap | None:
        """Return the body map; a place that is none, or stands there twice, is said in words."""
        if rows is None:
            return None
        try:
            return read_map(rows)
        except MapError as error:
            raise serializers.ValidationError(str(error)) from error
