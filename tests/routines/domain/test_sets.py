"""Sets as performed: as prescribed, corrected, sent by a phone, and said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.dosage import MAX_REPETITIONS, MAX_SETS, Dosage, Side
from routines.domain.sets import (
    MAX_SETS_LOGGED,
    ImpossibleSetsError,
    SetLog,
    SideAmount,
    amounts_of,
    as_prescribed,
    asked_json,
    corrected,
    is_as_asked,
    require_performable,
    say_performed,
)

STRETCH = Dosage(sets=3, repetitions=1, hold_seconds=30, side=Side.BOTH)
BRIDGE = Dosage(sets=2, repetitions=10)
CURL_UP = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8)
WALK = Dosage(duration_seconds=600)


def done(*amounts: tuple[int, int], side: Side = Side.NONE) -> list[SetLog]:
    return [SetLog(side=side, repetitions=many, seconds=seconds) for many, seconds in amounts]


# --- as prescribed -------------------------------------------------------------------------


def test_as_prescribed_is_every_set_side_after_side() -> None:
    sets = as_prescribed(STRETCH)

    assert [one.side for one in sets] == [Side.LEFT] * 3 + [Side.RIGHT] * 3
    assert {(one.repetitions, one.seconds) for one in sets} == {(1, 30)}


def test_as_prescribed_keeps_the_pattern() -> None:
    assert [one.repetitions for one in as_prescribed(CURL_UP)] == [5, 3, 1]


def test_as_prescribed_of_a_timed_exercise_is_its_time() -> None:
    assert as_prescribed(WALK) == (SetLog(side=Side.NONE, seconds=600),)


@pytest.mark.parametrize(
    ("dosage", "seconds", "pattern"),
    [(STRETCH, 30, []), (CURL_UP, 8, [5, 3, 1]), (WALK, 600, []), (BRIDGE, 0, [])],
)
def test_the_phone_gets_what_is_asked_for(dosage: Dosage, seconds: int, pattern: list[int]) -> None:
    asked = asked_json(dosage)

    assert (asked["sets"], asked["seconds"], asked["pattern"]) == (dosage.sets, seconds, pattern)
    assert asked["sides"] == [side.value for side in dosage.sides]
    assert asked["timed"] is dosage.is_timed


# --- of this dosage ------------------------------------------------------------------------


@pytest.mark.parametrize("dosage", [STRETCH, BRIDGE, CURL_UP, WALK])
def test_what_was_prescribed_can_be_performed(dosage: Dosage) -> None:
    require_performable(as_prescribed(dosage), dosage)


@pytest.mark.parametrize(
    ("dosage", "sets", "field"),
    [
        (BRIDGE, [], "sets"),
        (BRIDGE, done((10, 0)) * (MAX_SETS_LOGGED + 1), "sets"),
        (BRIDGE, done((10, 0), side=Side.LEFT), "sets.0.side"),
        (STRETCH, [*as_prescribed(STRETCH), *done((1, 30))], "sets.6.side"),
        (Dosage(repetitions=8, side=Side.LEFT), done((8, 0), side=Side.RIGHT), "sets.0.side"),
    ],
)
def test_sets_that_are_not_of_the_dosage_are_refused(
    dosage: Dosage, sets: list[SetLog], field: str
) -> None:
    with pytest.raises(ImpossibleSetsError) as caught:
        require_performable(sets, dosage)

    assert caught.value.field == field


# --- corrected -----------------------------------------------------------------------------


def test_one_side_may_be_different() -> None:
    sets = corrected(
        STRETCH,
        {
            Side.LEFT: SideAmount(sets=3, repetitions=1, seconds=30),
            Side.RIGHT: SideAmount(sets=1, repetitions=1, seconds=20),
        },
    )

    assert say_performed(sets) == "left 3 × 30 s, right 20 s"


def test_a_side_that_is_not_named_was_not_done() -> None:
    sets = corrected(STRETCH, {Side.LEFT: SideAmount(sets=2, repetitions=1, seconds=30)})

    assert say_performed(sets) == "left 2 × 30 s"


def test_fewer_sets_keep_the_pattern_and_more_repeat_its_end() -> None:
    fewer = corrected(CURL_UP, {Side.NONE: SideAmount(sets=2, seconds=8)})
    more = corrected(CURL_UP, {Side.NONE: SideAmount(sets=4, seconds=8)})

    assert [one.repetitions for one in fewer] == [5, 3]
    assert [one.repetitions for one in more] == [5, 3, 1, 1]


def test_a_corrected_time_needs_no_repetitions() -> None:
    assert corrected(WALK, {Side.NONE: SideAmount(sets=1, seconds=420)}) == (
        SetLog(side=Side.NONE, seconds=420),
    )


@pytest.mark.parametrize(
    "amount",
    [
        SideAmount(sets=0),
        SideAmount(sets=-1, repetitions=10),
        SideAmount(sets=MAX_SETS + 1, repetitions=10),
        SideAmount(sets=1, repetitions=MAX_REPETITIONS + 1),
        SideAmount(sets=1, repetitions=-1),
        SideAmount(sets=1, repetitions=0, seconds=0),
        SideAmount(sets=1, repetitions=1, seconds=7201),
    ],
)
def test_what_nobody_did_is_refused_with_what_to_change(amount: SideAmount) -> None:
    with pytest.raises(ImpossibleSetsError) as caught:
        corrected(BRIDGE, {Side.NONE: amount})

    assert caught.value.field == "sets"
    assert caught.value.message.endswith(".")


@given(
    left=st.integers(1, MAX_SETS),
    right=st.integers(0, MAX_SETS),
    repetitions=st.integers(1, MAX_REPETITIONS),
    seconds=st.integers(0, 600),
)
def test_amounts_survive_the_way_to_a_form_and_back(
    left: int, right: int, repetitions: int, seconds: int
) -> None:
    amounts = {
        Side.LEFT: SideAmount(sets=left, repetitions=repetitions, seconds=seconds),
        Side.RIGHT: SideAmount(sets=right, repetitions=repetitions, seconds=seconds),
    }

    sets = corrected(STRETCH, amounts)

    assert amounts_of(sets) == {side: each for side, each in amounts.items() if each.sets}


def test_sets_of_different_length_go_back_to_a_form_as_their_pattern() -> None:
    assert amounts_of(as_prescribed(CURL_UP)) == {
        Side.NONE: SideAmount(sets=3, repetitions=None, seconds=8)
    }


# --- from a phone --------------------------------------------------------------------------


@given(
    side=st.sampled_from([Side.NONE, Side.LEFT, Side.RIGHT]),
    repetitions=st.integers(1, MAX_REPETITIONS),
    seconds=st.integers(0, 7200),
)
def test_a_set_survives_being_stored(side: Side, repetitions: int, seconds: int) -> None:
    one = SetLog(side=side, repetitions=repetitions, seconds=seconds)

    assert SetLog.from_json(one.as_json()) == one


def test_a_set_may_leave_out_what_was_not_counted() -> None:
    assert SetLog.from_json({"side": "left", "seconds": 30}) == SetLog(side=Side.LEFT, seconds=30)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"side": "middle", "repetitions": 1},
        {"side": "both", "repetitions": 1},
        {"side": ["left"], "repetitions": 1},
        {"side": "left"},
        {"side": "left", "repetitions": True},
        {"side": "left", "repetitions": "10"},
        {"side": "left", "repetitions": 1.5},
        {"side": "left", "repetitions": 10**30},
        {"side": "left", "repetitions": -1, "seconds": 5},
        {"side": "left", "repetitions": 1, "seconds": -5},
        "left",
        None,
        [],
    ],
)
def test_a_set_that_makes_no_sense_is_refused(value: Any) -> None:
    with pytest.raises(ImpossibleSetsError):
        SetLog.from_json(value)


# --- saying it -----------------------------------------------------------------------------


@pytest.mark.parametrize("dosage", [STRETCH, BRIDGE, Dosage(repetitions=1), WALK])
def test_what_was_done_as_prescribed_is_said_like_the_prescription(dosage: Dosage) -> None:
    assert say_performed(as_prescribed(dosage)) == str(dosage)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (done((1, 0)), "once"),
        (done((10, 0)), "10 times"),
        (done((10, 0), (10, 0)), "2 × 10"),
        (done((10, 0), (8, 0)), "10-8"),
        (done((5, 8), (3, 8), (1, 8)), "5-3-1 × 8 s"),
        (done((8, 5)), "8 × 5 s"),
        (done((1, 30)), "30 s"),
        (done((1, 30), (1, 25), (1, 20)), "30-25-20 s"),
        (done((5, 10), (5, 10)), "2 × 5 × 10 s"),
        (done((0, 60)), "1 min"),
        (done((0, 60), (0, 60)), "2 × 1 min"),
        (done((0, 60), (0, 45)), "60-45 s"),
        (done((5, 10), (4, 8)), "2 sets"),
        (done((5, 10), (5, 8)), "2 sets"),
        (done((3, 0), side=Side.LEFT), "left 3 times"),
    ],
)
def test_what_was_done_is_said_in_one_line(sets: list[SetLog], said: str) -> None:
    assert say_performed(sets) == said


@pytest.mark.parametrize(
    ("times", "rounds", "is_asked"),
    [(1, 1, True), (1, 3, True), (3, 3, True), (2, 3, False), (2, 1, False), (0, 1, False)],
)
def test_once_or_in_each_round_is_as_it_was_asked(times: int, rounds: int, is_asked: bool) -> None:
    sets = as_prescribed(BRIDGE) * times

    assert is_as_asked(sets, BRIDGE, rounds=rounds) is is_asked


def test_less_of_a_set_is_not_as_it_was_asked() -> None:
    assert not is_as_asked(done((9, 0)), BRIDGE)
