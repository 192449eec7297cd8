"""What a client may type about one exercise, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from routines.domain.dosage import Side
from routines.domain.sets import SetLog
from routines.forms.sessions import LogForm, RatingForm
from routines.models import Prescription, SkipReason

STRETCH = {"sets": 3, "repetitions": 1, "hold_seconds": 30, "side": "both"}
BRIDGE = {"sets": 2, "repetitions": 10}
CURL_UP = {"sets": 3, "repetitions": 5, "repetition_pattern": [5, 3, 1], "hold_seconds": 8}
BREATHING = {"duration_seconds": 60}


def log_form(dosage: dict[str, Any], **data: Any) -> LogForm:
    return LogForm(data, prescription=Prescription(**dosage))


def test_done_as_prescribed_needs_no_numbers() -> None:
    form = log_form(STRETCH, outcome="as-prescribed")

    assert form.is_valid()
    assert len(form.sets) == 6
    assert {one.side for one in form.sets} == {Side.LEFT, Side.RIGHT}


def test_each_side_keeps_its_own_numbers() -> None:
    form = log_form(
        STRETCH,
        outcome="performed",
        sets_left=3, repetitions_left=1, seconds_left=30,
        sets_right=1, repetitions_right=1, seconds_right=20,
    )  # fmt: skip

    assert form.is_valid(), form.errors
    assert form.sets == (
        *[SetLog(side=Side.LEFT, repetitions=1, seconds=30)] * 3,
        SetLog(side=Side.RIGHT, repetitions=1, seconds=20),
    )


def test_a_single_hold_is_not_asked_how_often_it_was_held() -> None:
    assert [each for each in log_form(STRETCH).fields if "repetitions" in each] == []
    held_often = log_form({**STRETCH, "repetitions": 5})
    assert "repetitions_left" in held_often.fields


def test_one_button_copies_the_left_side_to_the_right() -> None:
    form = log_form(
        STRETCH,
        same_on_both_sides="on",
        sets_left=2, repetitions_left=1, seconds_left=20,
        sets_right=3, repetitions_right=1, seconds_right=30,
    )  # fmt: skip

    assert form.is_valid(), form.errors
    assert [one.seconds for one in form.sets] == [20] * 4


def test_a_side_that_was_not_done_may_be_empty() -> None:
    form = log_form(STRETCH, outcome="performed", sets_left=1, repetitions_left=1, seconds_left=30)

    assert form.is_valid(), form.errors
    assert {one.side for one in form.sets} == {Side.LEFT}


def test_nothing_done_on_any_side_asks_for_a_skip_instead() -> None:
    form = log_form(STRETCH, outcome="performed", sets_left=0, sets_right=0)

    assert not form.is_valid()
    assert "choose Skip" in str(form.non_field_errors())


def test_a_pattern_is_cut_to_the_sets_that_were_done() -> None:
    form = log_form(CURL_UP, outcome="performed", sets_none=2, seconds_none=6)

    assert "repetitions_none" not in form.fields
    assert form.is_valid(), form.errors
    assert [one.repetitions for one in form.sets] == [5, 3]


def test_a_timed_exercise_asks_for_seconds_and_no_repetitions() -> None:
    form = log_form(BREATHING, outcome="performed", sets_none=1, seconds_none=45)

    assert "repetitions_none" not in form.fields
    assert form.is_valid(), form.errors
    assert form.sets == (SetLog(side=Side.NONE, seconds=45),)


def test_an_exercise_without_hold_asks_for_no_seconds() -> None:
    assert "seconds_none" not in log_form(BRIDGE).fields


@pytest.mark.parametrize("number", ["-1", "21", "2.5", "many", "９９９"])
def test_an_impossible_number_gets_a_sentence_at_its_field(number: str) -> None:
    form = log_form(BRIDGE, outcome="performed", sets_none=number, repetitions_none=10)

    assert not form.is_valid()
    assert form.errors["sets_none"] == ["Choose a whole number from 0 to 20."]


def test_a_reason_alone_means_skipped() -> None:
    form = log_form(BRIDGE, reason="pain")

    assert form.is_valid(), form.errors
    assert form.skip_reason is SkipReason.PAIN
    assert form.sets == ()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "finished"}, "outcome"),
        ({"outcome": "skipped"}, "reason"),
        ({"reason": "boredom"}, "reason"),
        ({"outcome": "as-prescribed", "id": "7"}, "id"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(data: dict[str, str], field: str) -> None:
    form = log_form(BRIDGE, **data)

    assert not form.is_valid()
    assert field in form.errors


@pytest.mark.parametrize("pain", ["-1", "11", "a lot"])
def test_pain_off_the_scale_is_refused(pain: str) -> None:
    form = RatingForm({"pain": pain})

    assert not form.is_valid()
    assert form.errors["pain"] == ["Choose a number from 0 to 10."]


def test_a_note_of_five_thousand_letters_is_refused_and_kept() -> None:
    form = RatingForm({"note": "a" * 5000})

    assert not form.is_valid()
    assert form["note"].value() == "a" * 5000
