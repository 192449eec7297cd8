"""What is known of a client before a check-in, at the same price for any history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from accounts.models import User
from routines.domain.body import BodyMap, Mark, Side
from routines.domain.triage import Answer, Facts
from routines.domain.warning_signs import CheckPoint
from routines.models import ExerciseSession, Flag, KnownSign
from routines.queries.check_ins import (
    due_check,
    facts_for,
    facts_json,
    last_map,
    resting_for,
    thorough_check,
)
from routines.services.precautions import answer as answer_precautions
from tests.check_in_factories import SADDLE, WORRY, at, make_check_in, make_many_check_ins
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    make_assignment,
    make_homework,
    make_performed_session,
    make_routine,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ALL_WELL = {"fever": "no"}


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()), is_checked=False)


def facts(ivan: User, *, marks: Any = None, **changes: Any) -> Facts:
    """Return what is known of a check-in made NOW."""
    body_map = None if marks is None else BodyMap(marks=tuple(marks))
    usual: dict[str, Any] = {"pain": None, "answers": {}, "words": "", "at": NOW, "day": NOW.date()}
    return facts_for(ivan, body_map=body_map, **{**usual, **changes})


# --- the last map --------------------------------------------------------------------------


def test_the_last_map_is_the_newest_from_before_that_was_not_corrected(ivan: User) -> None:
    assert last_map(ivan, before=NOW) is None
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - 3 * DAY)
    wrong = make_check_in(client=ivan, marks=[at("foot")], now=NOW - 2 * DAY)
    make_check_in(client=ivan, marks=[at("knee")], now=NOW - 2 * DAY + HOUR, corrects=wrong)
    make_check_in(client=ivan, pain=4, now=NOW - DAY)

    last = last_map(ivan, before=NOW)

    assert last is not None
    assert (last.day, last.body_map.furthest()) == ((NOW - 2 * DAY).date(), 4)
    earlier = last_map(ivan, before=NOW - 2 * DAY)
    assert earlier is not None
    assert earlier.body_map.furthest() == 5


def test_nowhere_is_a_last_map_too(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - 2 * DAY)
    make_check_in(client=ivan, marks=[], now=NOW - DAY)

    last = last_map(ivan, before=NOW)

    assert last is not None
    assert last.body_map.is_empty


# --- what is due ---------------------------------------------------------------------------


def test_who_never_answered_is_asked_the_first_check(ivan: User) -> None:
    make_check_in(client=ivan, pain=3, now=NOW - HOUR)

    assert due_check(ivan, now=NOW) is CheckPoint.JOINING


def test_a_check_is_due_by_the_last_of_its_kind(ivan: User) -> None:
    for days in (9, 1):
        make_check_in(client=ivan, kind=CheckPoint.JOINING, answers=ALL_WELL, now=NOW - days * DAY)
    assert due_check(ivan, now=NOW) is CheckPoint.BEFORE

    make_check_in(client=ivan, kind=CheckPoint.BEFORE, answers=ALL_WELL, now=NOW - HOUR)
    assert due_check(ivan, now=NOW) is None


@pytest.mark.parametrize(
    ("days_ago", "asked"),
    [
        (None, CheckPoint.JOINING),
        (3, CheckPoint.WEEKLY),
        (8, CheckPoint.WEEKLY),
        (29, CheckPoint.MONTHLY),
        (43, CheckPoint.WEEK_6),
    ],
)
def test_a_notice_leads_to_the_longest_check_that_is_due_else_to_the_weekly_one(
    ivan: User, days_ago: int | None, asked: CheckPoint
) -> None:
    if days_ago is not None:
        made = {"kind": CheckPoint.JOINING, "answers": ALL_WELL, "now": NOW - days_ago * DAY}
        make_check_in(client=ivan, **made)

    assert thorough_check(ivan, now=NOW) is asked


def test_a_number_without_an_answer_is_no_check(ivan: User) -> None:
    make_check_in(client=ivan, kind=CheckPoint.JOINING, pain=3, now=NOW - DAY)

    assert due_check(ivan, now=NOW) is CheckPoint.JOINING


# --- facts ---------------------------------------------------------------------------------


def test_who_gave_no_number_has_given_one_with_each_place(ivan: User) -> None:
    marks = [at("calf", pain=4), at("foot", pain=7)]

    assert facts(ivan, marks=marks).pain_now == 7
    assert facts(ivan, marks=marks, pain=5).pain_now == 5
    assert facts(ivan, marks=[]).pain_now is None


def test_pain_of_yesterday_is_the_highest_of_numbers_maps_and_sessions() -> None:
    homework = make_homework()
    ivan, yesterday = homework.ivan, NOW - DAY
    assert facts(ivan).pain_yesterday is None

    make_check_in(client=ivan, pain=3, now=yesterday)
    assert facts(ivan).pain_yesterday == 3

    make_check_in(client=ivan, marks=[at("low-back-side", pain=6)], now=yesterday)
    assert facts(ivan).pain_yesterday == 6

    session = make_performed_session(assignment=homework.assignment, pain=8, now=NOW)
    ExerciseSession.objects.filter(pk=session.pk).update(local_day=yesterday.date())
    assert facts(ivan).pain_yesterday == 8


def test_a_slip_of_yesterday_that_was_corrected_is_no_pain_of_yesterday(ivan: User) -> None:
    wrong = make_check_in(client=ivan, pain=9, now=NOW - DAY)
    make_check_in(client=ivan, pain=2, now=NOW - DAY + HOUR, corrects=wrong)

    assert facts(ivan).pain_yesterday == 2


@pytest.mark.parametrize(
    ("held", "expected"), [("calf", True), ("foot", True), ("knee", False), ("buttock", False)]
)
def test_pain_that_went_down_and_is_still_there_the_next_morning_has_stayed_lower(
    ivan: User, held: str, expected: bool
) -> None:
    make_check_in(client=ivan, marks=[at("buttock")], now=NOW - DAY - HOUR)
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - DAY)

    assert facts(ivan, marks=[at(held)]).morning_held_lower is expected
    # Not on the other side, and not without a map.
    assert facts(ivan, marks=[at(held, "right")]).morning_held_lower is False
    assert facts(ivan).morning_held_lower is False


@pytest.mark.parametrize("before", [[], [at("calf")]])
def test_a_back_in_which_pain_begins_or_gathers_is_not_pain_further_down(
    ivan: User, before: list[Mark]
) -> None:
    back = [at("low-back-centre", "middle"), at("low-back-side", "right")]
    make_check_in(client=ivan, marks=before, now=NOW - 2 * DAY)
    make_check_in(client=ivan, marks=back, now=NOW - DAY)

    assert facts(ivan, marks=back).morning_held_lower is False


def test_pain_that_went_down_today_has_not_stayed_yet(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("buttock")], now=NOW - 2 * HOUR)
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - HOUR)

    assert facts(ivan, marks=[at("calf")]).morning_held_lower is False


def test_what_is_corrected_counts_for_nothing_before(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("buttock")], now=NOW - 2 * DAY)
    wrong = make_check_in(client=ivan, marks=[at("calf")], now=NOW - DAY)

    known = facts(ivan, marks=[at("calf")], corrects=wrong)

    assert known.morning_held_lower is False
    assert known.map_before is not None
    assert known.map_before.furthest() == 2


@pytest.mark.parametrize(
    ("weaker", "expected"),
    [(None, None), (Answer.NO, False), (Answer.YES, True), (Answer.NOT_SURE, True)],
)
def test_weaker_is_true_for_not_sure_too(
    ivan: User, weaker: Answer | None, expected: bool | None
) -> None:
    answers = {} if weaker is None else {"weaker": weaker}

    assert facts(ivan, answers=answers).is_weaker is expected


@pytest.mark.parametrize(
    ("first", "then", "risks"),
    [
        ({"risk-over-70": "yes"}, None, {"over-70"}),
        ({"risk-over-70": "not-sure", "risk-recent-fall": "no"}, None, {"over-70"}),
        ({"risk-over-70": "yes"}, {"risk-recent-fall": "yes"}, {"over-70", "recent-fall"}),
        ({"risk-over-70": "yes"}, {"risk-over-70": "no"}, set()),
        ({"risk-over-70": "yes"}, {"fever": "no"}, {"over-70"}),
    ],
)
def test_risks_said_at_joining_hold_until_the_same_question_is_answered_again(
    ivan: User,
    first: Mapping[str, str],
    then: Mapping[str, str] | None,
    risks: set[str],
) -> None:
    make_check_in(client=ivan, kind=CheckPoint.JOINING, answers=first, now=NOW - 2 * DAY)
    if then is not None:
        make_check_in(client=ivan, kind=CheckPoint.JOINING, answers=then, now=NOW - DAY)

    assert facts(ivan).risks == risks


def test_an_answer_in_this_check_in_counts_at_once(ivan: User) -> None:
    make_check_in(client=ivan, kind=CheckPoint.JOINING, answers={"risk-over-70": "yes"})

    assert facts(ivan, answers={"risk-over-70": Answer.NO}).risks == frozenset()


@pytest.mark.parametrize(
    ("said", "risks"),
    [(Answer.YES, {"thin-bones"}), (Answer.NOT_SURE, {"thin-bones"}), (Answer.NO, set())],
)
def test_thin_bones_of_the_precautions_are_a_risk_too(
    ivan: User, said: Answer, risks: set[str]
) -> None:
    answer_precautions(client=ivan, answers={"osteoporosis": said}, by=ivan, at=NOW)

    assert facts(ivan).risks == risks


def test_known_is_what_nobody_took_back(ivan: User) -> None:
    clinic = ivan.care_received.get().clinic
    fields = {"client": ivan, "clinic": clinic, "note": "Looked at.", "recorded_at": NOW}
    KnownSign.objects.create(**fields, sign="fever")
    KnownSign.objects.create(**fields, sign="dvt", ended_at=NOW)

    assert facts(ivan).known == {"fever"}


# --- what the phone carries ----------------------------------------------------------------


def test_the_phone_carries_the_same_facts(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("buttock")], now=NOW - DAY - HOUR)
    make_check_in(client=ivan, marks=[at("calf", pain=6)], now=NOW - DAY)

    held = facts_json(ivan, at=NOW, day=NOW.date())

    assert held["mapBefore"] == [
        {"region": "calf", "side": Side.LEFT, "pain": 6, "numbness": 0, "tingling": 0}
    ]
    assert (held["heldAt"], held["painYesterday"]) == ({"left": 5}, 6)
    assert (held["risks"], held["known"]) == ([], [])


def test_before_a_correction_it_carries_what_stood_before_the_slip(ivan: User) -> None:
    wrong = make_check_in(client=ivan, marks=[at("calf")], now=NOW - HOUR)

    assert facts_json(ivan, at=NOW, day=NOW.date(), corrects=wrong)["mapBefore"] is None


def test_700_check_ins_cost_no_statement_more_than_one(
    count_statements: CountStatements,
) -> None:
    costs = []
    for count in (1, 700):
        ivan = make_client(is_checked=False)
        make_many_check_ins(client=ivan, count=count, marks=[at("calf")])
        with count_statements() as statements:
            facts(ivan, marks=[at("calf")])
            last_map(ivan, before=NOW)
            due_check(ivan, now=NOW)
        costs.append(len(statements))
        with count_statements() as statements:
            facts_json(ivan, at=NOW, day=NOW.date())
        costs.append(len(statements))

    assert costs[:2] == costs[2:]


# --- what rests ----------------------------------------------------------------------------


def test_what_rests_since_a_check_in_is_read_at_once(count_statements: CountStatements) -> None:
    homework = make_homework()
    make_assignment(client=homework.ivan, routine=make_routine(name="Second"))
    found = make_check_in(client=homework.ivan, answers=SADDLE)

    with count_statements() as statements:
        resting = resting_for(found, reader=homework.ivan)

    assert {one.name for one in resting} == {homework.assignment.name, "Second"}
    assert len(statements) == 1


def test_nothing_rests_for_a_note_for_the_next_visit(count_statements: CountStatements) -> None:
    homework = make_homework()
    make_check_in(client=homework.ivan, answers=SADDLE, now=NOW - HOUR)
    noted = make_check_in(client=homework.ivan, answers=WORRY)

    with count_statements() as statements:
        resting = resting_for(noted, reader=homework.ivan)

    assert (noted.urgency, list(resting), len(statements)) == ("visit", [], 0)


def test_a_leg_that_is_better_after_each_session_and_back_each_morning_is_not_spreading(
    ivan: User,
) -> None:
    for day in range(4):
        morning = NOW + day * DAY
        make_check_in(client=ivan, kind=CheckPoint.MORNING, marks=[at("calf")], now=morning)
        make_check_in(client=ivan, kind=CheckPoint.AFTER, marks=[at("buttock")], now=morning + HOUR)

    assert not Flag.objects.exists()
