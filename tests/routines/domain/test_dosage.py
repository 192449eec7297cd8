"""Dosage: how it says itself, how long it takes, what it adds up to, and what nobody can perform."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.dosage import (
    MAX_REPETITIONS,
    MAX_SETS,
    Dosage,
    ImpossibleDosageError,
    Side,
    estimated_seconds,
    say,
    say_seconds,
)

# --- saying it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"repetitions": 1}, "once"),
        ({"repetitions": 10}, "10 times"),
        ({"sets": 3, "repetitions": 12}, "3 × 12"),
        ({"repetitions": 8, "hold_seconds": 5}, "8 × 5 s"),
        ({"repetitions": 1, "hold_seconds": 30}, "30 s"),
        ({"sets": 3, "repetitions": 1, "hold_seconds": 30}, "3 × 30 s"),
        ({"sets": 3, "repetitions": 5, "hold_seconds": 10}, "3 × 5 × 10 s"),
        ({"duration_seconds": 60}, "1 min"),
        ({"sets": 2, "duration_seconds": 90}, "2 × 1 min 30 s"),
        ({"sets": 3, "repetition_pattern": (5, 3, 1), "hold_seconds": 8}, "5-3-1 × 8 s"),
        ({"sets": 3, "repetition_pattern": (6, 4, 2)}, "6-4-2 times"),
    ],
)
def test_a_dosage_is_said_in_the_fewest_words(fields: dict[str, Any], said: str) -> None:
    assert say(Dosage(**fields)) == said


@pytest.mark.parametrize(
    ("side", "said"),
    [
        (Side.NONE, "3 × 30 s"),
        (Side.LEFT, "3 × 30 s left side"),
        (Side.RIGHT, "3 × 30 s right side"),
        (Side.BOTH, "3 × 30 s each side"),
        (Side.ALTERNATING, "3 × 30 s changing sides"),
    ],
)
def test_a_dosage_says_its_side(side: Side, said: str) -> None:
    assert str(Dosage(sets=3, repetitions=1, hold_seconds=30, side=side)) == said


def test_a_dosage_says_its_load_last() -> None:
    dosage = Dosage(sets=2, repetitions=10, side=Side.BOTH, load="red band")

    assert str(dosage) == "2 × 10 each side, red band"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (45, "45 s"), (60, "1 min"), (95, "1 min 35 s")]
)
def test_a_length_of_time_is_said_in_the_fewest_words(seconds: int, said: str) -> None:
    assert say_seconds(seconds) == said


# --- how long it takes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"repetitions": 10}, 4),
        ({"repetitions": 10, "tempo": "3-1-3"}, 7),
        ({"repetitions": 10, "tempo": "2-0-2", "hold_seconds": 5}, 9),
        ({"repetitions": 10, "tempo": "0-0-0"}, 1),
        ({"repetitions": 10, "tempo": "slow and calm"}, 4),
        ({"repetitions": 10, "hold_seconds": 5}, 7),
        ({"repetitions": 10, "seconds_per_repetition": 12, "tempo": "3-1-3"}, 12),
    ],
)
def test_a_repetition_takes_its_tempo_or_its_hold(fields: dict[str, Any], seconds: int) -> None:
    assert Dosage(**fields).repetition_seconds == seconds


@pytest.mark.parametrize(
    ("side", "total"),
    [
        # Three sets of 10 at 4 s with two rests of 30 s.
        (Side.NONE, 3 * 40 + 2 * 30),
        (Side.LEFT, 3 * 40 + 2 * 30),
        # One side after the other, with time to turn over.
        (Side.BOTH, 2 * (3 * 40 + 2 * 30) + 10),
        # Both sides share a set and its rest.
        (Side.ALTERNATING, 2 * 3 * 40 + 2 * 30),
    ],
)
def test_the_whole_takes_its_sides_and_rests_into_account(side: Side, total: int) -> None:
    assert Dosage(sets=3, repetitions=10, rest_seconds=30, side=side).total_seconds == total


def test_a_timed_exercise_takes_its_time() -> None:
    dosage = Dosage(sets=2, duration_seconds=60, rest_seconds=15)

    assert dosage.is_timed
    assert dosage.total_seconds == 135


def test_a_routine_takes_its_exercises_its_rounds_and_the_rests_between_them() -> None:
    dosages = [Dosage(duration_seconds=60), Dosage(duration_seconds=30)]

    assert estimated_seconds(dosages, rounds=2, rest_between_items_seconds=10) == 180 + 3 * 10
    assert estimated_seconds([], rounds=2, rest_between_items_seconds=10) == 0


# --- sets and sides -------------------------------------------------------------------------


def test_a_pattern_counts_each_of_its_sets() -> None:
    dosage = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8)

    assert [dosage.repetitions_of_set(index) for index in range(3)] == [5, 3, 1]


@pytest.mark.parametrize(
    ("side", "sides"),
    [
        (Side.NONE, (Side.NONE,)),
        (Side.RIGHT, (Side.RIGHT,)),
        (Side.BOTH, (Side.LEFT, Side.RIGHT)),
        (Side.ALTERNATING, (Side.LEFT, Side.RIGHT)),
    ],
)
def test_sides_are_worked_in_turn_left_first(side: Side, sides: tuple[Side, ...]) -> None:
    assert Dosage(repetitions=1, side=side).sides == sides


# --- what nobody can perform ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"repetitions": 10, "sets": 0}, "sets"),
        ({"repetitions": 10, "sets": MAX_SETS + 1}, "sets"),
        ({"repetitions": -1}, "repetitions"),
        ({"repetitions": MAX_REPETITIONS + 1}, "repetitions"),
        ({"repetitions": 1, "hold_seconds": 601}, "hold_seconds"),
        ({"duration_seconds": 7201}, "duration_seconds"),
        ({"repetitions": 1, "rest_seconds": 901}, "rest_seconds"),
        ({"repetitions": 1, "seconds_per_repetition": 121}, "seconds_per_repetition"),
        ({}, "repetitions"),
        ({"repetitions": 10, "duration_seconds": 60}, "duration_seconds"),
        ({"repetition_pattern": (5,), "duration_seconds": 60}, "duration_seconds"),
        ({"sets": 2, "repetition_pattern": (5, 3, 1)}, "repetition_pattern"),
        ({"sets": 2, "repetition_pattern": (5, 0)}, "repetition_pattern"),
        ({"repetitions": 1, "load": "x" * 81}, "load"),
        ({"repetitions": 1, "tempo": "x" * 41}, "tempo"),
    ],
)
def test_an_impossible_dosage_names_the_field_to_change(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ImpossibleDosageError) as caught:
        Dosage(**fields)

    assert caught.value.field == field
    assert caught.value.message == str(caught.value)
    assert caught.value.message.endswith(".")


@given(
    sets=st.integers(1, MAX_SETS),
    repetitions=st.integers(1, MAX_REPETITIONS),
    hold_seconds=st.integers(0, 600),
    rest_seconds=st.integers(0, 900),
    side=st.sampled_from(list(Side)),
)
def test_every_possible_dosage_can_say_and_count_itself(
    sets: int, repetitions: int, hold_seconds: int, rest_seconds: int, side: Side
) -> None:
    dosage = Dosage(
        sets=sets,
        repetitions=repetitions,
        hold_seconds=hold_seconds,
        rest_seconds=rest_seconds,
        side=side,
    )

    assert str(dosage)
    assert dosage.total_seconds >= sets * repetitions * max(1, hold_seconds) * len(dosage.sides)
