"""Taking in an outbox: receipts, the order of what was made, and what is out of reach."""

from __future__ import annotations

import pytest

from accounts.identifiers import uuid7
from routines.models import ExerciseSession, SyncReceipt, SyncResult
from tests.factories import NOW
from tests.homework_factories import Homework, make_homework
from tests.outbox import DAY, HOUR, MINUTE, SECOND, Phone, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def test_a_receipt_says_what_when_and_where_and_nothing_of_what_was_said(
    homework: Homework,
) -> None:
    phone = Phone(error=DAY)
    session = phone.begin(homework.assignment, at=NOW - HOUR)
    rating = phone.about("rating", session, at=NOW - MINUTE, pain_after=7, note="canaryhealth")

    take_in(homework.ivan, phone.made, phone=phone)

    row = SyncReceipt.objects.get(sent_id=rating["id"])
    assert (row.account, row.kind, row.target) == (homework.ivan, "rating", session["id"])
    assert (row.made_at, row.received_at) == (NOW - MINUTE, NOW)
    assert (row.time_zone, row.order, row.result) == ("Europe/Berlin", 2, "stored")
    assert row.names == ["pain", "note"]
    assert "canaryhealth" not in str(SyncReceipt.objects.values())


def test_things_are_taken_in_as_they_were_made_and_answered_as_they_were_sent(
    homework: Homework,
) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    log = phone.log(session, homework.bridge)
    phone.undo(log)
    same_order = [{**one, "order": 1} for one in phone.made]
    for place, one in enumerate(same_order):
        one["made_at"] = (NOW + place * SECOND).isoformat()

    outcomes = take_in(homework.ivan, same_order[::-1], now=NOW + MINUTE)

    assert [one.result for one in outcomes] == [SyncResult.STORED] * 3


@pytest.mark.parametrize("off", [-31 * DAY, HOUR], ids=["late", "early"])
def test_what_is_out_of_reach_leaves_no_trace(homework: Homework, off: object) -> None:
    phone = Phone()
    phone.begin(homework.assignment, at=NOW + off)  # type: ignore[operator]

    (outcome,) = take_in(homework.ivan, phone.made)

    assert outcome.result == SyncResult.INVALID
    assert outcome.errors[0][0] == "made_at"
    assert not SyncReceipt.objects.exists()
    assert not ExerciseSession.objects.exists()


def test_what_fails_leaves_nothing_of_it_behind(homework: Homework) -> None:
    phone = Phone()
    session = phone.begin(homework.assignment)
    alien = phone.log(session, homework.bridge)
    alien["body"]["prescription"] = str(uuid7())
    phone.log(session, homework.stretch)

    outcomes = take_in(homework.ivan, phone.made)

    assert [one.result for one in outcomes] == ["stored", "invalid", "stored"]
    assert outcomes[1].errors == (("prescription", "This exercise is not part of this session."),)
    assert not SyncReceipt.objects.filter(sent_id=alien["id"]).exists()
