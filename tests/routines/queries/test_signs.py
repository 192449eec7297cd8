"""What a therapist has not looked at yet, as the caseload reads it."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Membership
from accounts.services.memberships import add_member
from routines.domain.attention import Reason
from routines.models import Feeling, Flag, FlagAction, Proposal, Status
from routines.queries.caseload import SIGN_DAYS, CaseloadRow, caseload
from routines.services import assignments, flags, proposals
from tests.factories import make_care_relationship, make_clinic
from tests.homework_factories import (
    NOW,
    Homework,
    make_good_days,
    make_report,
    make_ruled_homework,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_ruled_homework()


def report(homework: Homework, feeling: Feeling, *, is_considered: bool = True) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=feeling, prescription=homework.bridge)
    if is_considered:
        proposals.consider(session=session, now=NOW)


def row(homework: Homework, *, days: int = 1) -> CaseloadRow:
    (found,) = caseload(therapist=homework.maya, now=NOW + days * DAY).rows
    return found


def reason(homework: Homework, *, days: int = 1) -> Reason | None:
    found = row(homework, days=days).attention
    return found.reason if found else None


def test_a_sign_says_what_and_where(homework: Homework) -> None:
    report(homework, Feeling.SPREADING)

    found = row(homework)

    assert (found.news, found.detail) == ("It moved down the leg", "Reported yesterday, at Bridge")


def test_a_pull_and_a_sharp_pain_are_no_sign(homework: Homework) -> None:
    report(homework, Feeling.PULL, is_considered=False)
    report(homework, Feeling.SHARP, is_considered=False)

    assert reason(homework) is None


@pytest.mark.parametrize("look", ["keep", "take_back"])
def test_looked_at_it_is_a_reason_no_more(homework: Homework, look: str) -> None:
    report(homework, Feeling.SPREADING)
    assert reason(homework) is Reason.SPREADING

    getattr(proposals, look)(proposal=Proposal.objects.get(), by=homework.maya, at=NOW)

    assert reason(homework) is None


def test_taking_the_homework_up_again_is_looking(homework: Homework) -> None:
    report(homework, Feeling.SPREADING)

    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW)

    assert reason(homework) is None
    assert Proposal.objects.get().decided_by == homework.maya


def test_after_two_weeks_the_rest_still_asks(homework: Homework) -> None:
    report(homework, Feeling.SPREADING)

    assert reason(homework, days=SIGN_DAYS + 1) is Reason.RESTS


# --- flags ---------------------------------------------------------------------------------


def test_a_warning_sign_in_an_exercise_is_told_once_and_with_its_clock(homework: Homework) -> None:
    report(homework, Feeling.WARNING)

    found = row(homework)

    assert (reason(homework), found.news) == (Reason.FLAG_TODAY, "Warning sign: today")
    assert found.detail.startswith("Said it feels numb or weak")
    assert found.detail.endswith(", 09:30 yesterday, to look at by 09:30")


def test_until_somebody_says_what_they_did_a_flag_stays(homework: Homework) -> None:
    report(homework, Feeling.WARNING)
    proposals.keep(proposal=Proposal.objects.get(), by=homework.maya, at=NOW)

    assert reason(homework) is Reason.FLAG_TODAY
    assert reason(homework, days=SIGN_DAYS + 1) is Reason.FLAG_TODAY

    acknowledge(homework)

    assert reason(homework) is None


def test_a_report_that_came_while_its_flag_waited_is_not_told_twice(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    for minutes in (0, 5):
        make_report(
            session=session, feeling=Feeling.WARNING, now=NOW + dt.timedelta(minutes=minutes)
        )
    assert Flag.objects.count() == 1

    acknowledge(homework)

    assert reason(homework) is Reason.RESTS


def test_a_report_after_somebody_looked_is_a_reason_again(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.WARNING)
    acknowledge(homework)

    make_report(session=session, feeling=Feeling.WARNING, now=NOW + DAY)

    assert reason(homework) is Reason.FLAG_TODAY


def test_the_exercises_go_on_when_the_flag_of_a_report_is_cleared(homework: Homework) -> None:
    report(homework, Feeling.WARNING)
    flag = acknowledge(homework)

    flags.clear(flag=flag, by=homework.maya, at=NOW + DAY)

    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.ACTIVE
    assert reason(homework) is None


def acknowledge(homework: Homework) -> Flag:
    return flags.acknowledge(
        flag=Flag.objects.unanswered().get(),
        by=homework.maya,
        action=FlagAction.CALLED,
        at=NOW + dt.timedelta(hours=1),
    )


def test_a_step_that_waits_is_a_hint_and_no_reason(homework: Homework) -> None:
    make_good_days(homework, days=4)

    found = row(homework, days=4)

    assert found.proposals == 1
    assert not found.needs_you


def test_another_clinic_where_they_meet_sees_nothing_of_it(homework: Homework) -> None:
    report(homework, Feeling.WARNING)
    other = make_clinic(name="Harbour")
    add_member(user=homework.maya, clinic=other, role=Membership.Role.THERAPIST, at=NOW)
    make_care_relationship(therapist=homework.maya, client=homework.ivan, clinic=other)

    rows = caseload(therapist=homework.maya, now=NOW + DAY).rows

    assert sorted(bool(one.attention) for one in rows) == [False, True]
