"""The dose a session is done in: in full, gently on a bad day, or only three minutes of it.

A dose changes how much of the prescribed is asked for in one session, never what is prescribed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from routines.domain.dosage import Dosage, Side, estimated_seconds

SHORT_SECONDS = 180
LITTLE_MINUTES = 4  # so little that a short version of it would save nothing
# Where a routine names no rule of its own for easing off (safety file: "cut by about 40 %").
USUAL_EASE_PERCENT = 40
SHORTEST_HOLD_SECONDS = 3
SHORTEST_DURATION_SECONDS = 20


class Dose(StrEnum):
    """In full as prescribed, gentle on a bad day, or short where there is no time."""

    FULL = "full"
    GENTLE = "gentle"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The exercises a session asks for: their places in the homework (from 0) and their dosages."""

    places: tuple[int, ...]
    dosages: tuple[Dosage, ...]
    rounds: int

    def minutes(self, *, rest_between_items_seconds: int) -> int:
        """Return how long the portion takes in whole minutes, at least one."""
        seconds = self.seconds(rest_between_items_seconds=rest_between_items_seconds)
        return max(1, round(seconds / 60))

    def seconds(self, *, rest_between_items_seconds: int) -> int:
        """Return how long the portion takes, with rest between its exercises, without set-up."""
        return estimated_seconds(
            self.dosages,
            rounds=self.rounds,
            rest_between_items_seconds=rest_between_items_seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """How many minutes the gentle and the short way take; None where a way would be no other one."""

    gentle_minutes: int | None = None
    short_minutes: int | None = None


def eased(dosage: Dosage, percent: int) -> Dosage:
    """Return the dosage with `percent` (0 to 100) less of it: repetitions, or the hold, or the time.

    One number only, so that the movement stays the one that is known; at least one repetition,
    three seconds of hold or twenty seconds are left.
    """
    if dosage.is_timed:
        least = min(SHORTEST_DURATION_SECONDS, dosage.duration_seconds)
        return replace(dosage, duration_seconds=_less(dosage.duration_seconds, percent, least))
    if dosage.repetition_pattern:
        pattern = tuple(_less(number, percent, 1) for number in dosage.repetition_pattern)
        return replace(dosage, repetition_pattern=pattern)
    if dosage.repetitions > 1:
        return replace(dosage, repetitions=_less(dosage.repetitions, percent, 1))
    if dosage.sets > 1:
        # "3 × 30 s" is three holds, written as sets.
        return replace(dosage, sets=_less(dosage.sets, percent, 1))
    if dosage.hold_seconds:
        least = min(SHORTEST_HOLD_SECONDS, dosage.hold_seconds)
        return replace(dosage, hold_seconds=_less(dosage.hold_seconds, percent, least))
    return dosage


def in_dose(dosage: Dosage, dose: Dose, *, ease_percent: int = USUAL_EASE_PERCENT) -> Dosage:
    """Return how much of one exercise a session in this dose asks for."""
    if dose is Dose.GENTLE:
        return eased(dosage, ease_percent)
    if dose is Dose.SHORT:
        return _one_set(dosage)
    return dosage


def portion(
    dosages: Sequence[Dosage],
    dose: Dose,
    *,
    rounds: int,
    rest_between_items_seconds: int,
    ease_percent: int = USUAL_EASE_PERCENT,
) -> Portion:
    """Return which of the exercises a session in this dose asks for, and how much of each.

    A short one takes the first exercises that fit into three minutes with one set each, once
    around; the first one always.
    """
    asked = [in_dose(dosage, dose, ease_percent=ease_percent) for dosage in dosages]
    if dose is not Dose.SHORT:
        return Portion(places=tuple(range(len(asked))), dosages=tuple(asked), rounds=rounds)
    count, seconds = 0, 0
    for dosage in asked:
        seconds += dosage.total_seconds + (rest_between_items_seconds if count else 0)
        if count and seconds > SHORT_SECONDS:
            break
        count += 1
    return Portion(places=tuple(range(count)), dosages=tuple(asked[:count]), rounds=1)


def in_place_of(easier: Dosage, prescribed: Dosage) -> Dosage:
    """Return the usual dosage of an easier exercise on the side that was prescribed.

    An exercise without sides has none, and one with sides keeps its own where none was prescribed.
    """
    if easier.side is Side.NONE or prescribed.side is Side.NONE:
        return easier
    return replace(easier, side=prescribed.side)


def offers(
    dosages: Sequence[Dosage],
    *,
    rounds: int,
    rest_between_items_seconds: int,
    ease_percent: int = USUAL_EASE_PERCENT,
) -> Offers:
    """Return which other ways of doing the homework are worth offering.

    The gentle one where it asks for less, the short one where all of it takes over four minutes.
    """
    if not dosages:
        return Offers()
    full, gentle, short = (
        portion(
            dosages,
            dose,
            rounds=rounds,
            rest_between_items_seconds=rest_between_items_seconds,
            ease_percent=ease_percent,
        )
        for dose in (Dose.FULL, Dose.GENTLE, Dose.SHORT)
    )
    rest = rest_between_items_seconds
    is_long = full.minutes(rest_between_items_seconds=rest) > LITTLE_MINUTES
    return Offers(
        gentle_minutes=(
            gentle.minutes(rest_between_items_seconds=rest)
            if gentle.dosages != full.dosages
            else None
        ),
        short_minutes=short.minutes(rest_between_items_seconds=rest) if is_long else None,
    )


def ease_percent_of(regressions: Iterable[Mapping[str, object]]) -> int:
    """Return by how many percent a routine's own rules ease off, or the usual 40."""
    for rule in regressions:
        steps = rule.get("then")
        for step in steps if isinstance(steps, list | tuple) else ():
            percent = step.get("add_percent")
            if isinstance(percent, int) and -100 < percent < 0:
                return -percent
    return USUAL_EASE_PERCENT


def _less(amount: int, percent: int, least: int) -> int:
    # Rounded half up, in whole numbers: 5 less 40 % is 3, 8 is 5, 1 stays 1.
    return max(least, (amount * (100 - percent) + 50) // 100)


def _one_set(dosage: Dosage) -> Dosage:
    if dosage.is_timed:
        return replace(dosage, sets=1, duration_seconds=min(dosage.duration_seconds, SHORT_SECONDS))
    pattern = dosage.repetition_pattern[:1]
    return replace(dosage, sets=1, repetition_pattern=pattern)
