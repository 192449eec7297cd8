"""Forms of the reminders: times of one, the settings of all, and what somebody did with one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routines.domain.reminders import wall_time
from routines.models import Reminder, ReminderAnswer, ReminderSettings

_TIME = {
    "required": gettext_lazy("Pick a time, such as 8:00."),
    "invalid": gettext_lazy("Write a time such as 8:00 or 18:30."),
}
_DAY = {"invalid": gettext_lazy("Pick a day in the calendar.")}


class TimeInput(forms.TimeInput):
    """A browser's own clock, which knows hours and minutes."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DayInput(forms.DateInput):
    """A browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimesForm(forms.Form):
    """As many times as the homework is asked for; one that is left empty is no time."""

    def __init__(self, *args: Any, reminder: Reminder, most: int, **kwargs: Any) -> None:
        kept = [wall_time(text) for text in reminder.times]
        # Whoever was asked for more until now still sees what there is.
        self._count = max(most, len(kept))
        kwargs["initial"] = {f"time_{place}": time for place, time in enumerate(kept, start=1)}
        super().__init__(*args, **kwargs)
        for place in range(1, self._count + 1):
            label = _("Time") if self._count == 1 else _("Time %(place)s") % {"place": place}
            self.fields[f"time_{place}"] = forms.TimeField(
                label=label, required=self._count == 1, widget=TimeInput(), error_messages=_TIME
            )

    @property
    def times(self) -> list[dt.time]:
        """What was filled in, in the order of the fields."""
        return list(self._filled_in())

    def _filled_in(self) -> Iterator[dt.time]:
        for place in range(1, self._count + 1):
            time = self.cleaned_data.get(f"time_{place}")
            if time is not None:
                yield time


class SettingForm(forms.Form):
    """One small page of the settings; its fields are fields of `ReminderSettings`."""

    title: ClassVar[Any] = ""
    explanation: ClassVar[Any] = ""

    def __init__(self, *args: Any, settings: ReminderSettings, **kwargs: Any) -> None:
        names = self.base_fields
        kwargs["initial"] = {name: getattr(settings, name) for name in names}
        super().__init__(*args, **kwargs)


class QuietHoursForm(SettingForm):
    """From when until when nothing comes."""

    title = gettext_lazy("Quiet hours")
    explanation = gettext_lazy(
        "Nothing comes between these two times. Make them the same if you want no quiet hours."
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("From"),
        widget=TimeInput(),
        error_messages=_TIME,
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Until"),
        widget=TimeInput(),
        error_messages=_TIME,
    )


class DaysOffForm(SettingForm):
    """The days of a holiday, both included."""

    title = gettext_lazy("Days off")
    explanation = gettext_lazy(
        "Nothing comes from the first day to the last. Leave both empty to have no days off."
    )
    off_from = forms.DateField(
        label=gettext_lazy("First day"), required=False, widget=DayInput(), error_messages=_DAY
    )
    off_until = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=DayInput(), error_messages=_DAY
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day that is missing."""
        given = super().clean() or {}
        days = {name: given.get(name) for name in ("off_from", "off_until")}
        if not self.errors and sum(day is None for day in days.values()) == 1:
            missing = next(name for name, day in days.items() if day is None)
            self.add_error(missing, _("Pick this day too, or leave both empty."))
        return given


class MostPerDayForm(SettingForm):
    """How many reminders may come on one day."""

    title = gettext_lazy("Most in one day")
    explanation = gettext_lazy("When this many have come, the rest of the day stays quiet.")
    _SENTENCE: ClassVar[Any] = gettext_lazy("Choose a number from 1 to 20.")
    most_per_day = forms.IntegerField(
        label=gettext_lazy("Reminders"),
        min_value=1,
        max_value=20,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _SENTENCE),
    )


class EmailForm(SettingForm):
    """Whether reminders come by e-mail, too."""

    title = gettext_lazy("By email")
    explanation = gettext_lazy(
        "For when nothing reaches a phone of yours. The subject says no more than on a lock screen."
    )
    by_email = forms.BooleanField(label=gettext_lazy("Remind me by email"), required=False)


# By their addresses.
SETTINGS: dict[str, type[SettingForm]] = {
    "quiet-hours": QuietHoursForm,
    "days-off": DaysOffForm,
    "most-per-day": MostPerDayForm,
    "email": EmailForm,
}


class AnswerForm(forms.Form):
    """What somebody did with a reminder, as their phone tells it; maybe hours later."""

    occurrence = forms.UUIDField()
    what = forms.ChoiceField(
        choices=[
            (one.value, one.label)
            for one in (ReminderAnswer.DONE, ReminderAnswer.SNOOZED, ReminderAnswer.OPENED)
        ]
    )
    at = forms.DateTimeField()
