"""Which proposals a page shows."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Feeling, Proposal
from routines.queries.proposals import SHOWN_DAYS, ProposalCard, applied_after, proposal_cards
from routines.services import assignments, proposals
from tests.conftest import CountStatements
from tests.factories import make_therapist
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


def cards(homework: Homework, *, days: int = 6) -> tuple[ProposalCard, ...]:
    return proposal_cards(homework.ivan.pk, viewer=homework.maya, now=NOW + days * DAY)


def test_a_session_knows_what_was_changed_because_of_it(homework: Homework) -> None:
    calm = make_performed_session(assignment=homework.assignment, pain=1)
    red = make_performed_session(assignment=homework.assignment, pain=7, now=NOW + DAY)

    assert applied_after(calm) == ()
    assert [one.reason for one in applied_after(red)] == ["Pain reached 7."]


def test_what_waits_comes_before_what_was_applied(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7, now=NOW - 9 * DAY)
    homework.assignment.refresh_from_db()
    make_good_days(homework, days=4)

    waits, applied = cards(homework)

    assert waits.is_open
    assert not applied.is_open
    assert applied.may_be_taken_back
    assert not applied.is_looked_at
    assert not applied.is_rest


def test_what_was_changed_since_is_not_offered_back(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    make_revision(homework.assignment, note="Slowly.", at=NOW + DAY)

    (card,) = cards(homework)

    assert not card.may_be_taken_back


def test_what_was_decided_ended_or_long_ago_is_not_shown(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    assert len(cards(homework)) == 1
    assert cards(homework, days=SHOWN_DAYS + 1) == ()
    proposals.take_back(proposal=Proposal.objects.get(), by=homework.maya, at=NOW)
    assert cards(homework) == ()


def test_ended_homework_shows_none(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW + DAY)

    assert cards(homework) == ()


def test_a_rest_is_shown_until_it_goes_on(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.WARNING)
    proposals.consider(session=session, now=NOW)

    (card,) = cards(homework, days=SHOWN_DAYS + 9)
    assert card.is_rest
    assert card.may_be_taken_back
    proposals.keep(proposal=card.proposal, by=homework.maya, at=NOW)
    assert cards(homework)[0].is_looked_at

    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + DAY)
    assert cards(homework) == ()


def test_only_the_treating_therapist_sees_them(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    colleague = make_therapist(clinic=homework.assignment.clinic, display_name="Cleo Berg")

    assert proposal_cards(homework.ivan.pk, viewer=colleague, now=NOW) == ()


def test_they_take_one_statement(homework: Homework, count_statements: CountStatements) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)

    with count_statements() as statements:
        (card,) = cards(homework)
        assert card.may_be_taken_back
        assert card.proposal.session is not None
        assert str(card.proposal.assignment) == "Core 1"

    assert len(statements) == 1
