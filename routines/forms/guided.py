"""What the player sends: the sets it counted, an easier exercise done instead, what somebody feels."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.identifiers import uuid7
from routines.domain.sets import MAX_SETS_LOGGED, ImpossibleSetsError, SetLog
from routines.models import Feeling, SkipReason

_AGAIN = "Open the session again from Today, and send it once more."


class _SetsField(forms.JSONField):
    """JSON from a phone. What is too deep or too long to be read is broken as well."""

    def to_python(self, value: Any) -> Any:
        """Return the value, None for nothing; the player would send a server's fault for ever."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentField(forms.Field):
    """A moment by the phone's clock, in milliseconds since 1970; nonsense is as good as none."""

    def to_python(self, value: object) -> dt.datetime | None:
        """Return the moment, or None where the phone has none to tell."""
        try:
            return dt.datetime.fromtimestamp(int(str(value)) / 1000, dt.UTC)
        except (ValueError, OverflowError, OSError):
            return None


class TimedLogForm(forms.Form):
    """One exercise as the player timed it: its sets, or where none was done a reason.

    `sets` is a list of sets as `SetLog.as_json` writes them.
    """

    OUTCOME = "timed"

    id = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    at = MomentField(required=False)
    sets = _SetsField(required=False, error_messages={"invalid": _AGAIN})
    instead = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    reason = forms.ChoiceField(
        choices=SkipReason.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )

    @classmethod
    def was_sent(cls, data: Mapping[str, Any]) -> bool:
        """Whether the player sent this, and not a form of the list."""
        return data.get("outcome") == cls.OUTCOME

    @property
    def key(self) -> uuid.UUID:
        """The key the phone made, or one of ours where it sent none."""
        return self.cleaned_data.get("id") or uuid7()

    @property
    def sentence(self) -> str:
        """The first thing to put right."""
        return str(next(iter(self.errors.values()))[0])

    @property
    def performed_sets(self) -> tuple[SetLog, ...]:
        """The sets that were done; empty where the exercise was skipped."""
        return tuple(self.cleaned_data["sets"])

    @property
    def skip_reason(self) -> SkipReason | None:
        """The reason, where nothing was done."""
        if self.performed_sets:
            return None
        return SkipReason(self.cleaned_data["reason"] or SkipReason.OTHER)

    @property
    def easier_key(self) -> uuid.UUID | None:
        """The easier exercise that was done in its place."""
        key: uuid.UUID | None = self.cleaned_data.get("instead") if self.performed_sets else None
        return key

    def clean_sets(self) -> list[SetLog]:
        """Return the sets as values."""
        sent = self.cleaned_data["sets"]
        if sent is None:
            return []
        if not isinstance(sent, list) or len(sent) > MAX_SETS_LOGGED:
            raise forms.ValidationError(_AGAIN)
        try:
            return [SetLog.from_json(one) for one in sent]
        except ImpossibleSetsError as error:
            raise forms.ValidationError(error.message) from error


class ReportForm(forms.Form):
    """An answer to "What do you feel?", and the exercise it came in."""

    id = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    prescription = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    at = MomentField(required=False)
    feeling = forms.ChoiceField(
        choices=Feeling.choices,
        error_messages={
            "required": "Choose what you feel.",
            "invalid_choice": "Choose what you feel.",
        },
    )

    @property
    def key(self) -> uuid.UUID:
        """The key the phone made, or one of ours where it sent none."""
        return self.cleaned_data.get("id") or uuid7()

    @property
    def sentence(self) -> str:
        """The first thing to put right."""
        return str(next(iter(self.errors.values()))[0])
