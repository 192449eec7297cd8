"""What somebody says about their days at the desk: a tap on one, and how they go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.identifiers import uuid7
from routines.domain.desk import (
    LONGEST_INTERVAL,
    SHORTEST_INTERVAL,
    USUAL_WEEK,
    Begins,
    DeskEventKind,
    ImpossibleDeskError,
    WallTimes,
    WorkHours,
)
from routines.models import DeskPlan, Routine

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_USUAL = (dt.time(9, 0), dt.time(17, 30))
_WORKING_WEEK = range(5)
_ALL = "all"


class DeskTapForm(forms.Form):
    """One tap: what happened, and for how many minutes where it is a pause with an end."""

    id = forms.UUIDField(required=False)
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in DeskEventKind])
    minutes = forms.IntegerField(required=False, min_value=1, max_value=720)

    def until(self, now: dt.datetime) -> dt.datetime | None:
        """Return the end of the pause that begins `now`, or None."""
        minutes = self.cleaned_data["minutes"]
        return now + dt.timedelta(minutes=minutes) if minutes else None

    @property
    def key(self) -> Any:
        """The key of the event: the page's own, or a new one."""
        return self.cleaned_data["id"] or uuid7()


class _Time(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": "Write a time, for example 9:00."},
            **kwargs,
        )


class DeskPlanForm(forms.Form):
    """Hours, minutes of sitting, how a day begins, lunch, and which break.

    With `is_each` every weekday has its own hours; else Monday to Friday have the same.
    """

    is_on = forms.BooleanField(label="Desk breaks are on", required=False)
    interval = forms.IntegerField(
        label="Stand up after so many minutes of sitting",
        min_value=SHORTEST_INTERVAL,
        max_value=LONGEST_INTERVAL,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Write a number of minutes from {SHORTEST_INTERVAL} to {LONGEST_INTERVAL}.",
        ),
    )
    begins = forms.ChoiceField(
        label="How your day begins",
        widget=forms.RadioSelect,
        choices=[
            (Begins.TAP.value, "When I tap “Begin my day”"),
            (Begins.CLOCK.value, "By itself, when work begins"),
            (Begins.OPEN.value, "When I first open Carryover at work"),
        ],
        error_messages={"required": "Choose how your day begins."},
    )
    lunch_from = _Time(label="Lunch from")
    lunch_until = _Time(label="until")
    routine = forms.ModelChoiceField(
        label="Which break comes first",
        queryset=Routine.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the breaks in the list."},
    )

    def __init__(
        self,
        *args: Any,
        is_each: bool = False,
        breaks: Sequence[Routine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_each = is_each
        for name, label in self._rows():
            self.fields[f"works_{name}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"from_{name}"] = _Time(label=f"{label} from")
            self.fields[f"until_{name}"] = _Time(label=f"{label} until")
        if len(breaks) > 1:
            chosen = Routine.objects.filter(pk__in=[one.pk for one in breaks])
            self.fields["routine"].queryset = chosen  # type: ignore[attr-defined]
        else:
            del self.fields["routine"]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The hours, row by row: the box and two times."""
        return [
            {
                "label": label,
                "works": self[f"works_{name}"],
                "first": self[f"from_{name}"],
                "last": self[f"until_{name}"],
                "errors": [*self[f"from_{name}"].errors, *self[f"until_{name}"].errors],
            }
            for name, label in self._rows()
        ]

    def lead_to_first_error(self) -> None:
        """Let the page open at the first field that is wrong, in the order in which they stand."""
        hours = [f"{part}_{name}" for name, _ in self._rows() for part in ("from", "until")]
        for name in (*hours, "interval", "begins", "lunch_from", "lunch_until", "routine"):
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return

    def clean(self) -> dict[str, Any]:
        """Put the hours and lunch together, and say of each what is missing in it."""
        said = super().clean() or self.cleaned_data
        week = {name: self._times(name) for name, _ in self._rows()}
        lunch = (said.get("lunch_from"), said.get("lunch_until"))
        if bool(lunch[0]) != bool(lunch[1]) and not {"lunch_from", "lunch_until"} & {*self.errors}:
            self.add_error("lunch_until", "Say when lunch begins and when it ends, or neither.")
        if self.errors:
            return said
        try:
            hours = tuple(
                week[str(day)] if self.is_each else week[_ALL] if day in _WORKING_WEEK else None
                for day in range(7)
            )
            said["hours"] = WorkHours(hours)
        except ImpossibleDeskError as error:
            self.add_error(error.field if self.is_each else f"until_{_ALL}", error.message)
        said["lunch"] = lunch if lunch[0] else None
        return said

    def _times(self, name: str) -> WallTimes | None:
        first, last = self.cleaned_data.get(f"from_{name}"), self.cleaned_data.get(f"until_{name}")
        if not self.cleaned_data.get(f"works_{name}"):
            return None
        if first is None or last is None:
            if not {f"from_{name}", f"until_{name}"} & {*self.errors}:
                self.add_error(
                    f"until_{name}", "Say when work begins and when it ends, or untick the day."
                )
            return None
        return first, last

    def _rows(self) -> list[tuple[str, str]]:
        if not self.is_each:
            return [(_ALL, "Monday to Friday")]
        return [(str(day), label) for day, label in enumerate(DAYS)]


def has_own_hours(plan: DeskPlan | None) -> bool:
    """Return whether the days of a plan differ, or work is on a weekend."""
    week = WorkHours.from_json(plan.hours).week if plan is not None else USUAL_WEEK
    return len(set(week[:5])) > 1 or any(week[5:])


def said_so_far(plan: DeskPlan | None) -> dict[str, Any]:
    """Return what a form shows of a plan, by the names of its fields; the usual where there is none."""
    kept = plan or DeskPlan()
    week = WorkHours.from_json(kept.hours).week
    shown: dict[str, Any] = {
        "is_on": kept.is_on,
        "interval": kept.interval_minutes,
        "begins": kept.begins,
        "lunch_from": kept.lunch_from,
        "lunch_until": kept.lunch_until,
        "routine": kept.routine_id,
    }
    for name, times in ((_ALL, week[0]), *((str(day), week[day]) for day in range(7))):
        shown[f"works_{name}"] = times is not None
        shown[f"from_{name}"], shown[f"until_{name}"] = times or _USUAL
    return shown
