"""The outbox of a phone whose clock is wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import (
    ExerciseLog,
    ExerciseSession,
)
from tests.check_in_factories import SADDLE
from tests.factories import NOW
from tests.homework_factories import (
    prescriptions_of,
)
from tests.outbox import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Phone,
    results,
    send,
)
from tests.routines.api.conftest import People, SignIn


@pytest.mark.parametrize("error", [-DAY, DAY, -5 * MINUTE, 8 * HOUR], ids=str)
def test_a_wrong_clock_keeps_the_phones_day_and_gets_the_true_time(
    people: People, sign_in: SignIn, error: dt.timedelta
) -> None:
    client, phone = sign_in(people.ivan), Phone(error=error)
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW - HOUR)
    log = phone.log(session, bridge, at=NOW - HOUR + MINUTE)
    phone.undo(log, at=NOW - HOUR + MINUTE + 9 * SECOND)

    assert set(results(send(client, phone.made, phone=phone))) == {"stored"}

    row, logged = ExerciseSession.objects.get(), ExerciseLog.objects.get()
    assert row.local_day == (NOW - HOUR + error).date()
    assert row.source == "tapped"
    assert row.started_at == NOW - HOUR
    assert logged.logged_at == NOW - HOUR + MINUTE
    assert logged.undone_at == NOW - HOUR + MINUTE + 9 * SECOND


def test_the_way_a_request_takes_is_no_wrong_clock(people: People, sign_in: SignIn) -> None:
    phone = Phone()
    phone.begin(people.assignment, at=NOW - HOUR)

    send(sign_in(people.ivan), phone.made, now=NOW - 100 * SECOND)

    assert ExerciseSession.objects.get().started_at == NOW - HOUR


@pytest.mark.parametrize("error", [-100 * SECOND, 100 * SECOND], ids=str)
@pytest.mark.parametrize("together", [True, False])
def test_an_undo_is_judged_by_the_phones_clock_alone(
    people: People, sign_in: SignIn, error: dt.timedelta, together: bool
) -> None:
    # So little between the clocks may be the way a request takes, and is not corrected.
    client, phone = sign_in(people.ivan), Phone(error=error)
    bridge, stretch = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment)
    log, other = (phone.log(session, one) for one in (bridge, stretch))
    undo = phone.undo(log, at=NOW + 9 * SECOND)
    late = phone.undo(other, at=NOW + 30 * SECOND)

    for batch in [phone.made] if together else [[one] for one in phone.made]:
        answer = send(client, batch, phone=phone)

    assert results(send(client, [undo, late], phone=phone)) == ["already_stored", "invalid"]
    assert results(answer)[-1] == "invalid"
    assert ExerciseLog.objects.standing().get().prescription == stretch


def test_the_next_day_is_the_phones_own(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone(error=DAY)
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW - DAY)
    phone.log(session, bridge, at=NOW - DAY)
    phone.make("next_day", at=NOW, day="2026-03-11", pain=2)
    wrong = phone.make("next_day", at=NOW, day="2026-03-10", pain=2)

    *good, bad = results(send(client, phone.made, phone=phone))

    assert (set(good), bad) == ({"stored"}, "invalid"), wrong
    assert ExerciseSession.objects.get().pain_next_day == 2


@pytest.mark.parametrize("off", [-30 * DAY - SECOND, 10 * MINUTE + SECOND], ids=str)
def test_nothing_out_of_reach_is_taken_silently(
    people: People, sign_in: SignIn, off: dt.timedelta
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    session = phone.begin(people.assignment)
    far = phone.about("rating", session, at=NOW + off, pain_after=3)
    warning = phone.about("report", session, at=NOW + off, feeling="warning")
    check_in = phone.make("check_in", at=NOW + off, kind="change", answers=SADDLE)

    answer = send(client, phone.made)

    by_id = {one["id"]: one for one in answer.json()["results"]}
    assert by_id[far["id"]]["result"] == "invalid"
    assert "clock of your phone" in by_id[far["id"]]["reason"]
    # A warning is kept however wrong the clock is, and that is said.
    for kept in (warning, check_in):
        assert by_id[kept["id"]]["result"] == "stored"
        assert "time cannot be right" in by_id[kept["id"]]["reason"]
    assert ExerciseSession.objects.get().finished_at is not None


def test_what_lies_just_within_reach_is_taken(people: People, sign_in: SignIn) -> None:
    phone = Phone()
    phone.begin(people.assignment, at=NOW - 30 * DAY + MINUTE)
    phone.begin(people.assignment, at=NOW + 10 * MINUTE)

    assert results(send(sign_in(people.ivan), phone.made)) == ["stored", "stored"]
