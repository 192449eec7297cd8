"""Claiming what waits, and taking back what a dead worker held."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import OccurrenceState, ReminderOccurrence
from routines.services.reminder_claims import BATCH, LEASE, claim, reap
from routines.services.reminder_sending import deliver
from tests.conftest import CountStatements
from tests.reminder_factories import DAY, EVENING, MINUTE, FakePush, make_occurrence, make_reminder

pytestmark = pytest.mark.django_db


def test_a_claim_takes_the_oldest_batch_and_leaves_it_to_nobody_else() -> None:
    reminder = make_reminder()
    for number in range(BATCH + 1):
        make_occurrence(reminder=reminder, at=EVENING - number * DAY)

    first = claim(now=EVENING, worker="one")
    second = claim(now=EVENING, worker="two")

    assert len(first) == BATCH
    assert [one.due_at for one in first] == sorted(one.due_at for one in first)
    assert [one.due_at for one in second] == [EVENING]
    assert {one.lease_until for one in first} == {EVENING + LEASE}


@pytest.mark.parametrize(
    ("fields", "is_taken"),
    [
        ({}, True),
        ({"at": EVENING + MINUTE}, False),
        ({"try_at": EVENING}, True),
        ({"try_at": EVENING + MINUTE}, False),
        ({"state": "sent"}, False),
    ],
    ids=["due", "later", "again", "not-yet-again", "sent"],
)
def test_only_what_waits_and_is_due_is_claimed(fields: dict[str, object], is_taken: bool) -> None:
    make_occurrence(reminder=make_reminder(), **fields)  # type: ignore[arg-type]

    assert bool(claim(now=EVENING, worker="one")) is is_taken


def test_a_lease_that_holds_is_left_alone() -> None:
    make_occurrence(reminder=make_reminder())
    claim(now=EVENING, worker="one")

    assert reap(now=EVENING + LEASE - MINUTE) == 0
    assert reap(now=EVENING + LEASE) == 1
    row = ReminderOccurrence.objects.get()
    assert (row.state, row.claimed_by, row.lease_until) == (OccurrenceState.WAITING, "", None)


def test_where_nothing_waits_nothing_is_written(count_statements: CountStatements) -> None:
    with count_statements() as statements:
        assert claim(now=EVENING, worker="one") == []
        assert reap(now=EVENING) == 0

    assert len(statements) == 2


def test_what_a_dead_worker_held_is_not_said_after_its_window() -> None:
    row = make_occurrence(reminder=make_reminder())
    claim(now=EVENING, worker="dead")
    push = FakePush()

    at = row.ends_at + MINUTE
    assert reap(now=at) == 1
    deliver(now=at, worker="two", push=push)

    assert push.notices == []
    row.refresh_from_db()
    assert row.spared_because == "late"


def test_what_kills_every_worker_is_given_up() -> None:
    row = make_occurrence(reminder=make_reminder(), ends_at=EVENING + dt.timedelta(days=1))
    at = EVENING
    for number in range(20):
        claim(now=at, worker=f"worker-{number}")
        at += LEASE
        reap(now=at)

    row.refresh_from_db()
    assert row.state == OccurrenceState.FAILED
