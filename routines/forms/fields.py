"""Fields that several forms share: notes, whole numbers, lists of lines, sets of their own length."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

MOST_LINES = 30
LONGEST_LINE = 300
_PATTERN = re.compile(r"\d{1,3}(\s*[-,;/ ]\s*\d{1,3})*")


class NoteField(forms.CharField):
    """A text whose length is counted the way the person sees it, and never cut in the browser."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        said = f"This note has %(show_value)s letters. Shorten it to {longest:,}; nothing is lost."
        super().__init__(validators=[MaxLengthValidator(longest, message=said)], **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the text with one sign for each line end."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class NumberField(forms.IntegerField):
    """A whole number that may be left out; which ones make sense is for the dosage to say."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        messages = kwargs.pop("error_messages", {})
        super().__init__(
            label=label,
            widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}),
            error_messages={"invalid": "Write a whole number, for example 10.", **messages},
            **kwargs,
        )

    def clean(self, value: Any) -> int:
        """Return the number, 0 where nothing was typed."""
        return super().clean(value) or 0


class LinesField(forms.CharField):
    """A list of short texts, typed one to a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the list one to a line."""
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the lines without empty ones, or say which is too long."""
        text = super().clean(value) or ""
        lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Use at most {MOST_LINES} lines.")
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(
                    f"Line {number} has {len(line)} letters. Shorten it to {LONGEST_LINE}."
                )
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the texts as they are shown."""
        return bool(super().has_changed(self.prepare_value(initial), data))


class PatternField(forms.CharField):
    """Repetitions of each set where they differ, typed as "5-3-1"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the numbers with hyphens between them."""
        return "-".join(str(one) for one in value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[int]:
        """Return one number for each set; none where all sets are alike."""
        text = str(super().clean(value) or "").strip()
        if text and not _PATTERN.fullmatch(text):
            raise forms.ValidationError("Write one number for each set, for example 5-3-1.")
        return [int(number) for number in re.findall(r"\d+", text)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the texts as they are shown."""
        return bool(super().has_changed(self.prepare_value(initial), data))
