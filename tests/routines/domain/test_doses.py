"""What a gentle and a short session ask for."""

from __future__ import annotations

import pytest

from routines.domain.dosage import Dosage, Side
from routines.domain.doses import (
    SHORT_SECONDS,
    Dose,
    Offers,
    ease_percent_of,
    eased,
    in_dose,
    in_place_of,
    offers,
    portion,
)

HOLDS = Dosage(sets=3, repetitions=1, hold_seconds=30, rest_seconds=10, side=Side.BOTH)
COUNTED = Dosage(sets=2, repetitions=10, rest_seconds=30)
PATTERN = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8)
WALK = Dosage(duration_seconds=600)


@pytest.mark.parametrize(
    ("dosage", "said"),
    [
        (COUNTED, "2 × 6"),
        (HOLDS, "2 × 30 s each side"),
        (PATTERN, "3-2-1 × 8 s"),
        (WALK, "6 min"),
        (Dosage(repetitions=1, hold_seconds=30), "18 s"),
        (Dosage(repetitions=1, hold_seconds=4), "3 s"),
        (Dosage(repetitions=1, hold_seconds=2), "2 s"),
        (Dosage(duration_seconds=25), "20 s"),
        (Dosage(duration_seconds=15), "15 s"),
        (Dosage(repetitions=1), "once"),
    ],
)
def test_forty_percent_less_changes_one_number(dosage: Dosage, said: str) -> None:
    assert str(eased(dosage, 40)) == said


def test_the_full_dose_is_what_is_prescribed() -> None:
    assert in_dose(PATTERN, Dose.FULL) == PATTERN


def test_the_gentle_dose_goes_by_the_rules_own_percent() -> None:
    assert in_dose(COUNTED, Dose.GENTLE, ease_percent=20).repetitions == 8


@pytest.mark.parametrize(
    ("dosage", "said"),
    [(HOLDS, "30 s each side"), (PATTERN, "5 × 8 s"), (WALK, "3 min"), (COUNTED, "10 times")],
)
def test_the_short_dose_is_one_set(dosage: Dosage, said: str) -> None:
    assert str(in_dose(dosage, Dose.SHORT)) == said


def test_a_gentle_session_has_every_exercise_and_every_round() -> None:
    asked = portion(
        [HOLDS, COUNTED], Dose.GENTLE, rounds=2, rest_between_items_seconds=10, ease_percent=40
    )

    assert asked.places == (0, 1)
    assert asked.rounds == 2
    assert [str(one) for one in asked.dosages] == ["2 × 30 s each side", "2 × 6"]


def test_a_short_session_takes_what_fits_into_three_minutes() -> None:
    asked = portion(
        [HOLDS, COUNTED, WALK, COUNTED], Dose.SHORT, rounds=3, rest_between_items_seconds=10
    )

    assert asked.places == (0, 1)
    assert asked.rounds == 1
    assert asked.seconds(rest_between_items_seconds=10) <= SHORT_SECONDS


def test_a_short_session_has_at_least_its_first_exercise() -> None:
    long_hold = Dosage(repetitions=5, hold_seconds=60)

    asked = portion([long_hold, COUNTED], Dose.SHORT, rounds=1, rest_between_items_seconds=10)

    assert asked.places == (0,)


def test_the_percent_comes_from_the_routines_own_rule() -> None:
    rules: list[dict[str, object]] = [
        {"then": [{"change": "session", "to": "stop"}]},
        {"then": [{"change": "repetitions_or_hold", "add_percent": -25}]},
    ]

    assert ease_percent_of(rules) == 25


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [{}],
        [{"then": "x"}],
        [{"then": [{"add_percent": 10}]}],
        [{"then": [{"add_percent": -100}]}],
    ],
)
def test_without_such_a_rule_it_is_forty_percent(rules: list[dict[str, object]]) -> None:
    assert ease_percent_of(rules) == 40


@pytest.mark.parametrize(
    ("easier", "prescribed", "side"),
    [
        (Side.BOTH, Side.RIGHT, Side.RIGHT),
        (Side.BOTH, Side.ALTERNATING, Side.ALTERNATING),
        (Side.BOTH, Side.NONE, Side.BOTH),
        (Side.NONE, Side.LEFT, Side.NONE),
    ],
)
def test_an_easier_exercise_is_done_on_the_prescribed_side(
    easier: Side, prescribed: Side, side: Side
) -> None:
    asked = in_place_of(
        Dosage(repetitions=5, side=easier), Dosage(duration_seconds=60, side=prescribed)
    )

    assert asked == Dosage(repetitions=5, side=side)


# --- what to offer -------------------------------------------------------------------------

FIVE_MINUTES = Dosage(duration_seconds=300)
BREATH = Dosage(repetitions=1, seconds_per_repetition=25)


def offered(*dosages: Dosage) -> Offers:
    return offers(dosages, rounds=1, rest_between_items_seconds=10)


def test_long_homework_is_offered_gently_and_in_short_with_its_true_minutes() -> None:
    assert offered(FIVE_MINUTES, FIVE_MINUTES) == Offers(gentle_minutes=6, short_minutes=3)


def test_a_short_way_that_takes_less_says_so() -> None:
    two_minutes = Dosage(sets=3, repetitions=10, seconds_per_repetition=12)

    assert offered(two_minutes, two_minutes).short_minutes == 2


@pytest.mark.parametrize(("seconds", "minutes"), [(270, None), (271, 3)])
def test_up_to_four_minutes_there_is_nothing_to_shorten(seconds: int, minutes: int | None) -> None:
    assert offered(Dosage(duration_seconds=seconds)).short_minutes == minutes


def test_where_gentle_changes_nothing_it_is_not_offered() -> None:
    assert offered(*[BREATH] * 20) == Offers(gentle_minutes=None, short_minutes=3)


def test_nothing_prescribed_offers_nothing() -> None:
    assert offered() == Offers()


def test_a_portion_takes_at_least_a_minute() -> None:
    asked = portion([BREATH], Dose.FULL, rounds=1, rest_between_items_seconds=10)

    assert asked.minutes(rest_between_items_seconds=10) == 1
