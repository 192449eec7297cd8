"""What a check asks, and what is said when it is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from routines.domain.body import BodyMap, Mark, Side
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.models import Activity, CheckIn, Flag, FlagAction
from routines.queries.check_in_pages import CheckInPage, check_in_page, outcome_of
from routines.services import flags
from routines.services.precautions import answer as answer_precautions
from tests.check_in_factories import (
    FEVER,
    LOW,
    NEW_NUMBNESS,
    SADDLE,
    WORRY,
    at,
    make_check_in,
    make_flag,
    make_many_check_ins,
)
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    make_assignment,
    make_exercise,
    make_homework,
    make_routine,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
RULES = warning_rules()


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()), is_checked=False)


def page(ivan: User, kind: CheckPoint = CheckPoint.CHANGE, **changes: Any) -> CheckInPage:
    usual = {"session": None, "corrects": None, "assignment": None, "dose": "", "now": NOW}
    return check_in_page(ivan, kind=kind, **{**usual, **changes})


def asked(page: CheckInPage) -> set[str]:
    return {sign.slug for group in page.groups for sign in group.signs}


# --- what is asked -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CheckPoint.JOINING, CheckPoint.WEEKLY, CheckPoint.MONTHLY])
def test_a_thorough_check_asks_every_sign_of_its_moment_under_a_heading(
    ivan: User, kind: CheckPoint
) -> None:
    wanted = {sign.slug for sign in RULES.asked_at(kind) if not sign.is_opt_in}

    found = page(ivan, kind)

    assert asked(found) == wanted
    assert all(group.title and group.slugs for group in found.groups)
    assert found.gates == ()


def test_how_low_somebody_feels_is_asked_every_four_weeks_of_who_wants_it(ivan: User) -> None:
    wanted = {kind: [sign.slug for sign in page(ivan, kind).wanted] for kind in CheckPoint}

    assert wanted[CheckPoint.MONTHLY] == ["self-harm"]
    assert not any(wanted[kind] for kind in (CheckPoint.JOINING, CheckPoint.WEEKLY))
    assert "self-harm" not in asked(page(ivan, CheckPoint.MONTHLY))


def test_in_the_middle_of_a_session_the_nerve_questions_are_asked_too(ivan: User) -> None:
    found = asked(page(ivan, CheckPoint.DURING))

    assert found >= {"chest-breath", "saddle-numbness", "bladder-change", "foot-drop-sudden"}
    assert found == {sign.slug for sign in RULES.asked_at(CheckPoint.DURING)} | {
        slug for gate in RULES.gates.values() for slug in gate.opens
    }


def test_before_a_session_three_questions_stand_for_all(ivan: User) -> None:
    found = page(ivan, CheckPoint.BEFORE)

    assert [gate.slug for gate in found.gates] == list(RULES.gates)
    assert (found.groups, found.risks, found.precautions) == ((), (), ())
    assert (found.asks_pain, found.asks_where, found.is_on_the_way) == (True, True, False)


def test_at_a_change_only_the_map_is_asked(ivan: User) -> None:
    found = page(ivan)

    assert (found.groups, found.gates, found.asks_pain) == ((), (), False)
    assert found.asks_where


@pytest.mark.parametrize(
    ("kind", "where", "pain", "strength", "change"),
    [
        (CheckPoint.AFTER, True, False, True, False),
        (CheckPoint.MORNING, True, True, True, False),
        (CheckPoint.DURING, False, False, False, False),
        (CheckPoint.WEEKLY, True, True, False, True),
        (CheckPoint.WEEK_6, True, True, False, True),
    ],
)
def test_each_moment_has_its_own_parts(
    ivan: User, kind: CheckPoint, where: bool, pain: bool, strength: bool, change: bool
) -> None:
    found = page(ivan, kind)

    parts = (found.asks_where, found.asks_pain, found.asks_strength, found.asks_change)
    assert parts == (where, pain, strength, change)


def test_only_the_first_check_asks_about_risks_and_precautions_not_answered_yet(
    ivan: User,
) -> None:
    answer_precautions(client=ivan, answers={"osteoporosis": Answer.NO}, by=ivan, at=NOW)

    found = page(ivan, CheckPoint.JOINING)

    assert [risk.slug for risk in found.risks] == list(RULES.risks)
    slugs = [one.slug for one in found.precautions]
    assert slugs
    assert "osteoporosis" not in slugs


def test_the_clients_own_activities_are_rated_once_a_week(ivan: User) -> None:
    fields = {"client": ivan, "created_at": NOW}
    walk = Activity.objects.create(**fields, name="Walk", position=2)
    sit = Activity.objects.create(**fields, name="Sit", position=1)
    Activity.objects.create(**fields, name="Run", position=3, ended_at=NOW)

    found = page(ivan, CheckPoint.WEEKLY)

    assert found.activities == (sit, walk)
    assert {one.pk for one in found.activities} == {walk.pk, sit.pk}
    assert page(ivan).activities == ()


def test_the_last_map_stands_beside_what_is_marked_now(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("calf", pain=6)], now=NOW - DAY)

    found = page(ivan)
    places = {place.key: place for place in found.places(None)}

    assert found.last_day == "yesterday"
    assert [(one.now, one.last) for one in places["calf-left"].fields if one.layer == "pain"] == [
        (0, 6)
    ]


def test_a_map_of_the_same_day_is_told_from_the_one_marked_now(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("calf", pain=6)], now=NOW - HOUR)

    assert page(ivan).last_day == "earlier today"


def test_the_first_time_there_is_no_last_map(ivan: User) -> None:
    assert (page(ivan).last, page(ivan).last_day) == (None, "")


def test_the_numbers_are_the_clinics_own_then_those_of_the_region(ivan: User) -> None:
    ivan.time_zone = "Europe/London"
    clinic = ivan.care_received.get().clinic
    assert page(ivan).contacts.emergency == "999"

    clinic.emergency_number = "144"
    clinic.save()

    assert page(ivan).contacts.emergency == "144"


# --- what a mark opens ---------------------------------------------------------------------


def opens(page: CheckInPage, *marks: Mark, **answers: str) -> tuple[str, ...]:
    given = {slug.replace("_", "-"): Answer(answer) for slug, answer in answers.items()}
    return page.open_questions(
        answers=given, body_map=BodyMap(marks=marks), pain=None, words="", now=NOW
    )


def test_a_mark_opens_questions_once(ivan: User) -> None:
    numb = Mark(region="foot", side=Side.LEFT, numbness=3)
    first = page(ivan)

    questions = opens(first, numb)
    again = page(ivan, asked=questions)

    assert questions == ("foot-drop-sudden", "new-numbness")
    assert tuple(sign.slug for sign in again.opened) == questions
    assert opens(again, numb) == ()


def test_what_was_answered_is_not_asked_again(ivan: User) -> None:
    numb = Mark(region="foot", side=Side.LEFT, numbness=3)

    assert opens(page(ivan), numb, new_numbness="no") == ("foot-drop-sudden",)


def test_an_opened_question_stands_in_front_and_not_in_its_group_as_well(ivan: User) -> None:
    found = page(ivan, CheckPoint.WEEKLY, asked=["new-numbness", "long-ago", "new-numbness"])

    assert [sign.slug for sign in found.opened] == ["new-numbness"]
    assert "new-numbness" not in asked(found)
    assert "new-weakness" in asked(found)


def test_a_correction_is_not_compared_with_its_slip(ivan: User) -> None:
    numb = Mark(region="foot", side=Side.LEFT, numbness=3)
    wrong = make_check_in(client=ivan, marks=[numb], now=NOW - HOUR)

    assert opens(page(ivan), numb) == ()
    assert "new-numbness" in opens(page(ivan, corrects=wrong), numb)


# --- what is said --------------------------------------------------------------------------


def test_a_calm_check_in_says_where_it_went(ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - DAY)

    outcome = outcome_of(make_check_in(client=ivan, marks=[at("buttock")]))

    assert (outcome.urgency, outcome.messages, outcome.flag) == (None, (), None)
    assert outcome.pattern is not None
    assert "moved up" in outcome.pattern.title
    assert outcome.before_day == "yesterday"
    assert not outcome.is_emergency


def test_while_a_sign_stands_nothing_is_praised(ivan: User) -> None:
    """Numbness that stayed is no more than the time before, and still no good news."""
    for ago, marks in (
        (3, [at("calf", pain=6), at("foot", numbness=2)]),
        (2, [at("buttock", pain=2), at("foot", numbness=5)]),
    ):
        make_check_in(client=ivan, marks=marks, now=NOW - ago * DAY)
    better = [at("low-back-side", pain=2), at("foot", numbness=5)]

    found = outcome_of(make_check_in(client=ivan, marks=better, now=NOW - DAY)).pattern

    assert found is not None
    assert (found.title, found.tone) == ("It moved up, from buttock to low back", "news")
    assert found.text == "The warning sign you marked before still comes first."

    # Once the therapist lets them go on, or where no exercise rests for it, it is as ever.
    Flag.objects.update(cleared_at=NOW)
    make_flag(client=ivan, answers=LOW, now=NOW)
    nearer = [at("low-back-centre", "middle", pain=1), at("foot", numbness=5)]
    calm = outcome_of(make_check_in(client=ivan, marks=nearer, now=NOW + HOUR)).pattern
    assert calm is not None
    assert calm.tone == "good"


def test_without_a_map_there_is_no_pattern(ivan: User) -> None:
    outcome = outcome_of(make_check_in(client=ivan, pain=2))

    assert (outcome.pattern, outcome.before) == (None, None)


@pytest.mark.parametrize(
    ("answers", "urgency"),
    [(SADDLE, Urgency.NOW), (FEVER, Urgency.TODAY), (WORRY, Urgency.VISIT)],
)
def test_an_alarm_says_what_to_do_with_the_numbers_filled_in(
    ivan: User, answers: dict[str, str], urgency: Urgency
) -> None:
    outcome = outcome_of(make_check_in(client=ivan, answers=answers))

    assert outcome.urgency is urgency
    assert (outcome.is_emergency, outcome.is_for_today) == (
        urgency is Urgency.NOW,
        urgency is Urgency.TODAY,
    )
    assert outcome.flag is not None
    assert outcome.messages
    assert all("{" not in one for one in outcome.messages)
    assert outcome.because
    assert outcome.say


def test_it_names_the_flag_that_is_most_urgent_and_what_rests() -> None:
    homework = make_homework()
    make_assignment(client=homework.ivan)

    outcome = outcome_of(make_check_in(client=homework.ivan, answers={**SADDLE, **NEW_NUMBNESS}))

    assert outcome.flag is not None
    assert outcome.flag.urgency == "now"
    assert outcome.resting == ("Core 1",)


def test_it_knows_whether_all_some_or_nothing_is_paused() -> None:
    homework = make_homework()
    fever = outcome_of(make_check_in(client=homework.ivan, answers=FEVER))
    assert (fever.resting, fever.pauses_all) == (("Core 1",), True)

    walk = make_exercise(name="Walk", region="whole-body", kind="aerobic")
    later = NOW + HOUR
    walking = make_routine(name="Walking", exercises=[walk])
    make_assignment(client=homework.ivan, routine=walking)
    both = outcome_of(make_check_in(client=homework.ivan, answers=NEW_NUMBNESS, now=later))

    assert (both.goes_on, both.pauses_all) == (True, False)


def test_with_no_homework_nothing_is_paused(ivan: User) -> None:
    outcome = outcome_of(make_check_in(client=ivan, answers=FEVER))

    assert (outcome.resting, outcome.pauses_all) == ((), False)


def test_said_again_it_still_shows_that_the_therapist_was_told_and_what_rests() -> None:
    homework = make_homework()
    make_check_in(client=homework.ivan, answers=SADDLE)
    flag = Flag.objects.get()

    again = make_check_in(client=homework.ivan, answers=SADDLE, now=NOW + HOUR)
    flags.acknowledge(flag=flag, by=homework.maya, action=FlagAction.CALLED, at=NOW + 2 * HOUR)

    outcome = outcome_of(again)
    assert outcome.flag == flag
    assert outcome.flag.acknowledged_at == NOW + 2 * HOUR
    assert outcome.resting == ("Core 1",)


def test_somebody_in_despair_is_given_a_line_to_call(ivan: User) -> None:
    assert outcome_of(make_check_in(client=ivan, answers={"self-harm": "yes"})).is_crisis
    assert not outcome_of(make_check_in(client=ivan, answers=SADDLE)).is_crisis


@pytest.mark.parametrize(
    ("regions", "view"),
    [
        (["thigh-front"], "front"),
        (["thigh-front", "calf"], "back"),
        (["calf"], "back"),
        ([], "back"),
    ],
)
def test_the_body_is_shown_from_where_something_is_marked(
    ivan: User, regions: list[str], view: str
) -> None:
    row = make_check_in(client=ivan, marks=[at(region) for region in regions])

    assert outcome_of(row).view == view


def test_700_check_ins_cost_no_statement_more_than_one(
    count_statements: CountStatements,
) -> None:
    costs = []
    for count in (1, 700):
        ivan = make_client(therapist=make_therapist(clinic=make_clinic()), is_checked=False)
        make_many_check_ins(client=ivan, count=count, marks=[at("calf")])
        row = make_check_in(client=ivan, marks=[at("calf"), at("knee", pain=1)])
        row = CheckIn.objects.select_related("client").get(pk=row.pk)
        with count_statements() as statements:
            page(ivan, CheckPoint.WEEKLY)
        costs.append(len(statements))
        with count_statements() as statements:
            outcome_of(row)
        costs.append(len(statements))

    assert costs[:2] == costs[2:]
    assert costs[0] <= 4
    assert costs[1] <= 6
