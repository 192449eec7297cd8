"""The columns that hold a dosage, shared by exercises, routine items and prescriptions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from routines.domain.dosage import Dosage, ImpossibleDosageError, Side


class DosageFields(models.Model):
    """Columns of a `Dosage`; all times are in seconds."""

    sets = models.PositiveSmallIntegerField(default=1)
    repetitions = models.PositiveSmallIntegerField(
        default=0, help_text="For each side where there are two. 0 when the exercise is timed."
    )
    repetition_pattern = models.JSONField(
        default=list, blank=True, help_text="Repetitions of each set, for example [5, 3, 1]."
    )
    hold_seconds = models.PositiveSmallIntegerField(default=0)
    duration_seconds = models.PositiveSmallIntegerField(
        default=0, help_text="For exercises that go on for a time instead of being counted."
    )
    rest_seconds = models.PositiveSmallIntegerField(default=0)
    tempo = models.CharField(max_length=40, blank=True, help_text="Lift-hold-lower, as in 3-1-3.")
    seconds_per_repetition = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(
        max_length=12, default=Side.NONE, choices=[(side.value, side.value) for side in Side]
    )
    load = models.CharField(max_length=80, blank=True, help_text="For example: red band.")

    class Meta:
        abstract = True

    @property
    def dosage(self) -> Dosage:
        """The columns as a value; raises `ImpossibleDosageError` when nobody could perform it."""
        return Dosage(
            sets=self.sets,
            repetitions=self.repetitions,
            repetition_pattern=tuple(self.repetition_pattern),
            hold_seconds=self.hold_seconds,
            duration_seconds=self.duration_seconds,
            rest_seconds=self.rest_seconds,
            tempo=self.tempo,
            seconds_per_repetition=self.seconds_per_repetition,
            side=Side(self.side),
            load=self.load,
        )

    def clean(self) -> None:
        """Refuse a dosage nobody could perform, with the field to change."""
        super().clean()
        try:
            _ = self.dosage
        except ImpossibleDosageError as error:
            raise ValidationError({error.field: error.message}) from error


def dosage_columns(dosage: Dosage) -> dict[str, Any]:
    """Return the dosage as keyword arguments for a row that has `DosageFields`."""
    return {
        "sets": dosage.sets,
        "repetitions": dosage.repetitions,
        "repetition_pattern": list(dosage.repetition_pattern),
        "hold_seconds": dosage.hold_seconds,
        "duration_seconds": dosage.duration_seconds,
        "rest_seconds": dosage.rest_seconds,
        "tempo": dosage.tempo,
        "seconds_per_repetition": dosage.seconds_per_repetition,
        "side": dosage.side.value,
        "load": dosage.load,
    }
