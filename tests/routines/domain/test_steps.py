"""The steps of a guided session last exactly as long as the dosage says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.content import Mode, RoutineContent
from routines.domain.dosage import Dosage, ImpossibleDosageError, Side, estimated_seconds
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.steps import Step, StepKind, exercise_steps

LIBRARY = read_library(CONTENT_FOLDER)


def said(steps: tuple[Step, ...]) -> list[str]:
    return [f"{one.kind} {one.seconds} {one.side}" for one in steps]


def test_each_side_has_all_its_sets_and_the_left_comes_first() -> None:
    dosage = Dosage(sets=2, repetitions=3, hold_seconds=10, rest_seconds=15, side=Side.BOTH)

    assert said(exercise_steps(dosage)) == [
        "set 36 left",
        "rest 15 left",
        "set 36 left",
        "side 10 right",
        "set 36 right",
        "rest 15 right",
        "set 36 right",
    ]


def test_one_side_is_only_that_side() -> None:
    dosage = Dosage(repetitions=8, side=Side.RIGHT)

    assert said(exercise_steps(dosage)) == ["set 32 right"]


def test_alternating_sides_share_a_set_and_nobody_turns_over() -> None:
    dosage = Dosage(sets=2, repetitions=5, rest_seconds=20, side=Side.ALTERNATING)

    steps = exercise_steps(dosage)

    assert said(steps) == ["set 40 alternating", "rest 20 alternating", "set 40 alternating"]
    assert steps[0].repetitions == 10


def test_an_alternating_time_is_done_on_the_left_and_then_on_the_right() -> None:
    dosage = Dosage(duration_seconds=30, side=Side.ALTERNATING)

    assert said(exercise_steps(dosage)) == ["timed 30 left", "timed 30 right"]


def test_descending_sets_have_a_number_of_their_own() -> None:
    dosage = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8)

    assert [one.repetitions for one in exercise_steps(dosage)] == [5, 3, 1]
    assert [(one.number, one.of) for one in exercise_steps(dosage)] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("dosage", "phases"),
    [
        (Dosage(repetitions=3, hold_seconds=30), (1, 30, 1)),
        (Dosage(repetitions=8), (2, 0, 2)),
        (Dosage(repetitions=8, tempo="2-3-2"), (2, 3, 2)),
        (Dosage(repetitions=8, tempo="2-3-1", hold_seconds=10), (2, 10, 1)),
        (Dosage(repetitions=8, tempo="0-5-0"), (2.5, 0, 2.5)),
        (Dosage(repetitions=8, tempo="0-0-0"), (0.5, 0, 0.5)),
        (Dosage(repetitions=8, seconds_per_repetition=9), (4.5, 0, 4.5)),
        (Dosage(repetitions=8, seconds_per_repetition=9, hold_seconds=5), (2, 5, 2)),
        (Dosage(repetitions=8, seconds_per_repetition=3, hold_seconds=5), (0, 3, 0)),
    ],
)
def test_a_repetition_goes_there_holds_and_comes_back(
    dosage: Dosage, phases: tuple[float, float, float]
) -> None:
    step = exercise_steps(dosage)[0]

    assert (step.there, step.hold, step.back) == phases
    assert step.seconds == step.repetitions * sum(phases)


def test_a_habit_is_one_step_that_waits_for_a_tap() -> None:
    steps = exercise_steps(Dosage(repetitions=1), Mode.HABIT)

    assert [one.kind for one in steps] == [StepKind.HABIT]


def test_what_is_nothing_is_left_out_of_what_the_phone_gets() -> None:
    assert exercise_steps(Dosage(duration_seconds=60))[0].as_json() == {
        "kind": "timed",
        "seconds": 60,
        "number": 1,
        "of": 1,
    }


@pytest.mark.parametrize("routine", LIBRARY.routines, ids=lambda one: one.slug)
def test_the_steps_of_each_routine_last_as_long_as_it_is_estimated(routine: RoutineContent) -> None:
    modes = {one.slug: one.mode for one in LIBRARY.exercises}
    lasting = [
        sum(step.seconds for step in exercise_steps(item.dosage, modes[item.exercise]))
        for item in routine.items
    ]

    rests = (len(lasting) * routine.rounds - 1) * routine.rest_between_items_seconds
    assert sum(lasting) * routine.rounds + rests == routine.total_seconds
    assert routine.total_seconds == estimated_seconds(
        [item.dosage for item in routine.items],
        rounds=routine.rounds,
        rest_between_items_seconds=routine.rest_between_items_seconds,
    )


@given(
    sets=st.integers(1, 6),
    repetitions=st.integers(0, 30),
    hold=st.integers(0, 90),
    duration=st.sampled_from([0, 0, 20, 600]),
    rest=st.sampled_from([0, 5, 60]),
    tempo=st.sampled_from(["", "2-0-2", "0-0-0", "3-5-1"]),
    pace=st.sampled_from([0, 0, 3, 7]),
    side=st.sampled_from(list(Side)),
)
def test_the_steps_of_any_dosage_last_as_long_as_it_says(
    sets: int,
    repetitions: int,
    hold: int,
    duration: int,
    rest: int,
    tempo: str,
    pace: int,
    side: Side,
) -> None:
    try:
        dosage = Dosage(
            sets=sets,
            repetitions=0 if duration else repetitions,
            hold_seconds=hold,
            duration_seconds=duration,
            rest_seconds=rest,
            tempo=tempo,
            seconds_per_repetition=pace,
            side=side,
        )
    except ImpossibleDosageError:
        return

    steps = exercise_steps(dosage)

    assert sum(step.seconds for step in steps) == dosage.total_seconds
    for step in steps:
        if step.kind is StepKind.SET:
            assert step.seconds == step.repetitions * (step.there + step.hold + step.back)
