"""What a therapist fills in about a client's safety: a flag, limits, a score, a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from routines.domain.function import MEASURES
from routines.domain.precautions import precautions
from routines.models import FlagAction
from routines.models.flags import LONGEST_NOTE

_WHOLE = {"invalid": "Write a whole number."}


def _from_1_to(most: int) -> dict[str, str]:
    wrong = f"Write a number from 1 to {most}."
    return {**_WHOLE, "required": wrong, "min_value": wrong, "max_value": wrong}


class AcknowledgeForm(forms.Form):
    """What was done about a flag."""

    action = forms.ChoiceField(
        choices=FlagAction.choices,
        error_messages={
            "required": "Choose what you did.",
            "invalid_choice": "Choose what you did.",
        },
    )
    note = forms.CharField(
        max_length=LONGEST_NOTE,
        required=False,
        error_messages={"max_length": "Shorten the note to 500 letters."},
    )


class KnownForm(forms.Form):
    """Which sign is this client's usual state, and what was checked."""

    sign = forms.SlugField(error_messages={"required": "Choose the sign."})
    note = forms.CharField(
        max_length=LONGEST_NOTE,
        error_messages={"required": "Write in a few words what was checked, and when."},
    )


class ThresholdsForm(forms.Form):
    """What is worth a look for one client."""

    pain_at_least = forms.IntegerField(
        label="Pain of at least",
        min_value=1,
        max_value=10,
        required=False,
        help_text="1 to 10. Empty: no pain is worth a look by itself.",
        error_messages=_from_1_to(10),
    )
    pain_rise = forms.IntegerField(
        label="Pain up within a week by",
        min_value=1,
        max_value=10,
        help_text="Points. 2 is the smallest change that matters to most (Ostelo 2008).",
        error_messages=_from_1_to(10),
    )
    missed_days = forms.IntegerField(
        label="Days missed in a row", min_value=1, max_value=30, error_messages=_from_1_to(30)
    )
    levels_down = forms.IntegerField(
        label="Places further down the leg",
        min_value=1,
        max_value=7,
        help_text="Levels of the body map, from the back (0) to the toes (7).",
        error_messages=_from_1_to(7),
    )


class ScoreForm(forms.Form):
    """A score of a licensed measure: which, how many, on which day."""

    measure = forms.ChoiceField(
        choices=[(slug, one.name) for slug, one in MEASURES.items()],
        error_messages={"invalid_choice": "Choose one of the measures."},
    )
    score = forms.IntegerField(error_messages={"required": "Write the score.", **_WHOLE})
    measured_on = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Choose the day.",
            "invalid": "Write the day as 2026-03-31.",
        },
    )


class PrecautionForm(forms.Form):
    """One precaution that a therapist sets or takes back."""

    precaution = forms.ChoiceField(error_messages={"invalid_choice": "Choose a precaution."})
    answer = forms.ChoiceField(choices=[("yes", "Applies"), ("no", "Does not apply")])
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slug, one.label) for slug, one in precautions().items()]
        self.fields["precaution"].choices = choices  # type: ignore[attr-defined]
