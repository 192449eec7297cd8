"""The safety part of a client's page: what is shown first, to whom, and at what price."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.domain.body import Mark, Side, say_place
from routines.domain.centralization import Trend
from routines.domain.function import Outcome
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint
from routines.models import CheckIn, Flag, FlagAction
from routines.queries.client_safety import SHOWN_FLAGS, ClientSafety, client_safety
from routines.services import flags, next_days
from routines.services.measures import record_score
from routines.services.precautions import answer
from routines.services.thresholds import set_thresholds
from tests.check_in_factories import (
    FEVER,
    NEW_NUMBNESS,
    SADDLE,
    at,
    make_check_in,
    make_flag,
    make_many_check_ins,
    make_map,
)
from tests.conftest import CountStatements
from tests.factories import NOW, make_care_relationship, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_performed_session

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def read(ivan: User, viewer: User, *, now: dt.datetime = NOW + 2 * HOUR) -> ClientSafety:
    care = viewer.care_given.in_force().filter(client=ivan).first()
    return client_safety(ivan, care=care, viewer=viewer, now=now)


def test_the_most_urgent_flag_stands_first_and_moves_on_when_it_is_looked_at(
    maya: User, ivan: User
) -> None:
    fever = make_flag(client=ivan, answers=FEVER)
    saddle = make_flag(client=ivan, answers=SADDLE, now=NOW + HOUR)
    assert [card.flag for card in read(ivan, maya).waiting] == [saddle, fever]

    flags.acknowledge(flag=saddle, by=maya, action=FlagAction.CALLED, at=NOW + HOUR)
    found = read(ivan, maya)
    assert [card.flag for card in found.waiting] == [fever]
    assert [card.flag for card in found.closed] == [saddle]

    flags.clear(flag=saddle, by=maya, at=NOW + 2 * HOUR)
    found = read(ivan, maya)
    assert found.closed == ()
    assert [card.flag for card in found.history] == [saddle]


def test_a_card_says_what_rules_tell_and_what_was_not_answered_with_no(
    maya: User, ivan: User
) -> None:
    make_flag(client=ivan, answers={**NEW_NUMBNESS, "fever": "no"})

    (card,) = read(ivan, maya).waiting

    assert card.alerts
    assert [said for _, said in card.answers] == ["yes"]
    assert [slug for slug, _ in card.knowable] == ["new-numbness"]


def test_a_card_names_the_places_the_pain_and_what_was_asked_without_an_answer(
    maya: User, ivan: User
) -> None:
    numb_foot = at("foot", "right", numbness=4)
    saddle = Mark(region="saddle", side=Side.MIDDLE, numbness=2)
    check_in = make_check_in(
        client=ivan,
        answers={"saddle-numbness": "not-sure"},
        marks=[at("calf", pain=3), numb_foot, saddle],
        pain=6,
    )

    (card,) = [one for one in read(ivan, maya).waiting if one.flag.is_emergency]

    assert card.flag.check_in == check_in
    assert [place.partition(":")[0] for place in card.marks] == [
        say_place("saddle", Side.MIDDLE),
        say_place("foot", Side.RIGHT),
        say_place("calf", Side.LEFT),
    ]
    assert card.marks[1].endswith("numbness, 4 of 10")
    assert [answer for _, answer in card.answers] == ["not-sure"]
    signs = warning_rules().signs
    opened = {signs[slug].question for slug in ("bladder-change", "bowel-change", "new-numbness")}
    assert card.unanswered is not None
    assert opened <= set(card.unanswered)
    assert signs["saddle-numbness"].question not in card.unanswered


def test_of_an_older_check_in_nobody_knows_what_got_no_answer(maya: User, ivan: User) -> None:
    make_flag(client=ivan)
    CheckIn.objects.update(unanswered=None)

    (card,) = read(ivan, maya).waiting

    assert card.unanswered is None


def test_what_raises_the_risk_and_a_weaker_leg_are_among_the_answers(
    maya: User, ivan: User
) -> None:
    make_check_in(
        client=ivan,
        kind=CheckPoint.JOINING,
        answers={"fever": "yes", "risk-over-70": "yes", "weaker": "not-sure"},
    )

    (card,) = [one for one in read(ivan, maya).waiting if "fever" in one.flag.signs]

    assert {answer for _, answer in card.answers} == {"yes", "not-sure"}
    assert {question for question, _ in card.answers} >= {
        "Are you over 70?",
        "Did a leg or foot get weaker?",
    }


def test_an_old_flag_that_waits_is_never_pushed_out(maya: User, ivan: User) -> None:
    first = make_flag(client=ivan)
    for number in range(SHOWN_FLAGS + 2):
        Flag.objects.create(
            client=ivan,
            clinic=first.clinic,
            urgency="today",
            signs=["fever"],
            because=["you marked a fever"],
            wording="1",
            raised_at=NOW + number * dt.timedelta(minutes=1),
            received_at=NOW,
            acknowledged_at=NOW,
            action="called",
            cleared_at=NOW,
        )

    found = read(ivan, maya)

    assert [card.flag for card in found.waiting] == [first]
    assert len(found.history) == SHOWN_FLAGS


def test_each_clinic_sees_its_own_flags_known_signs_and_limits(maya: User, ivan: User) -> None:
    harbour = make_clinic(name="Harbour")
    tom = make_therapist(clinic=harbour, display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    make_flag(client=ivan, answers=NEW_NUMBNESS)
    flags.record_known(
        client=ivan, clinic=harbour, sign="new-numbness", note="Old.", by=tom, at=NOW
    )
    set_thresholds(client=ivan, clinic=harbour, by=tom, at=NOW, pain_rise=5)

    mine, theirs = read(ivan, maya), read(ivan, tom)

    assert len(mine.waiting) == len(theirs.waiting) == 1
    assert mine.waiting[0].flag != theirs.waiting[0].flag
    assert (mine.known, mine.thresholds) == ((), None)
    assert theirs.thresholds is not None
    assert [one.sign for one in theirs.known] == ["new-numbness"]


def test_not_sure_holds_and_no_does_not(maya: User, ivan: User) -> None:
    answer(
        client=ivan,
        answers={"osteoporosis": Answer.NOT_SURE, "latex": Answer.NO, "pregnancy": Answer.YES},
        by=ivan,
        at=NOW,
    )

    held = read(ivan, maya).precautions

    assert [(one.precaution.slug, one.answer.answer) for one in held] == [
        ("osteoporosis", "not-sure"),
        ("pregnancy", "yes"),
    ]


def test_scores_stand_by_measure_with_what_changed(maya: User, ivan: User) -> None:
    for days, score in ((30, 50), (1, 20)):
        day = NOW.date() - dt.timedelta(days=days)
        record_score(client=ivan, measure="odi", score=score, on=day, by=maya, at=NOW)

    (line,) = read(ivan, maya).scores

    assert [int(one.score) for one in line.scores] == [50, 20]
    assert line.change == "better"


def test_the_last_word_on_the_change_as_a_whole_stands(ivan: User, maya: User) -> None:
    for weeks, rating in ((2, 3), (1, 1)):
        make_check_in(client=ivan, global_change=rating, now=NOW - weeks * 7 * DAY)
    make_check_in(client=ivan, pain=2)

    found = read(ivan, maya).change

    assert found is not None
    assert (found.rating, found.day) == (1, (NOW - 7 * DAY).date())
    # 2 is the smallest change (Kamper 2009).
    assert found.outcome is Outcome.SAME


def test_limits_of_before_are_kept_the_newest_first(maya: User, ivan: User) -> None:
    clinic = ivan.care_received.current().select_related("clinic")[0].clinic
    for number in range(1, 4):
        set_thresholds(
            client=ivan, clinic=clinic, by=maya, at=NOW + number * HOUR, pain_rise=number
        )

    found = read(ivan, maya, now=NOW + DAY)

    assert found.thresholds is not None
    assert found.thresholds.pain_rise == 3
    assert [one.pain_rise for one in found.former_thresholds] == [2, 1]


def test_nothing_known_is_nothing_said(maya: User, ivan: User) -> None:
    found = read(ivan, maya)

    assert (found.flags, found.precautions, found.scores, found.ledger) == ((), (), (), ())
    assert (found.last, found.mornings_open) == (None, 0)
    assert found.trend is Trend.NOT_ENOUGH
    assert not found.pattern.has_points


def test_what_was_filled_in_after_the_answer_opens_no_morning_anew(maya: User, ivan: User) -> None:
    homework = make_assignment(client=ivan, at=NOW - 9 * DAY)
    for days in (3, 1):
        make_performed_session(assignment=homework, pain=3, now=NOW - days * DAY)
    yesterday = NOW - 2 * DAY
    next_days.answer(client=ivan, day=yesterday.date(), pain=2, by=ivan, now=yesterday)
    make_performed_session(assignment=homework, day=(NOW - 3 * DAY).date(), now=yesterday)

    assert read(ivan, maya).mornings_open == 1


def test_one_check_in_costs_as_many_statements_as_two_years_of_them(
    maya: User, ivan: User, count_statements: CountStatements
) -> None:
    make_map(client=ivan, marks=[at("calf")])
    with count_statements() as one:
        read(ivan, maya)

    make_many_check_ins(client=ivan, count=700, marks=[at("calf")])
    with count_statements() as many:
        read(ivan, maya)

    assert len(one) == len(many) <= 14
