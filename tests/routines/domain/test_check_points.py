"""Which check is due when."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.check_points import (
    checks_before_session,
    due_before_session,
    not_answered,
)
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
JOINING, BEFORE, WEEKLY = CheckPoint.JOINING, CheckPoint.BEFORE, CheckPoint.WEEKLY
MONTHLY, WEEK_SIX = CheckPoint.MONTHLY, CheckPoint.WEEK_6


def ago(**span: float) -> dt.datetime:
    return NOW - dt.timedelta(**span)


def test_nothing_begins_before_the_first_check() -> None:
    assert due_before_session({}, now=NOW) == JOINING
    assert due_before_session({BEFORE: ago(hours=1)}, now=NOW) == JOINING


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ({JOINING: ago(hours=1)}, None),
        ({JOINING: ago(hours=4)}, BEFORE),
        ({JOINING: ago(days=3), BEFORE: ago(hours=3, minutes=59)}, None),
        ({JOINING: ago(days=3), BEFORE: ago(hours=4)}, BEFORE),
        ({JOINING: ago(days=7), BEFORE: ago(hours=1)}, WEEKLY),
        ({JOINING: ago(days=20), WEEKLY: ago(days=6, hours=23)}, BEFORE),
        ({JOINING: ago(days=20), WEEKLY: ago(hours=2)}, None),
        ({JOINING: ago(days=28), WEEKLY: ago(days=1)}, MONTHLY),
        ({JOINING: ago(days=41), MONTHLY: ago(days=7)}, WEEKLY),
        ({JOINING: ago(days=42), MONTHLY: ago(hours=1)}, WEEK_SIX),
        ({JOINING: ago(days=50), MONTHLY: ago(days=5), WEEK_SIX: ago(hours=1)}, None),
        ({JOINING: ago(days=500), WEEK_SIX: ago(days=400), MONTHLY: ago(days=28)}, MONTHLY),
    ],
)
def test_the_most_thorough_check_that_is_due_is_asked(
    last: dict[CheckPoint, dt.datetime], due: CheckPoint | None
) -> None:
    assert due_before_session(last, now=NOW) == due


def test_a_break_waits_for_the_long_checks_and_not_for_three_questions() -> None:
    joined = {JOINING: ago(days=1)}

    assert due_before_session(joined, now=NOW) == BEFORE
    assert due_before_session(joined, now=NOW, is_break=True) is None
    assert due_before_session({}, now=NOW, is_break=True) == JOINING
    old = {JOINING: ago(days=8)}
    assert due_before_session(old, now=NOW, is_break=True) == CheckPoint.WEEKLY


def test_what_is_said_in_the_middle_of_a_session_stands_for_no_check() -> None:
    last = {
        JOINING: ago(days=3),
        CheckPoint.DURING: ago(minutes=5),
        CheckPoint.AFTER: ago(minutes=1),
    }

    assert due_before_session(last, now=NOW) == BEFORE


# --- what got no answer --------------------------------------------------------------------

RULES = warning_rules()
GATES = ("pee-poo-feeling", "numb-weak-both", "fever-chest-leg")


def left(point: CheckPoint, *answers: str, opened: tuple[str, ...] = ()) -> tuple[str, ...]:
    return not_answered(point, answers=answers, opened=opened, rules=RULES)


def test_before_a_session_the_three_questions_are_asked() -> None:
    assert left(BEFORE) == GATES
    assert left(BEFORE, *GATES) == ()
    assert left(BEFORE, GATES[0]) == GATES[1:]


def test_what_an_answer_opens_is_asked_too_and_each_once() -> None:
    opened = ("bladder-change", "fever")

    assert left(CheckPoint.CHANGE, opened=opened) == opened
    assert left(CheckPoint.CHANGE, "fever", opened=opened) == ("bladder-change",)
    assert left(WEEKLY, opened=opened) == left(WEEKLY)


def test_a_longer_check_asks_its_own_list() -> None:
    weekly = {sign.slug for sign in RULES.asked_at(WEEKLY)}
    joining = {sign.slug for sign in RULES.asked_at(JOINING)}

    assert set(left(WEEKLY)) == weekly
    assert set(left(JOINING)) == joining | {f"risk-{slug}" for slug in RULES.risks}


def test_in_the_middle_of_a_session_the_nerves_are_asked_about_too() -> None:
    assert set(left(CheckPoint.DURING)) >= {"chest-breath", "saddle-numbness", "new-weakness"}


@pytest.mark.parametrize("point", [CheckPoint.AFTER, CheckPoint.MORNING])
def test_around_a_session_strength_is_asked_about(point: CheckPoint) -> None:
    assert "weaker" in left(point)
    assert "weaker" not in left(point, "weaker")


def test_what_is_asked_of_who_wants_it_is_not_missed_unless_it_was_opened() -> None:
    assert "self-harm" not in left(MONTHLY)
    assert "self-harm" in left(MONTHLY, opened=("self-harm",))


# --- from when on -------------------------------------------------------------------------


def since(last: dict[CheckPoint, dt.datetime]) -> dict[CheckPoint, dt.datetime | None]:
    return {one.point: one.since for one in checks_before_session(last)}


def test_each_check_says_from_which_moment_on_it_is_due() -> None:
    assert since({JOINING: ago(days=3), BEFORE: ago(hours=1)}) == {
        JOINING: None,
        WEEK_SIX: ago(days=3) + dt.timedelta(days=42),
        MONTHLY: ago(days=3) + dt.timedelta(days=28),
        WEEKLY: ago(days=3) + dt.timedelta(days=7),
        BEFORE: ago(hours=1) + dt.timedelta(hours=4),
    }


def test_what_was_never_answered_is_due_at_any_time() -> None:
    never = since({})

    assert never[JOINING] == never[BEFORE] == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    # Six weeks count from the first check, and nobody knows yet when that is.
    assert never[WEEK_SIX] is None
    assert since({JOINING: ago(days=50), WEEK_SIX: ago(days=1)})[WEEK_SIX] is None


def test_a_phone_reads_moments_and_spans_in_milliseconds_and_what_counts_as_answered() -> None:
    *_, before = checks_before_session({JOINING: ago(hours=1)})

    assert before.as_json() == {
        "kind": "before",
        "since": int((NOW + dt.timedelta(hours=3)).timestamp() * 1000),
        "every": 4 * 60 * 60 * 1000,
        "counts": ["before", "joining", "weekly", "monthly", "week-6"],
    }
