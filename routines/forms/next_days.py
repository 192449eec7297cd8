"""The one tap of the morning after."""

from __future__ import annotations

from django import forms

_SENTENCE = "Choose a number from 0 to 10."


class NextDayForm(forms.Form):
    """Pain this morning, and the day on which it was asked."""

    asked_on = forms.DateField(
        error_messages={
            "required": "Open Today again and answer there.",
            "invalid": "Open Today again and answer there.",
        }
    )
    pain = forms.IntegerField(
        min_value=0,
        max_value=10,
        error_messages={
            "required": _SENTENCE,
            "invalid": _SENTENCE,
            "min_value": _SENTENCE,
            "max_value": _SENTENCE,
        },
    )
