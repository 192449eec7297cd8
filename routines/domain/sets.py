"""Sets as they were performed: what a client really did, side by side with what was prescribed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routines.domain.dosage import (
    MAX_DURATION_SECONDS,
    MAX_REPETITIONS,
    MAX_SETS,
    Dosage,
    Side,
    say_seconds,
)

MAX_SETS_LOGGED = 100  # all sides and rounds of one exercise


class ImpossibleSetsError(ValueError):
    """Nobody did this. `field` names what to change; the text says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLog:
    """One set performed: its side, its repetitions, and `seconds`.

    `seconds` is the length of each hold, or of the whole set where the exercise is timed
    (`repetitions` 0); 0 where neither was counted.
    """

    side: Side
    repetitions: int = 0
    seconds: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the set as plain values for a JSON column or an API answer."""
        return {"side": self.side.value, "repetitions": self.repetitions, "seconds": self.seconds}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> SetLog:
        """Return the set that `as_json` wrote.

        Raises `ImpossibleSetsError` where the value is not a set anybody can perform.
        """
        try:
            one = cls(
                side=Side(value["side"]),
                repetitions=_whole(value.get("repetitions", 0)),
                seconds=_whole(value.get("seconds", 0)),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ImpossibleSetsError("sets", "Each set needs a side and whole numbers.") from None
        if one.side not in (Side.NONE, Side.LEFT, Side.RIGHT):
            raise ImpossibleSetsError("sets", "A set is done on the left or on the right.")
        if not 0 <= one.repetitions <= MAX_REPETITIONS:
            raise ImpossibleSetsError("sets", f"Give at most {MAX_REPETITIONS} repetitions a set.")
        if not 0 <= one.seconds <= MAX_DURATION_SECONDS:
            raise ImpossibleSetsError("sets", "Give at most two hours for a set.")
        if not one.repetitions and not one.seconds:
            raise ImpossibleSetsError("sets", "A set needs repetitions or seconds.")
        return one


@dataclass(frozen=True, slots=True, kw_only=True)
class SideAmount:
    """What was done on one side, as a client corrects it: so many sets of so much.

    `repetitions` None keeps the prescribed pattern (5-3-1) for as many sets as were done.
    """

    sets: int
    repetitions: int | None = None
    seconds: int = 0


def require_performable(sets: Sequence[SetLog], dosage: Dosage) -> None:
    """Refuse sets that cannot be a log of this dosage: none, too many, or a side it has not.

    Raises `ImpossibleSetsError`; its `field` names the set, as in `sets.2.side`.
    """
    if not sets:
        raise ImpossibleSetsError("sets", "Give at least one set, or choose Skip.")
    if len(sets) > MAX_SETS_LOGGED:
        raise ImpossibleSetsError("sets", f"Give at most {MAX_SETS_LOGGED} sets.")
    for place, one in enumerate(sets):
        if one.side not in dosage.sides:
            sides = " or ".join(side.value for side in dosage.sides)
            raise ImpossibleSetsError(
                f"sets.{place}.side", f"This exercise is not done on that side. Send {sides}."
            )


def as_prescribed(dosage: Dosage) -> tuple[SetLog, ...]:
    """Return the sets of an exercise done exactly as prescribed, side after side."""
    seconds = dosage.duration_seconds if dosage.is_timed else dosage.hold_seconds
    return tuple(
        SetLog(side=side, repetitions=dosage.repetitions_of_set(index), seconds=seconds)
        for side in dosage.sides
        for index in range(dosage.sets)
    )


def asked_json(dosage: Dosage) -> dict[str, Any]:
    """Return how much is asked for on each side, as `static/js/lib/sets.js` reads it.

    `seconds` of each hold, or of the whole set where it is timed.
    """
    return {
        "sides": [side.value for side in dosage.sides],
        "sets": dosage.sets,
        "repetitions": dosage.repetitions,
        "pattern": list(dosage.repetition_pattern),
        "seconds": dosage.duration_seconds if dosage.is_timed else dosage.hold_seconds,
        "timed": dosage.is_timed,
    }


def is_as_asked(sets: Sequence[SetLog], dosage: Dosage, *, rounds: int = 1) -> bool:
    """Return whether the sets are what was asked for: once, or once in each of the rounds.

    A tap on Done logs an exercise once; a guided session logs what was done in every round.
    """
    asked = as_prescribed(dosage)
    return tuple(sets) in (asked, asked * rounds)


def corrected(dosage: Dosage, amounts: Mapping[Side, SideAmount]) -> tuple[SetLog, ...]:
    """Return the sets a client says they did, given the amount for each side of the dosage.

    Raises `ImpossibleSetsError` when nothing was done at all, or more than anybody could.
    """
    performed: list[SetLog] = []
    for side in dosage.sides:
        amount = amounts.get(side, SideAmount(sets=0))
        if not 0 <= amount.sets <= MAX_SETS:
            raise ImpossibleSetsError("sets", f"Choose between 0 and {MAX_SETS} sets.")
        for index in range(amount.sets):
            repetitions = amount.repetitions
            if repetitions is None:
                known = dosage.repetition_pattern or (dosage.repetitions,)
                repetitions = known[min(index, len(known) - 1)]
            performed.append(
                SetLog.from_json(
                    {"side": side.value, "repetitions": repetitions, "seconds": amount.seconds}
                )
            )
    if not performed:
        raise ImpossibleSetsError("sets", "Give at least one set, or choose Skip.")
    return tuple(performed)


def amounts_of(sets: Iterable[SetLog]) -> dict[Side, SideAmount]:
    """Return, for each side that was worked, how many sets of how much: the way back to a form.

    Sets of different length keep their pattern (`repetitions` None).
    """
    by_side: dict[Side, list[SetLog]] = {}
    for one in sets:
        by_side.setdefault(one.side, []).append(one)
    amounts: dict[Side, SideAmount] = {}
    for side, done in by_side.items():
        counts = {one.repetitions for one in done}
        amounts[side] = SideAmount(
            sets=len(done),
            repetitions=counts.pop() if len(counts) == 1 else None,
            seconds=max(one.seconds for one in done),
        )
    return amounts


def say_performed(sets: Sequence[SetLog]) -> str:
    """Return what was done in one line: "3 × 30 s each side", "left 3 × 10, right 2 × 8"."""
    by_side: dict[Side, list[SetLog]] = {}
    for one in sets:
        by_side.setdefault(one.side, []).append(one)
    said = {side: _say_side(done) for side, done in by_side.items()}
    if set(said) == {Side.LEFT, Side.RIGHT} and said[Side.LEFT] == said[Side.RIGHT]:
        return f"{said[Side.LEFT]} each side"
    if set(said) == {Side.NONE}:
        return said[Side.NONE]
    return ", ".join(f"{side.value} {amount}" for side, amount in said.items())


def _say_side(done: Sequence[SetLog]) -> str:
    first = done[0]
    seconds = say_seconds(first.seconds) if first.seconds else ""
    same_seconds = len({one.seconds for one in done}) == 1
    same_repetitions = len({one.repetitions for one in done}) == 1
    if not same_seconds and same_repetitions and first.repetitions <= 1:
        return "-".join(str(one.seconds) for one in done) + " s"
    if not same_seconds:
        return f"{len(done)} sets"
    if not same_repetitions:
        counts = "-".join(str(one.repetitions) for one in done)
        return f"{counts} × {seconds}" if seconds else counts
    if not first.repetitions:
        return f"{len(done)} × {seconds}" if len(done) > 1 else seconds
    if seconds and len(done) > 1 and first.repetitions > 1:
        return f"{len(done)} × {first.repetitions} × {seconds}"
    if seconds:
        times = max(len(done), first.repetitions)
        return f"{times} × {seconds}" if times > 1 else seconds
    if len(done) > 1:
        return f"{len(done)} × {first.repetitions}"
    return f"{first.repetitions} times" if first.repetitions > 1 else "once"


def _whole(value: object) -> int:
    # bool is an int in Python; a phone that sends true for a number has a fault worth refusing.
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value
