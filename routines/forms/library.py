"""What a therapist fills in for the clinic's own exercises and routines.

Lists are typed one to a line. The forms shape the input; services store it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from accounts.models import Clinic
from routines.domain.dosage import Side
from routines.domain.precautions import load_tags
from routines.forms.fields import LinesField, PatternField
from routines.models import Exercise, Field, Routine, RoutineItem
from routines.queries.figures import figures_to_choose
from routines.queries.library import REGIONS
from routines.services.clinic_library import check_name

POSITIONS = (
    ("", "Not said"),
    ("supine", "On the back"),
    ("prone", "On the front"),
    ("side-lying", "On the side"),
    ("quadruped", "On hands and knees"),
    ("kneeling", "Kneeling"),
    ("seated", "Sitting"),
    ("standing", "Standing"),
)
SIDES = (
    (Side.NONE.value, "No sides"),
    (Side.BOTH.value, "Each side in turn"),
    (Side.ALTERNATING.value, "Changing sides"),
    (Side.LEFT.value, "Left"),
    (Side.RIGHT.value, "Right"),
)
if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

NUMBERS = ("sets", "repetitions", "hold_seconds", "duration_seconds", "rest_seconds")
DOSAGE_LABELS = {
    "sets": "Sets",
    "repetitions": "Repetitions",
    "hold_seconds": "Hold, seconds",
    "duration_seconds": "Go on for, seconds",
    "rest_seconds": "Rest, seconds",
    "load": "Load",
    "side": "Side",
    "tempo": "Tempo",
}


class DosageForm(ModelForm):
    """Numbers of a dosage that may be left empty."""

    repetition_pattern = PatternField(
        label="Repetitions in each set", help_text="Where the sets differ, for example 5-3-1."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            field = self.fields.get(name)
            if isinstance(field, forms.IntegerField):
                field.required = False
                field.error_messages |= {
                    "invalid": "Write a whole number, for example 10.",
                    "min_value": "Choose 0 or more.",
                    "max_value": "Choose a smaller number.",
                }
                field.widget.attrs |= {"min": 0, "inputmode": "numeric"}
                # An empty field says "none" more clearly than a 0.
                if not self.get_initial_for_field(field, name):
                    self.initial[name] = None
        for name, label in DOSAGE_LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
        if "side" in self.fields:
            self.fields["side"].widget = forms.Select(choices=SIDES)

    def clean(self) -> dict[str, Any]:
        """Take an empty number for 0, and for one set."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in NUMBERS:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = 1 if name == "sets" else 0
        return cleaned


class OwnedForm(ModelForm):
    """A row of a clinic's library; `own_clinics` are where the person works."""

    own_clinics: Sequence[Clinic] = ()

    def _post_clean(self) -> None:
        # Here and not in `clean`: the row's own checks need to know whose it is.
        if self.instance.clinic_id is None and len(self.own_clinics) == 1:
            self.instance.clinic = self.own_clinics[0]
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            check_name(row=self.instance)
        except forms.ValidationError as error:
            self.add_error(None, error)


class ExerciseForm(OwnedForm, DosageForm):
    """An exercise of the clinic's own."""

    name = forms.CharField(
        max_length=120,
        error_messages={
            "required": "Give the exercise a name.",
            "max_length": "Shorten the name to 120 letters.",
        },
    )
    region = forms.ChoiceField(choices=list(REGIONS.items()))
    position = forms.ChoiceField(choices=POSITIONS, required=False)
    equipment = LinesField(help_text="One to a line. Empty where nothing is needed.")
    steps = LinesField(
        label="How to do it",
        required=True,
        help_text="One step to a line, in short sentences.",
        error_messages={"required": "Write at least one step."},
    )
    cues = LinesField(label="Cues", help_text="One to a line; the first is shown while moving.")
    mistakes = LinesField(label="Common mistakes", help_text="One to a line.")
    easier = LinesField(label="To make it easier", help_text="One to a line.")
    harder = LinesField(label="To make it harder", help_text="One to a line.")
    not_for = LinesField(label="Not for", help_text="Who should not do it. One to a line.")
    stop_rules = LinesField(
        label="Stop and tell me if", help_text="What it feels like, and what to do. One to a line."
    )

    loads = forms.MultipleChoiceField(
        label="What it asks of the body",
        required=False,
        choices=list(load_tags().items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only what is in the list."},
        help_text="Precautions go by these: what is not ticked is never left out for anybody.",
    )
    figure = forms.ChoiceField(
        required=False,
        help_text="A figure of the library that shows the same movement, or none.",
    )

    class Meta:
        model = Exercise
        fields = (
            *("clinic", "name", "region", "position", "equipment", "figure"),
            *("sets", "repetitions", "hold_seconds", "duration_seconds", "rest_seconds"),
            *(
                "side",
                "load",
                "repetition_pattern",
                "tempo",
                "steps",
                "cues",
                "feel",
                "mistakes",
                "breathing",
            ),
            *("easier", "harder", "not_for", "stop_rules", "loads"),
        )
        labels = {"feel": "Where it is felt", "breathing": "Breathing"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "figure" in self.fields:
            choices = [("", "No figure"), *figures_to_choose()]
            self.fields["figure"].choices = choices  # type: ignore[attr-defined]


class RoutineForm(OwnedForm):
    """A routine of the clinic's own; its exercises come in rows below."""

    name = forms.CharField(
        max_length=120,
        error_messages={
            "required": "Give the routine a name.",
            "max_length": "Shorten the name to 120 letters.",
        },
    )
    field = forms.ChoiceField(
        label="Family", choices=Field.choices, help_text="Its color on the phone."
    )
    for_whom = LinesField(label="For whom", help_text="One to a line.")
    not_for = LinesField(label="Not for", help_text="One to a line.")
    cautions = LinesField(label="Take care", help_text="One to a line.")

    class Meta:
        model = Routine
        fields = (
            *("clinic", "name", "field", "purpose", "for_whom", "not_for", "cautions"),
            *("times_per_day", "days_per_week", "review_after_weeks"),
            *("rounds", "rest_between_items_seconds"),
        )
        labels = {
            "purpose": "What it is for",
            "times_per_day": "Times a day",
            "days_per_week": "Days a week",
            "review_after_weeks": "Review after, weeks",
            "rounds": "Rounds",
            "rest_between_items_seconds": "Rest between, seconds",
        }

    def clean(self) -> dict[str, Any]:
        """Say kindly which numbers make sense."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, most in (
            ("times_per_day", 12),
            ("days_per_week", 7),
            ("review_after_weeks", 52),
            ("rounds", 10),
        ):
            if name in cleaned and not 1 <= (cleaned[name] or 0) <= most:
                self.add_error(name, f"Choose a number from 1 to {most}.")
        return cleaned


class RoutineItemForm(DosageForm):
    """One exercise at one place of a routine. `place` only orders; the service numbers."""

    place = forms.IntegerField(
        label="Place",
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="1 comes first.",
        error_messages={
            "invalid": "Write a whole number, for example 3.",
            "min_value": "Choose a number from 1 to 99.",
            "max_value": "Choose a number from 1 to 99.",
        },
    )

    class Meta:
        model = RoutineItem
        fields = ("exercise", *NUMBERS, "side", "load", "repetition_pattern", "tempo", "note")
        help_texts = {"exercise": "Leave the numbers empty for its usual dosage."}
        error_messages = {
            "exercise": {
                "required": "Choose an exercise.",
                "invalid_choice": "This exercise is not in your library. Choose another one.",
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.routine_id is not None and self.instance.position:
            self.fields["place"].initial = self.instance.position
        else:
            self.initial["sets"] = None

    def clean(self) -> dict[str, Any]:
        """Refuse a side where there are none, and none where there are two."""
        self._take_usual_dosage()
        cleaned = super().clean()
        exercise, side = cleaned.get("exercise"), cleaned.get("side")
        if isinstance(exercise, Exercise) and side:
            if exercise.has_sides and side == Side.NONE:
                self.add_error("side", f"{exercise.name} is done on sides. Choose one.")
            elif not exercise.has_sides and side != Side.NONE:
                self.add_error("side", f"{exercise.name} has no sides. Choose “No sides”.")
        return cleaned

    def _take_usual_dosage(self) -> None:
        cleaned = self.cleaned_data
        exercise = cleaned.get("exercise")
        amounts = (*NUMBERS, "repetition_pattern")
        if not isinstance(exercise, Exercise) or any(
            cleaned.get(name) or name in self.errors for name in amounts
        ):
            return
        for name in (*amounts, "load", "tempo"):
            cleaned[name] = cleaned.get(name) or getattr(exercise, name)
        if "side" not in self.changed_data:
            cleaned["side"] = exercise.side
        self.instance.seconds_per_repetition = exercise.seconds_per_repetition
