"""A telephone number as somebody types it: one number, that a phone can dial as it stands."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

# Digits in groups, perhaps with a plus before them. No words, no second number.
_ONE_NUMBER = re.compile(r"\+?\(?\d[\d ().-]*")
LONGEST_NUMBER = 40


def one_number(text: str) -> str:
    """Return the number without spaces around it, "" for none.

    Raises `ValidationError` for words and for two numbers: a phone would dial both as one.
    """
    typed = text.strip()
    if typed and not _ONE_NUMBER.fullmatch(typed):
        raise forms.ValidationError(_("Write one number as it is dialed, for example 112."))
    return typed


class PhoneField(forms.CharField):
    """One number to call a person by; empty where none is given."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_NUMBER)
        super().__init__(required=False, **kwargs)
        self.error_messages["max_length"] = _("That is too long for a phone number.")

    def clean(self, value: Any) -> str:
        """Return the number; raises `ValidationError` with what to type instead."""
        return one_number(super().clean(value))
