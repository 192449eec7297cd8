"""What a check-in's form makes of what a phone, or anybody else, sends."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import QueryDict

from routines.domain.body import BodyMap, Mark, Side
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.forms.check_ins import CheckInForm

CALF = {"pain-calf-left": "4"}
LAST = BodyMap(marks=(Mark(region="knee", side=Side.RIGHT, pain=2),))


def form(last_map: Any = None, **fields: Any) -> CheckInForm:
    data = QueryDict(mutable=True)
    for name, value in {"kind": "change", **fields}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return CheckInForm(data, last_map=last_map)


def refused(given: CheckInForm) -> str:
    assert not given.is_valid()
    return given.sentence


# --- where ---------------------------------------------------------------------------------


def test_marked_places_make_a_map() -> None:
    given = form(
        **{"pain-calf-left": "4", "tingling-calf-left": "2", "numbness-saddle-middle": "1"}
    )

    assert given.is_valid()
    assert given.body_map == BodyMap(
        marks=(
            Mark(region="calf", side=Side.LEFT, pain=4, tingling=2),
            Mark(region="saddle", side=Side.MIDDLE, numbness=1),
        )
    )


def test_a_list_left_as_it_was_says_nothing_and_nowhere_says_nowhere() -> None:
    untouched = {"pain-calf-left": "0", "pain-knee-left": "", "tingling-foot-right": "0"}

    unasked, nowhere = form(**untouched), form(**untouched, where="nowhere")

    assert (unasked.is_valid(), nowhere.is_valid()) == (True, True)
    assert (unasked.body_map, nowhere.body_map) == (None, BodyMap())


def test_the_same_as_last_time_is_the_last_map() -> None:
    given = form(LAST, where="same")

    assert given.is_valid()
    assert given.body_map == LAST
    # Where a question comes in between, the page shows it marked.
    assert given.shown_map == LAST
    assert "no earlier map" in refused(form(where="same"))


def test_nowhere_and_a_mark_cannot_both_be_true() -> None:
    given = form(where="nowhere", **CALF)

    assert "Clear the place" in refused(given)
    # What was marked is shown again.
    assert given.shown_map is not None
    assert given.shown_map.furthest() == 5


@pytest.mark.parametrize(
    "field",
    [
        {"pain-elbow-left": "4"},
        {"pain-low-back-centre-left": "4"},
        {"pain-calf-middle": "4"},
        {"pain-saddle-middle": "4"},
        {"pain-calf-left": "11"},
        {"pain-calf-left": "-1"},
        {"pain-calf-left": "4.5"},
        {"pain-calf-left": "many"},
        {"pain-calf-left": "٤"},
        {"pain-calf-left": "9" * 5000},
        {"where": "everywhere"},
    ],
)
def test_nonsense_on_the_map_is_refused_in_a_sentence(field: dict[str, str]) -> None:
    sentence = refused(form(**field))

    assert sentence.endswith(".")
    assert "!" not in sentence


@pytest.mark.parametrize(
    "name", ["pain-", "pain-calf", "heat-calf-left", "pain-CALF-left", "xpain-calf-left"]
)
def test_what_is_no_place_is_left_out(name: str) -> None:
    given = form(pain="2", **{name: "4"})

    assert given.is_valid()
    assert given.body_map is None


# --- answers -------------------------------------------------------------------------------


def test_answers_carry_the_name_of_their_question() -> None:
    given = form(
        **{
            "sign-fever": "no",
            "gate-pee-poo-feeling": "not-sure",
            "risk-over-70": "yes",
            "precaution-hip-replacement": "yes",
            "weaker": "no",
            "sign-dvt": "",
        }
    )

    assert given.is_valid()
    assert given.answers == {
        "fever": Answer.NO,
        "pee-poo-feeling": Answer.NOT_SURE,
        "risk-over-70": Answer.YES,
        "weaker": Answer.NO,
    }
    assert given.precaution_answers == {"hip-replacement": Answer.YES}


@pytest.mark.parametrize("name", ["sign-fever", "gate-pee-poo-feeling", "risk-over-70", "weaker"])
def test_an_answer_is_yes_no_or_not_sure(name: str) -> None:
    assert refused(form(**{name: "perhaps"})) == "Choose yes, no or not sure."


def test_a_question_nobody_asks_is_left_out() -> None:
    given = form(**{"sign-long-ago": "yes", "none": "long-ago precaution-long-ago"})

    assert given.is_valid()
    assert (given.answers, given.precaution_answers) == ({}, {})


def test_one_tick_denies_a_group_and_what_was_answered_by_itself_wins() -> None:
    given = form(
        none=["fever dvt risk-over-70 ", "precaution-osteoporosis pee-poo-feeling"],
        **{"sign-dvt": "yes"},
    )

    assert given.is_valid()
    assert given.answers == {
        "fever": Answer.NO,
        "dvt": Answer.YES,
        "risk-over-70": Answer.NO,
        "pee-poo-feeling": Answer.NO,
    }
    assert given.precaution_answers == {"osteoporosis": Answer.NO}


def test_there_is_a_field_for_every_sign_gate_and_risk() -> None:
    rules = warning_rules()
    names = [f"sign-{slug}" for slug in rules.signs] + [f"gate-{slug}" for slug in rules.gates]

    assert set(names) <= set(CheckInForm().fields)


# --- numbers, keys, times --------------------------------------------------------------------


@pytest.mark.parametrize("pain", ["11", "-1", "x", "4.5", "9" * 5000])
def test_pain_is_0_to_10(pain: str) -> None:
    assert refused(form(pain=pain)) == "Choose a number from 0 to 10."


@pytest.mark.parametrize("change", ["6", "-6", "x"])
def test_the_change_on_the_whole_is_one_of_the_steps(change: str) -> None:
    assert refused(form(global_change=change)) == "Choose one of the steps."


def test_words_are_kept_short() -> None:
    assert form(words="x" * 500).is_valid()
    assert "under 500" in refused(form(words="x" * 501))


@pytest.mark.parametrize(
    "field",
    [
        {"kind": "sometimes"},
        {"kind": ""},
        {"id": "1"},
        {"session": "1"},
        {"corrects": "1"},
        {"assignment": "1"},
        {"start": "1"},
        {"dose": "double"},
    ],
)
def test_a_broken_page_is_opened_again(field: dict[str, str]) -> None:
    assert "Open the check-in again" in refused(form(pain="2", **field))


def test_the_phones_key_is_taken_and_made_up_where_there_is_none() -> None:
    key = uuid.uuid4()
    given, bare = form(id=str(key), pain="2"), form(pain="2")

    assert (given.is_valid(), bare.is_valid()) == (True, True)
    assert given.key == key
    assert bare.key.version == 7


def test_ratings_are_0_to_10_by_activity() -> None:
    key = uuid.uuid4()
    given = form(**{f"activity-{key}": "7", f"activity-{uuid.uuid4()}": ""})

    assert given.is_valid()
    assert given.ratings == {key: 7}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (f"activity-{uuid.UUID(int=7)}", "11"),
        (f"activity-{uuid.UUID(int=7)}", "-1"),
        (f"activity-{uuid.UUID(int=7)}", "well"),
        (f"activity-{uuid.UUID(int=7)}", "9" * 5000),
        ("activity-walking", "7"),
    ],
)
def test_nonsense_for_an_activity_is_refused(name: str, value: str) -> None:
    assert "from 0 to 10 for each activity" in refused(form(**{name: value}))
