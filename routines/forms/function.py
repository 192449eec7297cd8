"""The client's own activities as a form of five lines."""

from __future__ import annotations

from django import forms

from routines.models.function import MOST_ACTIVITIES


class ActivitiesForm(forms.Form):
    """Up to five lines; at least three are filled in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for number in range(1, MOST_ACTIVITIES + 1):
            self.fields[f"activity_{number}"] = forms.CharField(
                label=f"{number}.",
                max_length=80,
                required=False,
                error_messages={"max_length": "Keep it under 80 letters."},
            )

    @property
    def names(self) -> list[str]:
        """The lines that are filled in, in order."""
        lines = (self.cleaned_data[f"activity_{one}"] for one in range(1, MOST_ACTIVITIES + 1))
        return [line for line in lines if line]
