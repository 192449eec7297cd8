"""What a therapist fills in to give homework: a row for each exercise, and when it is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from routines.domain.dosage import Dosage, ImpossibleDosageError, Side
from routines.domain.schedule import Frequency, ImpossibleFrequencyError
from routines.forms.fields import NoteField, NumberField, PatternField
from routines.models import AssignmentVersion, Exercise
from routines.models.assignments import MAX_NOTE_LENGTH
from routines.queries.cautions import Caution
from routines.services.assignments import (
    MAX_EXERCISE_NOTE_LENGTH,
    MAX_EXERCISES,
    PrescribedExercise,
)

ROWS = "exercises"
FARTHEST = dt.timedelta(days=2 * 366)
WEEKDAYS = [
    (0, "Mon"),
    (1, "Tue"),
    (2, "Wed"),
    (3, "Thu"),
    (4, "Fri"),
    (5, "Sat"),
    (6, "Sun"),
]
SIDES = [
    (Side.BOTH.value, "Each side"),
    (Side.LEFT.value, "Left"),
    (Side.RIGHT.value, "Right"),
    (Side.ALTERNATING.value, "Changing sides"),
]


class AssignmentForm(forms.Form):
    """How often, from when to when, and a note to the client."""

    times_per_day = NumberField(
        label="Times a day", required=True, error_messages={"required": "Say how many times a day."}
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one day of the week.",
            "invalid_choice": "Choose days of the week.",
        },
    )
    starts_on = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Choose the first day.",
            "invalid": "Write the first day as a date.",
        },
    )
    ends_on = forms.DateField(
        label="To",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the last day as a date, or leave it empty."},
    )
    note = NoteField(
        longest=MAX_NOTE_LENGTH,
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        today: dt.date,
        standing: AssignmentVersion | None = None,
        is_break: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.standing = standing
        if is_break:
            often = self.fields["times_per_day"]
            often.label = "Breaks a day"
            often.error_messages["required"] = "Say how many breaks a day."

    def clean_starts_on(self) -> dt.date:
        """Refuse a first day that is over or a slip of the year, unless it was so already."""
        day: dt.date = self.cleaned_data["starts_on"]
        if self.standing and self.standing.starts_on == day:
            return day
        if day < self.today:
            raise forms.ValidationError("This day is over. Choose today or a later day.")
        if day > self.today + FARTHEST:
            raise forms.ValidationError("Choose a first day within the next two years.")
        return day

    def clean_ends_on(self) -> dt.date | None:
        """Refuse a last day that is over or a slip of the year, unless it was so already."""
        day: dt.date | None = self.cleaned_data["ends_on"]
        if day is None or (self.standing and self.standing.ends_on == day):
            return day
        if day < self.today:
            raise forms.ValidationError("This day is over. Choose a later last day, or none.")
        if day > self.today + FARTHEST:
            raise forms.ValidationError("Choose a last day within the next two years, or none.")
        return day

    def clean(self) -> dict[str, Any]:
        """Put the answers together to `frequency`."""
        cleaned: dict[str, Any] = super().clean() or {}
        if {"times_per_day", "weekdays", "starts_on", "ends_on"} <= cleaned.keys():
            try:
                cleaned["frequency"] = Frequency(
                    times_per_day=cleaned["times_per_day"],
                    weekdays=frozenset(cleaned["weekdays"]),
                    starts_on=cleaned["starts_on"],
                    ends_on=cleaned["ends_on"],
                )
            except ImpossibleFrequencyError as error:
                self.add_error(error.field, error.message)
        return cleaned


class PrescribedExerciseForm(forms.Form):
    """One exercise: its place, its dosage and a short note; or leave it out."""

    exercise = forms.UUIDField(widget=forms.HiddenInput)
    place = NumberField(label="Place")
    sets = NumberField(label="Sets")
    repetitions = NumberField(label="Repetitions")
    hold_seconds = NumberField(label="Hold, s")
    duration_seconds = NumberField(label="Go on for, s")
    rest_seconds = NumberField(label="Rest, s")
    side = forms.ChoiceField(
        label="Side",
        choices=SIDES,
        required=False,
        error_messages={"invalid_choice": "Choose a side from the list."},
    )
    load = forms.CharField(label="Load", required=False)
    repetition_pattern = PatternField(label="Repetitions in each set")
    tempo = forms.CharField(label="Tempo", required=False)
    note = NoteField(longest=MAX_EXERCISE_NOTE_LENGTH, label="Note", required=False)
    leave_out = forms.BooleanField(label="Leave out", required=False)

    def __init__(
        self,
        *args: Any,
        library: Mapping[UUID, Exercise],
        paces: Mapping[UUID, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.library = library
        self.paces = paces
        # What speaks against it for these clients, and the reason to give it all the same.
        self.caution: Caution | None = None
        self.reason = ""
        self.lacks_reason = False
        self.instead: tuple[Exercise, ...] = ()

    @property
    def chosen(self) -> Exercise | None:
        """The exercise of this row, or None where the library on hand does not have it."""
        try:
            return self.library.get(UUID(str(self["exercise"].value())))
        except ValueError:
            return None

    @property
    def is_timed(self) -> bool:
        """Whether the row asks for a time rather than for repetitions."""
        return str(self["duration_seconds"].value() or "0") not in {"", "0"}

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The two or three numbers that are changed most."""
        names = (
            ("sets", "duration_seconds")
            if self.is_timed
            else ("sets", "repetitions", "hold_seconds")
        )
        return [self[name] for name in names]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The rest, folded away."""
        other = ["repetitions", "hold_seconds"] if self.is_timed else ["duration_seconds"]
        names = ["note", "rest_seconds", *other, "load", "repetition_pattern", "tempo"]
        return [self[name] for name in names]

    @property
    def is_unfolded(self) -> bool:
        """Whether something in the folded part has to be seen."""
        return self.is_bound and bool({one.name for one in self.more_fields} & self.errors.keys())

    def clean(self) -> dict[str, Any]:
        """Put the numbers together to `prescribed`; a row that is left out is not looked at."""
        cleaned: dict[str, Any] = super().clean() or {}
        exercise = self.chosen
        if cleaned.get("leave_out"):
            self._errors = forms.utils.ErrorDict()
            return cleaned
        if exercise is None:
            self.add_error(None, "This exercise is not in your library. Leave it out.")
            return cleaned
        side = cleaned.get("side") or ""
        if exercise.has_sides and not side and "side" not in self.errors:
            self.add_error("side", f"{exercise.name} needs a side. Choose one.")
        if self.errors:
            return cleaned
        try:
            cleaned["prescribed"] = PrescribedExercise(
                exercise=exercise, dosage=self._dosage(exercise, cleaned), note=cleaned["note"]
            )
        except ImpossibleDosageError as error:
            self.add_error(error.field if error.field in self.fields else None, error.message)
        return cleaned

    def _dosage(self, exercise: Exercise, cleaned: Mapping[str, Any]) -> Dosage:
        return Dosage(
            sets=cleaned["sets"],
            repetitions=cleaned["repetitions"],
            repetition_pattern=tuple(cleaned["repetition_pattern"]),
            hold_seconds=cleaned["hold_seconds"],
            duration_seconds=cleaned["duration_seconds"],
            rest_seconds=cleaned["rest_seconds"],
            tempo=cleaned["tempo"],
            seconds_per_repetition=self.paces.get(exercise.pk, 0),
            side=Side(cleaned["side"]) if exercise.has_sides else Side.NONE,
            load=cleaned["load"],
        )


if TYPE_CHECKING:
    BaseFormSet = forms.BaseFormSet[PrescribedExerciseForm]
else:
    BaseFormSet = forms.BaseFormSet


class PrescribedFormSet(BaseFormSet):
    """All rows of one piece of homework."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "Part of the page did not arrive. Open it again, please.",
    }

    def clean(self) -> None:
        """Refuse the same exercise twice, and none at all."""
        seen: set[UUID] = set()
        kept = 0
        for form in self.forms:
            prescribed = form.cleaned_data.get("prescribed") if form.is_valid() else None
            kept += not form.is_valid() or prescribed is not None
            if prescribed is None:
                continue
            if prescribed.exercise.pk in seen:
                form.add_error(None, "This exercise stands here twice. Leave one of them out.")
            seen.add(prescribed.exercise.pk)
        if not kept:
            raise forms.ValidationError("Keep at least one exercise.")

    @property
    def kept(self) -> list[PrescribedExerciseForm]:
        """The rows that are not left out, right or not; of a bound form."""
        return [form for form in self.forms if not self._of(form).get("leave_out")]

    @property
    def readable(self) -> list[PrescribedExercise]:
        """The exercises of the rows whose numbers can be read, whatever else is wrong with them."""
        return [
            self._of(form)["prescribed"] for form in self.forms if "prescribed" in self._of(form)
        ]

    def _of(self, form: PrescribedExerciseForm) -> dict[str, Any]:
        form.is_valid()
        return form.cleaned_data

    @property
    def prescribed(self) -> list[PrescribedExercise]:
        """The exercises of the rows that can be prescribed, in the order of their places."""
        rows = [
            form for form in self.forms if form.is_valid() and "prescribed" in form.cleaned_data
        ]
        rows.sort(key=lambda form: form.cleaned_data["place"])
        return [form.cleaned_data["prescribed"] for form in rows]


PrescribedRows = forms.formset_factory(
    PrescribedExerciseForm,
    formset=PrescribedFormSet,
    extra=0,
    max_num=MAX_EXERCISES,
    absolute_max=MAX_EXERCISES,
)


def initial_rows(exercises: Sequence[PrescribedExercise]) -> list[dict[str, Any]]:
    """Return what the rows start with, as the texts a browser would send."""
    return [initial_row(one, place=place) for place, one in enumerate(exercises, start=1)]


def initial_row(one: PrescribedExercise, *, place: int) -> dict[str, Any]:
    """Return what one row starts with."""
    dosage = one.dosage
    return {
        "exercise": str(one.exercise.pk),
        "place": place,
        "sets": dosage.sets,
        "repetitions": dosage.repetitions or "",
        "hold_seconds": dosage.hold_seconds or "",
        "duration_seconds": dosage.duration_seconds or "",
        "rest_seconds": dosage.rest_seconds or "",
        "side": "" if dosage.side is Side.NONE else dosage.side.value,
        "load": dosage.load,
        "repetition_pattern": "-".join(str(number) for number in dosage.repetition_pattern),
        "tempo": dosage.tempo,
        "note": one.note,
    }


def initial_head(frequency: Frequency, *, note: str = "") -> dict[str, Any]:
    """Return what `AssignmentForm` starts with."""
    return {
        "times_per_day": frequency.times_per_day,
        "weekdays": sorted(frequency.weekdays),
        "starts_on": frequency.starts_on,
        "ends_on": frequency.ends_on,
        "note": note,
    }
