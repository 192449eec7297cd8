"""Steps as values: said in a sentence, kept as JSON, applied to a dosage."""

from __future__ import annotations

import json
from dataclasses import replace

from routines.domain.courses import (
    Alternative,
    Change,
    Course,
    ExerciseNow,
    HomeworkStep,
    dosage_change,
    exchange,
    first_alternative,
    leaving_out,
)
from routines.domain.dosage import Dosage

BRIDGE = ExerciseNow(key="bridge", name="Bridge", dosage=Dosage(sets=2, repetitions=10))
PATTERN = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8)
PLANK = Alternative(key="plank", name="Plank", dosage=Dosage(repetitions=1, hold_seconds=20))


def kept(change: Change) -> Change:
    return Change.from_json(json.loads(json.dumps(change.as_json())))


def test_a_change_of_dosage_names_its_one_field() -> None:
    change = dosage_change(BRIDGE, replace(BRIDGE.dosage, repetitions=12))

    assert change is not None
    assert (change.field, change.before, change.after) == ("repetitions", 10, 12)
    assert change.said == "Bridge: 2 × 12 instead of 2 × 10."
    assert kept(change).applied_to(BRIDGE.dosage).repetitions == 12


def test_a_change_of_a_pattern_comes_back_from_json() -> None:
    curl = ExerciseNow(key="curl", name="Curl-up", dosage=PATTERN)

    change = dosage_change(curl, replace(PATTERN, repetition_pattern=(3, 2, 1)))

    assert change is not None
    assert kept(change).applied_to(PATTERN) == replace(PATTERN, repetition_pattern=(3, 2, 1))


def test_the_same_dosage_is_no_change() -> None:
    assert dosage_change(BRIDGE, BRIDGE.dosage) is None


def test_an_exchange_and_a_leaving_out_are_said_plainly() -> None:
    assert exchange(BRIDGE, PLANK).said == "Plank, 20 s, instead of Bridge."
    assert exchange(BRIDGE, PLANK).after == "plank"
    assert leaving_out(BRIDGE).said == "Bridge is left out for now."
    assert leaving_out(BRIDGE).after == ""


def test_an_alternative_is_not_part_of_the_homework_already() -> None:
    plank = ExerciseNow(key="plank", name="Plank", dosage=PLANK.dosage)

    assert first_alternative([PLANK], [BRIDGE]) == PLANK
    assert first_alternative([PLANK], [BRIDGE, plank]) is None


def test_a_step_says_all_its_changes() -> None:
    step = HomeworkStep(
        rule="ease-off",
        course=Course.BACK,
        changes=(leaving_out(BRIDGE), exchange(BRIDGE, PLANK)),
        reason="It felt too hard.",
    )

    assert step.said == "Bridge is left out for now. Plank, 20 s, instead of Bridge."
