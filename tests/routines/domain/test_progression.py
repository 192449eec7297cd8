"""How homework grows: only when a rule is met by what is known, and by one small step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from routines.domain.content import Rule
from routines.domain.courses import Alternative, Course, ExerciseNow, HomeworkStep, SessionSeen
from routines.domain.dosage import Dosage
from routines.domain.doses import Dose
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.progression import progress
from routines.domain.traffic_light import NextDay, Zone

GOOD = SessionSeen(zone=Zone.GREEN, peak=3, effort=4, next_day_change=0, next_day=NextDay.SETTLED)
BRIDGE = ExerciseNow(key="bridge", name="Bridge", dosage=Dosage(repetitions=8))
BRACE = ExerciseNow(key="brace", name="Brace", dosage=Dosage(repetitions=6, hold_seconds=8))
SINGLE = Alternative(key="single", name="Single-leg bridge", dosage=Dosage(repetitions=5))


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Rule]:
    return read_library(CONTENT_FOLDER).progressions


@pytest.fixture(scope="module")
def strength(shipped: Mapping[str, Rule]) -> dict[str, Any]:
    return stored(shipped["strength"])


def stored(rule: Rule) -> dict[str, Any]:
    """Return a rule as it is stored with a routine."""
    return {
        "slug": rule.slug,
        "text": rule.text,
        "when": dict(rule.when),
        "then": [dict(step) for step in rule.then],
        "at_most_every": rule.at_most_every,
    }


def asked(
    rule: Mapping[str, Any],
    sessions: Sequence[SessionSeen] = (GOOD,) * 3,
    exercises: Sequence[ExerciseNow] = (BRIDGE, BRACE),
    **changes: Any,
) -> HomeworkStep | None:
    usual: dict[str, Any] = {"times_per_day": 1, "sessions_since": 9, "days_since": 30}
    return progress(rule, sessions=sessions, exercises=exercises, **{**usual, **changes})


def said(step: HomeworkStep | None) -> str:
    assert step is not None
    return step.said


def test_three_good_sessions_hold_a_little_longer(strength: dict[str, Any]) -> None:
    step = asked(strength)

    assert step is not None
    assert step.said == "Brace: 6 × 10 s instead of 6 × 8 s."
    assert step.reason == (
        "3 sessions in a row with pain at 3 or less, settled the next day, effort at 6 or less."
    )
    assert (step.rule, step.course, step.needs_therapist) == ("strength", Course.UP, False)


@pytest.mark.parametrize(
    "worse",
    [
        {"zone": Zone.AMBER},
        {"zone": None},
        {"peak": 4},
        {"peak": None},
        {"effort": 7},
        {"effort": None},
        {"next_day_change": 1},
        {"next_day_change": None},
        {"has_spread": True},
        {"has_warning": True},
        {"is_complete": False},
        {"dose": Dose.GENTLE},
    ],
)
@pytest.mark.parametrize("place", [0, 2])
def test_one_session_that_is_not_good_or_not_known_breaks_the_row(
    strength: dict[str, Any], worse: dict[str, Any], place: int
) -> None:
    sessions = [GOOD] * 3
    sessions[place] = replace(GOOD, **worse)

    assert asked(strength, sessions) is None


def test_two_sessions_are_too_few(strength: dict[str, Any]) -> None:
    assert asked(strength, [GOOD] * 2) is None


def test_a_short_session_is_passed_over_and_never_counts(strength: dict[str, Any]) -> None:
    short = replace(GOOD, dose=Dose.SHORT, zone=Zone.GREEN)

    assert asked(strength, [GOOD, short, GOOD]) is None
    assert asked(strength, [GOOD, short, GOOD, GOOD]) is not None


def test_only_the_last_sessions_count(strength: dict[str, Any]) -> None:
    assert asked(strength, [replace(GOOD, zone=Zone.RED), GOOD, GOOD, GOOD]) is not None


def test_nothing_twice_within_its_time(strength: dict[str, Any]) -> None:
    assert asked(strength, sessions_since=2) is None
    assert asked(strength, sessions_since=3) is not None


def test_days_count_where_the_rule_counts_days(strength: dict[str, Any]) -> None:
    weekly = {**strength, "at_most_every": "7 days"}

    assert asked(weekly, days_since=6) is None
    assert asked(weekly, days_since=7) is not None


def test_a_rule_that_does_not_say_how_often_does_not_act(strength: dict[str, Any]) -> None:
    assert asked({**strength, "at_most_every": "often"}) is None


def test_one_kind_of_change_after_the_other_never_over_its_limit(
    strength: dict[str, Any],
) -> None:
    full_hold = replace(BRACE, dosage=Dosage(repetitions=6, hold_seconds=9))
    assert said(asked(strength, exercises=[full_hold])) == "Brace: 6 × 10 s instead of 6 × 9 s."

    full_hold = replace(BRACE, dosage=Dosage(repetitions=6, hold_seconds=10))
    assert said(asked(strength, exercises=[full_hold])) == "Brace: 8 × 10 s instead of 6 × 10 s."

    most = replace(BRACE, dosage=Dosage(repetitions=12, hold_seconds=10))
    assert said(asked(strength, exercises=[most])) == "Brace: 2 × 12 × 10 s instead of 12 × 10 s."

    all_of_it = replace(BRACE, dosage=Dosage(sets=3, repetitions=12, hold_seconds=10))
    assert asked(strength, exercises=[all_of_it]) is None


def test_what_was_changed_least_recently_comes_first(strength: dict[str, Any]) -> None:
    other = replace(BRACE, key="other", name="Side bridge")

    step = asked(strength, exercises=[replace(BRACE, changed=4), replace(other, changed=2)])

    assert said(step).startswith("Side bridge:")
    assert said(asked(strength, exercises=[BRACE, other])).startswith("Brace:")


@pytest.mark.parametrize("how", ["skipped", "reported"])
def test_never_at_what_was_skipped_or_reported(strength: dict[str, Any], how: str) -> None:
    spared = replace(GOOD, **{how: frozenset({"brace"})})  # type: ignore[arg-type]

    assert said(asked(strength, [spared, GOOD, GOOD])).startswith("Bridge:")
    assert asked(strength, [spared, GOOD, GOOD], [BRACE]) is None


def test_a_harder_exercise_needs_the_therapist(strength: dict[str, Any]) -> None:
    strong = replace(BRIDGE, dosage=Dosage(sets=3, repetitions=12), harder=(SINGLE,))

    step = asked(strength, exercises=[strong])

    assert said(step) == "Single-leg bridge, 5 times, instead of Bridge."
    assert step is not None
    assert step.needs_therapist
    assert asked(strength, exercises=[strong], may_need_therapist=False) is None


def test_a_harder_exercise_that_is_there_already_is_none(strength: dict[str, Any]) -> None:
    strong = replace(BRIDGE, dosage=Dosage(sets=3, repetitions=12), harder=(SINGLE,))
    there = ExerciseNow(
        key="single", name="Single-leg bridge", dosage=Dosage(sets=3, repetitions=12)
    )

    assert asked(strength, exercises=[strong, there]) is None


def test_long_single_holds_grow_by_seconds_and_then_by_sets(
    shipped: Mapping[str, Rule],
) -> None:
    stretch = stored(shipped["stretch"])
    hold = ExerciseNow(
        key="four", name="Figure four", dosage=Dosage(sets=3, repetitions=1, hold_seconds=43)
    )

    assert said(asked(stretch, exercises=[hold])) == "Figure four: 3 × 45 s instead of 3 × 43 s."
    longest = replace(hold, dosage=Dosage(sets=3, repetitions=1, hold_seconds=45))
    assert said(asked(stretch, exercises=[longest])).startswith("Figure four: 4 × 45 s")


@pytest.mark.parametrize(
    "dosage",
    [
        Dosage(duration_seconds=60),
        Dosage(repetitions=1, hold_seconds=10),
        Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=10),
    ],
)
def test_repetitions_fit_only_what_is_counted(strength: dict[str, Any], dosage: Dosage) -> None:
    only_repetitions = {**strength, "then": [{"change": "repetitions", "add": 2, "up_to": 12}]}

    assert asked(only_repetitions, exercises=[replace(BRACE, dosage=dosage)]) is None


def test_nerve_glides_want_five_calm_sessions(shipped: Mapping[str, Rule]) -> None:
    nerve = stored(shipped["nerve"])
    calm = replace(GOOD, peak=2, effort=None)

    assert asked(nerve, [calm] * 4) is None
    assert asked(nerve, [calm] * 5) is not None
    assert asked(nerve, [GOOD] * 5) is None


@pytest.mark.parametrize("slug", ["direction", "habit", "flare-up-exit", "heel-lift"])
def test_rules_about_what_nobody_keeps_propose_nothing(
    shipped: Mapping[str, Rule], slug: str
) -> None:
    assert asked(stored(shipped[slug]), [GOOD] * 9) is None


def test_a_routine_without_a_rule_stays_as_it_is() -> None:
    assert asked({}) is None
    assert asked({"when": {"sessions_in_a_row": 1}, "at_most_every": "1 session"}) is None


# --- steps that other rules may name -------------------------------------------------------


def rule(*steps: dict[str, Any], **when: Any) -> dict[str, Any]:
    return {
        "slug": "own",
        "when": {"sessions_in_a_row": 1, **when},
        "then": list(steps),
        "at_most_every": "1 session",
    }


TENTH = {"change": "duration_or_repetitions", "add_percent": 10}


@pytest.mark.parametrize(
    ("dosage", "after"),
    [
        (Dosage(duration_seconds=600), "11 min"),
        (Dosage(duration_seconds=30), "35 s"),
        (Dosage(repetitions=30), "33 times"),
        (Dosage(repetitions=5), "6 times"),
    ],
)
def test_a_tenth_more(dosage: Dosage, after: str) -> None:
    step = asked(rule(TENTH, no_spread=True), exercises=[replace(BRIDGE, dosage=dosage)])

    assert said(step).startswith(f"Bridge: {after} instead of")
    assert step is not None
    assert step.reason == "1 session in a row."


@pytest.mark.parametrize(
    ("step", "dosage"),
    [
        (TENTH, Dosage(repetitions=1, hold_seconds=30)),
        ({"change": "duration_or_repetitions"}, Dosage(repetitions=9)),
        ({"change": "duration_or_repetitions", "add_percent": -10}, Dosage(repetitions=9)),
        ({"change": "sets", "add": 1}, Dosage(repetitions=9)),
        ({"change": "sets", "up_to": 3}, Dosage(repetitions=9)),
        ({"change": "hours_per_day", "add": 1, "up_to": 8}, Dosage(repetitions=9)),
        ({"change": "exercise", "to": "harder"}, Dosage(repetitions=9)),
    ],
)
def test_what_a_step_does_not_fit_or_say_stays(step: dict[str, Any], dosage: Dosage) -> None:
    assert asked(rule(step), exercises=[replace(BRIDGE, dosage=dosage)]) is None


def test_more_often_up_to_the_limit() -> None:
    often = rule({"change": "times_per_day", "add": 1, "up_to": 3}, not_worse_next_day=True)

    step = asked(often, times_per_day=2)

    assert said(step) == "3 times a day instead of twice a day."
    assert step is not None
    assert step.reason == "1 session in a row with settled the next day."
    assert asked(often, times_per_day=3) is None
    assert asked(often, [replace(GOOD, next_day_change=None)]) is None
    assert asked(rule({"change": "times_per_day", "add": 1})) is None
    assert asked(rule({"change": "times_per_day", "up_to": 4})) is None
