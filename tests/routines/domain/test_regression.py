"""How homework eases off after too much, and rests after a sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from routines.domain.courses import Alternative, Course, ExerciseNow, HomeworkStep, SessionSeen
from routines.domain.dosage import Dosage
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.regression import regress, why_rest
from routines.domain.traffic_light import NextDay, Zone
from tests.routines.domain.test_progression import stored

GREEN = SessionSeen(zone=Zone.GREEN, peak=2, rise=0, effort=4)
AMBER = SessionSeen(zone=Zone.AMBER, peak=4, rise=2, effort=4)
RED = SessionSeen(zone=Zone.RED, peak=7, rise=1, effort=4)
EASIER = Alternative(key="tilt", name="Pelvic tilt", dosage=Dosage(repetitions=8))
BRIDGE = ExerciseNow(
    key="bridge", name="Bridge", dosage=Dosage(sets=2, repetitions=10), easier=(EASIER,)
)
FOUR = ExerciseNow(
    key="four", name="Figure four", dosage=Dosage(sets=3, repetitions=1, hold_seconds=30)
)


@pytest.fixture(scope="module")
def rules() -> list[dict[str, Any]]:
    shipped = read_library(CONTENT_FOLDER).regressions
    return [stored(shipped["ease-off"]), stored(shipped["pause-on-spread"])]


def asked(
    rules: Sequence[dict[str, Any]],
    *sessions: SessionSeen,
    exercises: Sequence[ExerciseNow] = (BRIDGE, FOUR),
    eased_ago: Sequence[int] = (),
) -> HomeworkStep | None:
    return regress(rules, sessions=sessions, exercises=exercises, eased_ago=eased_ago)


def test_calm_sessions_change_nothing(rules: list[dict[str, Any]]) -> None:
    assert asked(rules) is None
    assert asked(rules, GREEN, GREEN) is None
    assert asked(rules, GREEN, AMBER) is None
    assert asked([], RED) is None


@pytest.mark.parametrize(
    ("sessions", "reason"),
    [
        ([RED], "Pain reached 7."),
        ([replace(RED, peak=4, rise=3)], "Pain rose by 3."),
        ([replace(RED, peak=2, is_sharp=True)], "A sharp pain was reported."),
        ([AMBER, AMBER], "2 sore sessions in a row."),
        ([replace(GREEN, effort=9)], "It felt too hard."),
        (
            [replace(GREEN, next_day_change=2, next_day=NextDay.NOT_SETTLED)],
            "On the next morning pain was still 2 higher than before.",
        ),
    ],
)
def test_too_much_is_less_of_everything(
    rules: list[dict[str, Any]], sessions: list[SessionSeen], reason: str
) -> None:
    step = asked(rules, *sessions)

    assert step is not None
    assert (step.rule, step.course, step.reason) == ("ease-off", Course.BACK, reason)
    assert step.said == (
        "Bridge: 2 × 6 instead of 2 × 10. Figure four: 2 × 30 s instead of 3 × 30 s."
    )


@pytest.mark.parametrize(
    "seen",
    [
        replace(GREEN, peak=8),
        replace(RED, peak=None, rise=None),
        replace(RED, peak=5, rise=2),
        replace(GREEN, next_day=NextDay.SAME, next_day_change=1),
        replace(GREEN, effort=None),
        replace(GREEN, zone=None),
    ],
)
def test_high_pain_before_or_nothing_known_is_no_reason(
    rules: list[dict[str, Any]], seen: SessionSeen
) -> None:
    assert asked(rules, seen) is None


def test_soreness_that_stays_after_easing_off_takes_nothing_more(
    rules: list[dict[str, Any]],
) -> None:
    def after(*sessions: SessionSeen) -> HomeworkStep | None:
        return regress(
            rules, sessions=sessions, exercises=[BRIDGE, FOUR], eased_ago=[2], is_eased=True
        )

    assert after(AMBER, AMBER) is None
    assert after(GREEN, AMBER, AMBER) is not None
    assert after(AMBER, RED) is not None


def test_many_changes_are_said_in_one(rules: list[dict[str, Any]]) -> None:
    many = [replace(BRIDGE, key=str(number)) for number in range(4)]

    step = asked(rules, RED, exercises=many)

    assert step is not None
    assert step.said == "About 40 % less of all 4 exercises."
    assert len(step.changes) == 4


def test_only_what_was_reported_is_eased(rules: list[dict[str, Any]]) -> None:
    sharp = replace(RED, is_sharp=True, reported=frozenset({"four"}))

    step = asked(rules, sharp)

    assert step is not None
    assert step.reason == "A sharp pain was reported at Figure four."
    assert step.said == "Figure four: 2 × 30 s instead of 3 × 30 s."


def test_two_reported_ones_are_both_eased_and_named_by_the_changes(
    rules: list[dict[str, Any]],
) -> None:
    sharp = replace(RED, is_sharp=True, reported=frozenset({"bridge", "four"}))

    step = asked(rules, sharp)

    assert step is not None
    assert step.reason == "A sharp pain was reported."
    assert [change.exercise for change in step.changes] == ["bridge", "four"]


def test_again_within_three_sessions_is_the_easier_exercise(rules: list[dict[str, Any]]) -> None:
    again = asked(rules, RED, eased_ago=[3])
    later = asked(rules, RED, eased_ago=[4])

    assert again is not None
    assert again.said == "Pelvic tilt, 8 times, instead of Bridge."
    assert later is not None
    assert later.said.startswith("Bridge: 2 × 6")


def test_a_third_time_leaves_it_out(rules: list[dict[str, Any]]) -> None:
    sharp = replace(RED, is_sharp=True, reported=frozenset({"bridge"}))

    step = asked(rules, sharp, eased_ago=[2, 4])
    not_in_a_row = asked(rules, sharp, eased_ago=[2, 6])

    assert step is not None
    assert step.said == "Bridge is left out for now."
    assert not_in_a_row is not None
    assert not_in_a_row.said == "Pelvic tilt, 8 times, instead of Bridge."


def test_without_an_easier_one_it_is_left_out(rules: list[dict[str, Any]]) -> None:
    sharp = replace(RED, is_sharp=True, reported=frozenset({"four"}))

    step = asked(rules, sharp, eased_ago=[1])

    assert step is not None
    assert step.said == "Figure four is left out for now."


def test_each_reported_one_gets_an_easier_one_of_its_own(rules: list[dict[str, Any]]) -> None:
    lift = Alternative(key="lift", name="Heel slide", dosage=Dosage(repetitions=6))
    four = replace(FOUR, easier=(EASIER, lift))
    sharp = replace(RED, is_sharp=True, reported=frozenset({"bridge", "four"}))

    step = asked(rules, sharp, exercises=[BRIDGE, four], eased_ago=[1])

    assert step is not None
    assert [change.after for change in step.changes] == ["tilt", "lift"]


def test_an_easier_one_that_is_there_already_is_none(rules: list[dict[str, Any]]) -> None:
    tilt = ExerciseNow(key="tilt", name="Pelvic tilt", dosage=Dosage(repetitions=8))

    step = asked(rules, RED, exercises=[BRIDGE, tilt], eased_ago=[1])

    assert step is not None
    assert step.said == "Pelvic tilt is left out for now."


def test_the_last_exercise_is_never_left_out(rules: list[dict[str, Any]]) -> None:
    sharp = replace(RED, is_sharp=True, reported=frozenset({"four"}))

    assert asked(rules, sharp, exercises=[FOUR], eased_ago=[1]) is None
    assert asked(rules, RED, eased_ago=[1, 2, 3]) is None


@pytest.mark.parametrize("sign", ["has_spread", "has_warning"])
def test_a_sign_eases_nothing_off_for_it_rests_the_homework(
    rules: list[dict[str, Any]], sign: str
) -> None:
    assert asked(rules, replace(RED, **{sign: True})) is None  # type: ignore[arg-type]


def test_a_rest_says_what_was_reported_and_where_it_is_known() -> None:
    assert why_rest(is_warning=False, exercise="Bridge") == "It moved down the leg at Bridge."
    assert why_rest(is_warning=True) == "Numbness, weakness or bladder trouble was reported."


def test_a_rule_without_measures_changes_nothing(rules: list[dict[str, Any]]) -> None:
    assert asked([{"when": {"effort_at_least": 9}}], replace(GREEN, effort=10)) is None
    strange = {"when": {"effort_at_least": 9}, "then": [{"change": "music"}]}
    assert asked([strange], replace(GREEN, effort=10)) is None
    assert asked([{}], RED) is None


def test_red_goes_by_what_the_rule_names(rules: list[dict[str, Any]]) -> None:
    only_rise = {**rules[0], "when": {"peak_pain_rise_at_least": 3}}

    assert asked([only_rise], replace(RED, is_sharp=True)) is None
    assert asked([only_rise], replace(RED, rise=4)) is not None
