"""What a manager keeps about the clinic: numbers that clients dial, and the time to look at flags."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from accounts.forms.numbers import one_number


class ClinicForm(forms.ModelForm):
    """A clinic's numbers and limits; a number is one that a phone can dial as it stands."""

    def clean_emergency_number(self) -> str:
        """Refuse two numbers in one place: a phone would dial both as one."""
        return one_number(self.cleaned_data["emergency_number"])

    def clean_urgent_line(self) -> str:
        """Refuse two numbers in one place."""
        return one_number(self.cleaned_data["urgent_line"])

    def clean_crisis_line(self) -> str:
        """Refuse two numbers in one place."""
        return one_number(self.cleaned_data["crisis_line"])

    def clean_flag_minutes(self) -> int:
        """Keep it between five minutes and a day."""
        return _between(self.cleaned_data["flag_minutes"], 5, 1440)

    def clean_flag_hours(self) -> int:
        """Keep it between an hour and three days."""
        return _between(self.cleaned_data["flag_hours"], 1, 72)


def _between(number: int, lowest: int, highest: int) -> int:
    if not lowest <= number <= highest:
        raise forms.ValidationError(
            _("Choose from %(lowest)d to %(highest)d.") % {"lowest": lowest, "highest": highest}
        )
    return number
