"""A sign lets homework rest at once, whatever its rules say, until somebody has looked."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Assignment, Decision, Direction, Feeling, Proposal, Status
from routines.queries.caseload import caseload
from routines.services import assignments, proposals, sessions
from routines.services.proposals import DecidedAlreadyError, RestsError
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_good_days,
    make_performed_session,
    make_report,
    make_routine,
    make_ruled_homework,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SIGNS = [Feeling.SPREADING, Feeling.WARNING]


@pytest.fixture
def homework() -> Homework:
    return make_ruled_homework()


def status(assignment: Assignment) -> str:
    assignment.refresh_from_db()
    return assignment.status


@pytest.mark.parametrize("sign", SIGNS)
def test_homework_without_rules_rests_too(sign: Feeling) -> None:
    homework = make_ruled_homework(progression={}, regression=[])
    make_report(session=make_session(assignment=homework.assignment), feeling=sign)

    assert status(homework.assignment) == Status.PAUSED
    assert Proposal.objects.get().direction == Direction.REST


@pytest.mark.parametrize("sign", SIGNS)
def test_a_late_report_rests_it_however_many_sessions_came_since(
    homework: Homework, sign: Feeling
) -> None:
    first = make_session(assignment=homework.assignment)
    for number in range(1, 14):
        make_performed_session(assignment=homework.assignment, now=NOW + number * HOUR)
    make_report(session=first, feeling=sign, now=NOW + DAY)

    assert status(homework.assignment) == Status.PAUSED
    first.refresh_from_db()
    assert first.zone == "red"


def test_a_warning_rests_all_homework_and_each_is_taken_back_by_itself(homework: Homework) -> None:
    other = make_assignment(client=homework.ivan)
    by_hand = make_assignment(client=homework.ivan)
    assignments.pause(assignment=by_hand, by=homework.maya, at=NOW)
    make_report(
        session=make_session(assignment=homework.assignment),
        feeling=Feeling.WARNING,
        prescription=homework.bridge,
    )

    assert [status(one) for one in (homework.assignment, other)] == [Status.PAUSED] * 2
    reasons = {one.assignment_id: one.reason for one in Proposal.objects.all()}
    said = "Numbness, weakness or bladder trouble was reported"
    assert reasons == {homework.assignment.pk: f"{said} at Bridge.", other.pk: f"{said}."}
    rest = Proposal.objects.get(assignment=other)
    proposals.take_back(proposal=rest, by=homework.maya, at=NOW + HOUR)
    assert [status(one) for one in (homework.assignment, other)] == [Status.PAUSED, Status.ACTIVE]


def test_spread_rests_its_own_homework_alone(homework: Homework) -> None:
    other = make_assignment(client=homework.ivan)
    make_report(session=make_session(assignment=homework.assignment), feeling=Feeling.SPREADING)

    assert [status(one) for one in (homework.assignment, other)] == [Status.PAUSED, Status.ACTIVE]


def test_a_warning_after_homework_has_ended_rests_what_still_runs(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    other = make_assignment(client=homework.ivan)
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW)
    make_report(session=session, feeling=Feeling.WARNING)

    assert [status(one) for one in (homework.assignment, other)] == [Status.ENDED, Status.PAUSED]


def test_a_report_after_the_rest_was_taken_back_rests_it_again_and_is_shown(
    homework: Homework,
) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SPREADING)
    first = Proposal.objects.get()
    proposals.take_back(proposal=first, by=homework.maya, at=NOW + HOUR)
    (row,) = caseload(therapist=homework.maya, now=NOW + HOUR).rows
    assert row.attention is None
    make_report(session=session, feeling=Feeling.SPREADING, now=NOW + 2 * HOUR)

    assert status(homework.assignment) == Status.PAUSED
    assert Proposal.objects.exclude(pk=first.pk).get().decision == Decision.APPLIED
    (row,) = caseload(therapist=homework.maya, now=NOW + 3 * HOUR).rows
    assert row.news == "It moved down the leg"


def test_taken_back_a_rating_of_the_same_session_does_not_rest_it_again(
    homework: Homework,
) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SPREADING)
    proposals.take_back(proposal=Proposal.objects.get(), by=homework.maya, at=NOW + HOUR)
    sessions.rate(session=session, by=homework.ivan, pain=8, now=NOW + 2 * HOUR)

    assert status(homework.assignment) == Status.ACTIVE


def test_what_one_homework_was_looked_at_for_leaves_the_sign_of_another(
    homework: Homework,
) -> None:
    other = make_assignment(client=homework.ivan, routine=make_routine(name="Core 2"))
    make_report(session=make_session(assignment=homework.assignment), feeling=Feeling.WARNING)
    for_other = Proposal.objects.get(assignment=other)
    proposals.take_back(proposal=for_other, by=homework.maya, at=NOW + HOUR)

    (row,) = caseload(therapist=homework.maya, now=NOW + HOUR).rows

    assert row.news == "Warning sign: today"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_step_up_that_waits_is_overtaken(homework: Homework, sign: Feeling) -> None:
    at = make_good_days(homework, days=4)
    up = Proposal.objects.get()
    session = make_session(assignment=homework.assignment, now=at + HOUR)
    make_report(session=session, feeling=sign, now=at + HOUR)

    up.refresh_from_db()
    assert (up.decision, up.decided_at) == (Decision.OVERTAKEN, at + HOUR)
    with pytest.raises(DecidedAlreadyError):
        proposals.accept(proposal=up, by=homework.maya, at=at + 2 * HOUR)


def test_nothing_is_accepted_while_it_rests(homework: Homework) -> None:
    at = make_good_days(homework, days=4)
    up = Proposal.objects.get()
    session = make_session(assignment=homework.assignment, now=at + HOUR)
    make_report(session=session, feeling=Feeling.WARNING, now=at + HOUR)
    Proposal.objects.filter(pk=up.pk).update(decision=Decision.OPEN, decided_at=None)

    with pytest.raises(RestsError, match="rests after a sign"):
        proposals.accept(proposal=up, by=homework.maya, at=at + 2 * HOUR)
    assert homework.assignment.versions.count() == 1


def test_a_pause_by_hand_long_after_a_rest_keeps_nobody_from_accepting(
    homework: Homework,
) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SPREADING)
    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + HOUR)
    at = make_good_days(homework, days=4, since=1)
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=at)

    proposals.accept(proposal=Proposal.objects.open().get(), by=homework.maya, at=at + HOUR)

    assert homework.assignment.versions.count() == 2
