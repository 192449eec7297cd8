"""The steps of a guided session: what a dosage asks for, second by second, in the order it is done.

The player walks through them by the clock; what it shows and says lives in `static/js`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from routines.domain.content import Mode
from routines.domain.dosage import SIDE_CHANGE_SECONDS, Dosage, Side

# Time to lie down before the first exercise. Not part of how long a routine takes.
READY_SECONDS = 10


class StepKind(StrEnum):
    """A set that is counted or held, a time, a habit, or one of the two kinds of rest within it."""

    SET = "set"
    TIMED = "timed"
    HABIT = "habit"
    REST = "rest"
    SIDE = "side"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stretch of an exercise, `seconds` long.

    `number` of `of` says which set of the side it is. A set has `repetitions`, each `there` seconds
    on the way, `hold` seconds at the end and `back` seconds home; `logged_hold` is the hold as a log
    gives it. An alternating set begins on the left and changes with every repetition. For `SIDE`,
    `side` is the one that comes next.
    """

    kind: StepKind
    seconds: int
    number: int = 1
    of: int = 1
    side: Side = Side.NONE
    repetitions: int = 0
    there: float = 0
    hold: float = 0
    back: float = 0
    logged_hold: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain values for the player; what is 0 or none is left out."""
        values = {
            "kind": self.kind.value,
            "seconds": self.seconds,
            "number": self.number,
            "of": self.of,
            "side": "" if self.side is Side.NONE else self.side.value,
            "repetitions": self.repetitions,
            "there": self.there,
            "hold": self.hold,
            "back": self.back,
            "loggedHold": self.logged_hold,
        }
        return {name: value for name, value in values.items() if value}


def exercise_steps(dosage: Dosage, mode: Mode = Mode.REPETITIONS) -> tuple[Step, ...]:
    """Return the steps of one exercise; together they last `dosage.total_seconds`.

    Side after side with time to turn over between them, left first; an alternating exercise does
    both sides in each set.
    """
    if mode is Mode.HABIT:
        return (
            Step(
                kind=StepKind.HABIT,
                seconds=dosage.total_seconds,
                side=dosage.side,
                repetitions=dosage.repetitions,
                logged_hold=dosage.hold_seconds,
            ),
        )
    if dosage.side is Side.ALTERNATING:
        return tuple(_sets(dosage, Side.ALTERNATING))
    steps: list[Step] = []
    for side in dosage.sides:
        if steps:
            steps.append(Step(kind=StepKind.SIDE, seconds=SIDE_CHANGE_SECONDS, side=side))
        steps.extend(_sets(dosage, side))
    return tuple(steps)


def _sets(dosage: Dosage, side: Side) -> Iterator[Step]:
    for index in range(dosage.sets):
        if index and dosage.rest_seconds:
            yield Step(
                kind=StepKind.REST,
                seconds=dosage.rest_seconds,
                number=index + 1,
                of=dosage.sets,
                side=side,
            )
        yield from _set(dosage, side, index)


def _set(dosage: Dosage, side: Side, index: int) -> Iterator[Step]:
    if dosage.is_timed:
        for each in dosage.sides if side is Side.ALTERNATING else (side,):
            yield Step(
                kind=StepKind.TIMED,
                seconds=dosage.duration_seconds,
                number=index + 1,
                of=dosage.sets,
                side=each,
            )
        return
    repetitions = dosage.repetitions_of_set(index) * (2 if side is Side.ALTERNATING else 1)
    there, hold, back = _phases(dosage)
    yield Step(
        kind=StepKind.SET,
        seconds=repetitions * dosage.repetition_seconds,
        number=index + 1,
        of=dosage.sets,
        side=side,
        repetitions=repetitions,
        there=there,
        hold=hold,
        back=back,
        logged_hold=dosage.hold_seconds,
    )


def _phases(dosage: Dosage) -> tuple[float, float, float]:
    """Return the seconds there, held and back of one repetition; they add up to it."""
    whole = dosage.repetition_seconds
    if dosage.phases and not dosage.seconds_per_repetition:
        there, pause, back = dosage.phases
        if there + back:
            return there, max(pause, dosage.hold_seconds), back
    hold = min(dosage.hold_seconds, whole)
    way = (whole - hold) / 2
    return way, hold, way
