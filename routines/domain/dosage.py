"""Dosage as a value: how much of an exercise, on which side, how long it takes and how to say it.

What is due on which day lives in `schedule`; which row holds a dosage lives in `routines.models`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

DEFAULT_SECONDS_PER_REPETITION = 4
HOLD_CHANGE_SECONDS = 2  # into and out of a held position
SIDE_CHANGE_SECONDS = 10

# Ceilings that no sensible homework reaches; they catch a slipped finger, not a clinical opinion.
MAX_SETS = 20
MAX_REPETITIONS = 200
MAX_HOLD_SECONDS = 600
MAX_REST_SECONDS = 900
MAX_DURATION_SECONDS = 7200
MAX_TEMPO_LENGTH = 40
MAX_LOAD_LENGTH = 80

_TEMPO = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{1,2})")


class Side(StrEnum):
    """Which side of the body an exercise is done on.

    `NONE` is an exercise that has no sides (a bridge). `BOTH` is each side in turn, left first;
    `ALTERNATING` changes side with every repetition.
    """

    NONE = "none"
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    ALTERNATING = "alternating"


class ImpossibleDosageError(ValueError):
    """The dosage cannot be performed. `field` names the number to change; the text says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosage:
    """How much of one exercise: sets, repetitions, holds and rest, all times in seconds.

    An exercise is counted (`repetitions`, each perhaps held for `hold_seconds`) or timed
    (`duration_seconds` for each set, `repetitions` 0). `repetition_pattern` gives a set of its own
    number of repetitions, as in 5-3-1. Repetitions are for each side where there are two.

    Raises `ImpossibleDosageError` when nobody could perform it.
    """

    sets: int = 1
    repetitions: int = 0
    repetition_pattern: tuple[int, ...] = ()
    hold_seconds: int = 0
    duration_seconds: int = 0
    rest_seconds: int = 0
    tempo: str = ""
    seconds_per_repetition: int = 0
    side: Side = Side.NONE
    load: str = ""

    def __post_init__(self) -> None:
        for field, value, lowest, highest, noun in (
            ("sets", self.sets, 1, MAX_SETS, "sets"),
            ("repetitions", self.repetitions, 0, MAX_REPETITIONS, "repetitions"),
            ("hold_seconds", self.hold_seconds, 0, MAX_HOLD_SECONDS, "seconds of hold"),
            ("duration_seconds", self.duration_seconds, 0, MAX_DURATION_SECONDS, "seconds"),
            ("rest_seconds", self.rest_seconds, 0, MAX_REST_SECONDS, "seconds of rest"),
            ("seconds_per_repetition", self.seconds_per_repetition, 0, 120, "seconds"),
        ):
            if not lowest <= value <= highest:
                raise ImpossibleDosageError(field, f"Choose between {lowest} and {highest} {noun}.")
        if self.repetition_pattern:
            if len(self.repetition_pattern) != self.sets:
                raise ImpossibleDosageError(
                    "repetition_pattern",
                    f"Give one number for each of the {self.sets} sets, for example 5-3-1.",
                )
            if not all(1 <= number <= MAX_REPETITIONS for number in self.repetition_pattern):
                raise ImpossibleDosageError(
                    "repetition_pattern", "Each set needs at least 1 repetition."
                )
        if not self.repetitions and not self.duration_seconds and not self.repetition_pattern:
            raise ImpossibleDosageError(
                "repetitions", "Say how many repetitions, or how long to go on for."
            )
        if self.duration_seconds and (self.repetitions or self.repetition_pattern):
            raise ImpossibleDosageError(
                "duration_seconds", "Give repetitions or a duration, not both."
            )
        for field, text, longest in (
            ("tempo", self.tempo, MAX_TEMPO_LENGTH),
            ("load", self.load, MAX_LOAD_LENGTH),
        ):
            if len(text) > longest:
                raise ImpossibleDosageError(field, f"Use at most {longest} letters.")

    @property
    def is_timed(self) -> bool:
        """Whether the exercise goes on for a time instead of being counted."""
        return self.duration_seconds > 0

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides worked in turn, in the order they are done; one entry where sides do not matter."""
        if self.side is Side.BOTH or self.side is Side.ALTERNATING:
            return (Side.LEFT, Side.RIGHT)
        return (self.side,)

    def repetitions_of_set(self, index: int) -> int:
        """Return the repetitions of set `index` (from 0), for one side."""
        return self.repetition_pattern[index] if self.repetition_pattern else self.repetitions

    @property
    def repetitions_per_side(self) -> int:
        """All repetitions of all sets, for one side."""
        return sum(self.repetitions_of_set(index) for index in range(self.sets))

    @property
    def phases(self) -> tuple[int, int, int] | None:
        """Seconds of lifting, pausing and lowering, or None where the tempo does not say them."""
        tempo = _TEMPO.fullmatch(self.tempo)
        return (int(tempo[1]), int(tempo[2]), int(tempo[3])) if tempo else None

    @property
    def repetition_seconds(self) -> int:
        """How long one repetition takes: its tempo, or its hold, or a calm four seconds."""
        if self.seconds_per_repetition:
            return self.seconds_per_repetition
        if self.phases:
            lift, pause, lower = self.phases
            return max(1, lift + max(pause, self.hold_seconds) + lower)
        if self.hold_seconds:
            return self.hold_seconds + HOLD_CHANGE_SECONDS
        return DEFAULT_SECONDS_PER_REPETITION

    @property
    def total_seconds(self) -> int:
        """How long the exercise takes with rest between sets and changing sides, without set-up."""
        if self.is_timed:
            one_side = self.sets * self.duration_seconds
        else:
            one_side = self.repetitions_per_side * self.repetition_seconds
        rests = max(0, self.sets - 1) * self.rest_seconds
        if self.side is Side.ALTERNATING:
            # Both sides share a set, so one rest serves both and nobody turns over.
            return one_side * 2 + rests
        changes = (len(self.sides) - 1) * SIDE_CHANGE_SECONDS
        return (one_side + rests) * len(self.sides) + changes

    def __str__(self) -> str:
        """Say the dosage the way a therapist writes it: "3 × 30 s each side"."""
        return say(self)


def estimated_seconds(
    dosages: Sequence[Dosage], *, rounds: int, rest_between_items_seconds: int
) -> int:
    """Return how long the exercises take one after another, in seconds, with rest between them."""
    rests = max(0, len(dosages) * rounds - 1) * rest_between_items_seconds
    return sum(dosage.total_seconds for dosage in dosages) * rounds + rests


def say_seconds(seconds: int) -> str:
    """Return a length of time in the fewest words: "45 s", "3 min", "1 min 30 s"."""
    minutes, rest = divmod(seconds, 60)
    if minutes and rest:
        return f"{minutes} min {rest} s"
    return f"{minutes} min" if minutes else f"{rest} s"


def say(dosage: Dosage) -> str:
    """Return the dosage as a client reads it: "3 × 30 s each side", "5-3-1 × 8 s, red band"."""
    if dosage.is_timed:
        amount = say_seconds(dosage.duration_seconds)
        amount = f"{dosage.sets} × {amount}" if dosage.sets > 1 else amount
    elif dosage.repetition_pattern:
        amount = "-".join(str(number) for number in dosage.repetition_pattern)
        amount += f" × {say_seconds(dosage.hold_seconds)}" if dosage.hold_seconds else " times"
    elif dosage.hold_seconds and dosage.sets == 1:
        amount = say_seconds(dosage.hold_seconds)
        amount = f"{dosage.repetitions} × {amount}" if dosage.repetitions > 1 else amount
    elif dosage.hold_seconds and dosage.repetitions == 1:
        amount = f"{dosage.sets} × {say_seconds(dosage.hold_seconds)}"
    elif dosage.hold_seconds:
        amount = f"{dosage.sets} × {dosage.repetitions} × {say_seconds(dosage.hold_seconds)}"
    elif dosage.sets > 1:
        amount = f"{dosage.sets} × {dosage.repetitions}"
    else:
        amount = f"{dosage.repetitions} times" if dosage.repetitions > 1 else "once"
    side = {
        Side.NONE: "",
        Side.LEFT: "left side",
        Side.RIGHT: "right side",
        Side.BOTH: "each side",
        Side.ALTERNATING: "changing sides",
    }[dosage.side]
    return ", ".join(part for part in (f"{amount} {side}".strip(), dosage.load) if part)
