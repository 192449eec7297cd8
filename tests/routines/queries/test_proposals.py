"""Which proposals a page shows."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Assignment, Feeling, Proposal
from routines.queries.proposals import (
    SHOWN_DAYS,
    ProposalCard,
    applied_after,
    cards,
    with_proposals,
)
from routines.services import assignments, proposals
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    Homework,
    make_good_days,
    make_performed_session,
    make_report,
    make_revision,
    make_ruled_homework,
    make_session,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_ruled_homework()


def shown(homework: Homework, *, days: int = 6) -> tuple[ProposalCard, ...]:
    own = Assignment.objects.filter(client=homework.ivan)
    return cards(list(with_proposals(own, now=NOW + days * DAY)))


def test_a_session_knows_what_was_changed_because_of_it(homework: Homework) -> None:
    calm = make_performed_session(assignment=homework.assignment, pain=1)
    red = make_performed_session(assignment=homework.assignment, pain=7, now=NOW + DAY)

    assert applied_after(calm) == ()
    assert [one.reason for one in applied_after(red)] == ["Pain reached 7."]


def test_what_waits_comes_before_what_was_applied(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7, now=NOW - 9 * DAY)
    homework.assignment.refresh_from_db()
    make_good_days(homework, days=4)

    waits, applied = shown(homework)

    assert waits.is_open
    assert not applied.is_open
    assert applied.is_in_force
    assert not applied.is_looked_at
    assert not applied.is_rest


def test_what_was_changed_since_is_not_offered_back(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    make_revision(homework.assignment, note="Slowly.", at=NOW + DAY)

    (card,) = shown(homework)

    assert not card.is_in_force


def test_what_was_decided_ended_or_long_ago_is_not_shown(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    assert len(shown(homework)) == 1
    assert shown(homework, days=SHOWN_DAYS + 1) == ()
    proposals.take_back(proposal=Proposal.objects.get(), by=homework.maya, at=NOW)
    assert shown(homework) == ()


def test_ended_homework_shows_none(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW + DAY)

    assert shown(homework) == ()


def test_a_rest_is_shown_until_it_goes_on(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.WARNING)
    proposals.consider(session=session, now=NOW)

    (card,) = shown(homework, days=SHOWN_DAYS + 9)
    assert card.is_rest
    assert not card.is_in_force
    proposals.keep(proposal=Proposal.objects.get(), by=homework.maya, at=NOW)
    assert shown(homework)[0].is_looked_at

    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + DAY)
    assert shown(homework) == ()


def test_a_card_says_what_why_and_from_which_session(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment, pain=7)

    (card,) = shown(homework)

    assert card.id == Proposal.objects.get().pk
    assert (card.assignment_id, card.name) == (homework.assignment.pk, "Core 1")
    assert card.said.startswith("Bridge: 2 × 6 instead of 2 × 10.")
    assert (card.reason, card.at) == ("Pain reached 7.", session.started_at)
    assert not card.is_step_up


def test_without_its_session_it_has_the_day_it_was_made(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    Proposal.objects.update(session=None)

    assert shown(homework)[0].at == Proposal.objects.get().created_at


def test_they_take_one_statement(homework: Homework, count_statements: CountStatements) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)

    with count_statements() as statements:
        assert len(shown(homework)) == 1

    assert len(statements) == 1
