"""What a client types while doing homework: a day, the sets they did, a reason, a rating."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.identifiers import uuid7
from routines.domain.dosage import MAX_DURATION_SECONDS, MAX_REPETITIONS, MAX_SETS, Dosage, Side
from routines.domain.doses import Dose
from routines.domain.sets import (
    ImpossibleSetsError,
    SetLog,
    SideAmount,
    amounts_of,
    as_prescribed,
    asked_json,
    corrected,
)
from routines.models import ExerciseLog, ExerciseSession, Outcome, Prescription, SkipReason

_SENT_BY_DONE = {"csrfmiddlewaretoken", "id", "prescription", "outcome"}

SIDE_LABELS = {Side.NONE: "", Side.LEFT: "Left", Side.RIGHT: "Right"}


class StartForm(forms.Form):
    """The key of a session to begin, its day where that is not today, and its dose; all hidden."""

    id = forms.UUIDField(error_messages={"invalid": "Open Today again and press Start."})
    day = forms.DateField(
        required=False, error_messages={"invalid": "Open Today again and press Start."}
    )
    dose = forms.TypedChoiceField(
        required=False,
        choices=[(dose.value, dose.value) for dose in Dose],
        coerce=Dose,
        empty_value=Dose.FULL,
        error_messages={"invalid_choice": "Open Today again and press one of the ways to start."},
    )


class RatingForm(forms.Form):
    """Pain and effort as tapped, and a note; each alone or together."""

    pain = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10,
        error_messages={
            "invalid": "Choose a number from 0 to 10.",
            "min_value": "Choose a number from 0 to 10.",
            "max_value": "Choose a number from 0 to 10.",
        },
    )
    effort = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10,
        error_messages={"invalid": "Choose one of the four words."},
    )
    note = forms.CharField(
        required=False,
        max_length=ExerciseSession._meta.get_field("note").max_length,
        label="A note for your therapist",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "This is too long by a bit. Shorten it and save again."},
    )


def tapped_done(data: Mapping[str, Any]) -> uuid.UUID | None:
    """Return the key of a tap on Done, which asks nothing of the form below; None for all else.

    Nearly every log is one, and the form's fields took longer to make than the log to store.
    """
    if data.get("outcome") != LogForm.AS_PRESCRIBED or data.keys() - _SENT_BY_DONE:
        return None
    try:
        return uuid.UUID(data.get("id", ""))
    except ValueError:
        return None


class LogForm(forms.Form):
    """One exercise: done as prescribed, done differently on some side, or skipped with a reason.

    The fields follow the dosage: a row of sets, repetitions and seconds for each side, leaving out
    what the dosage does not count. The button that was pressed says what is meant: it sends an
    `outcome`, a `reason` to skip, or `same_on_both_sides`.
    """

    AS_PRESCRIBED = "as-prescribed"

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[
            (AS_PRESCRIBED, "Done as prescribed"),
            (Outcome.PERFORMED, "Done differently"),
            (Outcome.SKIPPED, "Skipped"),
        ],
        required=False,
        error_messages={"invalid_choice": "Choose Done or Skip."},
    )
    reason = forms.ChoiceField(
        choices=SkipReason.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )
    same_on_both_sides = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prescription: Prescription,
        dosage: Dosage | None = None,
        log: ExerciseLog | None = None,
    ) -> None:
        # Several of these forms stand on one page: prefixing the ids keeps labels and fields apart.
        super().__init__(data, auto_id=f"{prescription.pk}-%s")
        # What the session asks for, which may be less than what is prescribed.
        self.dosage: Dosage = dosage or prescription.dosage
        self.fields["id"].initial = uuid7()
        done = log.performed_sets if log and log.sets else as_prescribed(self.dosage)
        amounts = amounts_of(done)
        for side in self.dosage.sides:
            self._add_side(side, amounts.get(side, SideAmount(sets=0)))

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each side under its label, for the template."""
        return [
            (
                SIDE_LABELS[side],
                [self[name] for name in self._names(side) if name in self.fields],
            )
            for side in self.dosage.sides
        ]

    @property
    def asked(self) -> str:
        """How much is asked for, as the phone reads it."""
        return json.dumps(asked_json(self.dosage), separators=(",", ":"))

    @property
    def has_sides(self) -> bool:
        """Whether left and right are asked apart."""
        return len(self.dosage.sides) > 1

    @property
    def key(self) -> uuid.UUID:
        """The key the phone made, or one of ours where it sent none."""
        return self.cleaned_data.get("id") or uuid7()

    @property
    def skip_reason(self) -> SkipReason | None:
        """The reason, where the exercise was skipped."""
        if self.cleaned_data["outcome"] != Outcome.SKIPPED:
            return None
        return SkipReason(self.cleaned_data["reason"])

    @property
    def sets(self) -> tuple[SetLog, ...]:
        """The sets that were done; empty where the exercise was skipped."""
        performed: tuple[SetLog, ...] = self.cleaned_data.get("sets", ())
        return performed

    def clean_outcome(self) -> str:
        """Return what the pressed button means."""
        outcome: str = self.cleaned_data["outcome"]
        if not outcome and self.data.get("reason"):
            return Outcome.SKIPPED
        if not outcome and self.data.get("same_on_both_sides"):
            return Outcome.PERFORMED
        if not outcome:
            raise forms.ValidationError("Choose Done or Skip.")
        return outcome

    def clean(self) -> dict[str, Any]:
        """Turn the rows into sets; every mistake gets a sentence at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == Outcome.SKIPPED and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Choose a reason, so your therapist can act on it.")
        if outcome == self.AS_PRESCRIBED:
            cleaned["sets"] = as_prescribed(self.dosage)
        if outcome == Outcome.PERFORMED and not self.errors:
            try:
                cleaned["sets"] = corrected(self.dosage, self._amounts(cleaned))
            except ImpossibleSetsError as error:
                self.add_error(None, error.message)
        return cleaned

    def _amounts(self, cleaned: Mapping[str, Any]) -> dict[Side, SideAmount]:
        sides = self.dosage.sides
        source = {side: sides[0] if cleaned.get("same_on_both_sides") else side for side in sides}
        amounts = {}
        for side, taken_from in source.items():
            sets, repetitions, seconds = self._names(taken_from)
            amounts[side] = SideAmount(
                sets=cleaned.get(sets) or 0,
                repetitions=self._repetitions(cleaned, repetitions),
                seconds=cleaned.get(seconds) or 0,
            )
        return amounts

    def _repetitions(self, cleaned: Mapping[str, Any], name: str) -> int | None:
        if self.dosage.is_timed:
            return 0
        # A pattern such as 5-3-1 has no single number; as many sets of it as were done count.
        return cleaned.get(name) if name in self.fields else None

    def _add_side(self, side: Side, amount: SideAmount) -> None:
        sets, repetitions, seconds = self._names(side)
        self.fields[sets] = _number("Sets", highest=MAX_SETS, initial=amount.sets)
        if self._counts_repetitions(amount):
            self.fields[repetitions] = _number(
                "Repetitions", highest=MAX_REPETITIONS, initial=amount.repetitions
            )
        if self.dosage.is_timed or self.dosage.hold_seconds:
            label = "Seconds" if self.dosage.is_timed else "Hold, seconds"
            self.fields[seconds] = _number(
                label, highest=MAX_DURATION_SECONDS, initial=amount.seconds
            )

    def _counts_repetitions(self, amount: SideAmount) -> bool:
        if self.dosage.is_timed or self.dosage.repetition_pattern:
            return False
        # "3 × 30 s" is three holds; asking how often each hold was held would only confuse.
        is_one_hold = self.dosage.hold_seconds and self.dosage.repetitions == 1
        return not (is_one_hold and amount.repetitions in (None, 1))

    @staticmethod
    def _names(side: Side) -> tuple[str, str, str]:
        return (f"sets_{side}", f"repetitions_{side}", f"seconds_{side}")


def _number(label: str, *, highest: int, initial: int | None) -> forms.IntegerField:
    sentence = f"Choose a whole number from 0 to {highest}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=highest,
        initial=initial,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "stepper__input"}),
        error_messages={"invalid": sentence, "min_value": sentence, "max_value": sentence},
    )
