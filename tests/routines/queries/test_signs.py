"""What a therapist has not looked at yet, as the caseload reads it."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Membership
from accounts.services.memberships import add_member
from routines.domain.attention import Reason
from routines.models import Feeling, Proposal
from routines.queries.caseload import SIGN_DAYS, CaseloadRow, caseload
from routines.services import assignments, proposals
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
    report(homework, Feeling.WARNING)
    assert reason(homework) is Reason.WARNING

    getattr(proposals, look)(proposal=Proposal.objects.get(), by=homework.maya, at=NOW)

    assert reason(homework) is None


def test_taking_the_homework_up_again_is_looking(homework: Homework) -> None:
    report(homework, Feeling.WARNING)

    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW)

    assert reason(homework) is None
    assert Proposal.objects.get().decided_by == homework.maya


def test_after_two_weeks_the_rest_still_asks(homework: Homework) -> None:
    report(homework, Feeling.WARNING)

    assert reason(homework, days=SIGN_DAYS + 1) is Reason.RESTS


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
