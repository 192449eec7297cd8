"""Which part of the past somebody looks at."""

from __future__ import annotations

import datetime as dt

from django import forms

from routines.queries.progress import WEEKS


class PeriodForm(forms.Form):
    """A month as in 2026-05 and a number of weeks; what was not offered falls back to the usual."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])
    weeks = forms.TypedChoiceField(
        required=False, choices=[(weeks, str(weeks)) for weeks in WEEKS], coerce=int
    )

    def period(self, *, today: dt.date) -> tuple[dt.date, int]:
        """Return a day of the month to show, and how many weeks the chart looks back."""
        self.is_valid()
        month = self.cleaned_data.get("month") or today
        return month, self.cleaned_data.get("weeks") or WEEKS[0]
