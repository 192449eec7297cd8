"""Strict input: what a field may look like, and a plain sentence for everything else.

REST framework's own fields turn `"5"`, `true` or `{}` into something; a program that sends those
has a fault, and learns of it here.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework import serializers

MOST_UNKNOWN_NAMES = 5
EARLIEST_YEAR, LATEST_YEAR = 1970, 2999

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class StrictSerializer(serializers.Serializer):
    """Input that refuses names it does not know, so that nothing is silently dropped."""

    default_error_messages = {"invalid": "Send one JSON object."}

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; unknown names are an error of their own."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                known = ", ".join(self.fields)
                raise serializers.ValidationError(
                    {
                        _printable(name): [f"We do not know this name. You can send: {known}."]
                        for name in unknown[:MOST_UNKNOWN_NAMES]
                    }
                )
        return super().to_internal_value(data)


class Shapes:
    """Reads many bodies of a few shapes: each shape is made once, for that takes longer than reading.

    For one request only.
    """

    def __init__(self) -> None:
        self._made: dict[type[StrictSerializer], StrictSerializer] = {}

    def read(self, shape: type[StrictSerializer], data: Any) -> dict[str, Any]:
        """Return the validated body. Raises `ValidationError`, as `is_valid` does."""
        if shape not in self._made:
            self._made[shape] = shape()
        try:
            return dict(self._made[shape].run_validation(data))
        except serializers.ValidationError:
            # Once more by itself, which words what is wrong as everywhere.
            serializer = shape(data=data)
            serializer.is_valid(raise_exception=True)
            raise


class Reference(serializers.UUIDField):
    """The id of something that exists."""

    default_error_messages = {"invalid": "Send an id such as 0199f5a2-..., as text."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """Return the id; only the usual form with hyphens is one."""
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("invalid", value=data)
        return uuid.UUID(data)


class Key(Reference):
    """The id of something new, made by the caller: a UUIDv7, so that rows stay in order."""

    default_error_messages = {"version": "Make the id a UUIDv7 (RFC 9562)."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """Return the id; other versions of UUID are refused."""
        key = super().to_internal_value(data)
        if key.version != 7 or key.variant != uuid.RFC_4122:
            self.fail("version")
        return key


class WholeNumber(serializers.IntegerField):
    """A JSON number without a fraction; text and true are none."""

    default_error_messages = {"invalid": "Send a whole number."}

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Day(serializers.DateField):
    """A day of the calendar, as in 2026-11-20."""

    default_error_messages = {"invalid": "Send a day such as 2026-11-20."}

    def to_internal_value(self, data: Any) -> dt.date:
        """Return the day."""
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("invalid", format="YYYY-MM-DD")
        try:
            return dt.date.fromisoformat(data)
        except ValueError:
            self.fail("invalid", format="YYYY-MM-DD")


class Moment(serializers.DateTimeField):
    """A moment in time; sent with its offset, answered in UTC."""

    default_error_messages = {
        "invalid": "Send a time with its offset, such as 2026-11-20T08:00:00+01:00.",
    }

    def __init__(self, **options: Any) -> None:
        # Without it answers would be written in the time zone of whoever is signed in.
        super().__init__(default_timezone=dt.UTC, **options)

    def to_internal_value(self, data: Any) -> dt.datetime:
        """Return the moment in UTC; a time without an offset could be any of 26 hours."""
        try:
            moment = parse_datetime(data) if isinstance(data, str) else None
            if moment is None or moment.tzinfo is None:
                self.fail("invalid", format="")
            moment = moment.astimezone(dt.UTC)
            # Nearer to the ends of the calendar no other time zone could show it.
            if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
                self.fail("invalid", format="")
            return moment
        except (ValueError, OverflowError):
            self.fail("invalid", format="")


class Text(serializers.CharField):
    """Text, and only text: a number is not turned into one."""

    default_error_messages = {"invalid": "Send text."}

    def to_internal_value(self, data: Any) -> str:
        """Return the text without outer space."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Named(serializers.DictField):
    """Values by names of which only some are known; each kind says which in `is_known`."""

    default_error_messages = {
        "not_a_dict": "Send one JSON object.",
        "unknown": "We do not know this name.",
    }

    def is_known(self, name: str) -> bool:
        """Tell whether a value may stand under this name."""
        raise NotImplementedError

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; a name that is none would else be dropped without a word."""
        if not isinstance(data, dict):
            self.fail("not_a_dict")
        unknown = [name for name in data if not self.is_known(name)]
        if unknown:
            raise serializers.ValidationError(
                {
                    _printable(name): [self.error_messages["unknown"]]
                    for name in unknown[:MOST_UNKNOWN_NAMES]
                }
            )
        return super().to_internal_value(data)


class Word(serializers.ChoiceField):
    """One of a few stable words."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the word."""
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(
                f"Send one of: {', '.join(str(choice) for choice in self.choices)}."
            )
        return super().to_internal_value(data)


class Yes(serializers.BooleanField):
    """`true`, for something that can be done and not taken back."""

    default_error_messages = {"invalid": "Send true, or leave it out."}

    def to_internal_value(self, data: Any) -> bool:
        """Return True; nothing else is accepted."""
        if data is not True:
            self.fail("invalid", input=data)
        return True


def _printable(name: Any) -> str:
    # A name of the caller's making comes back in our answer, and half a surrogate would break it.
    return str(name).encode("utf-8", "replace").decode("utf-8")[:60]
