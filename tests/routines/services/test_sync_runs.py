"""Logs that arrive one after the other are stored together, and each is told what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.identifiers import uuid7
from routines.models import ExerciseLog, ExerciseSession, SyncReceipt
from routines.services.log_plans import LogPlans
from routines.services.sync import OUR_FAULT, OUT_OF_REACH
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.homework_factories import Homework, make_homework, make_log, make_session
from tests.outbox import DAY, MINUTE, Item, Phone, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + 10 * MINUTE


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def sessions(homework: Homework) -> list[ExerciseSession]:
    return [make_session(assignment=homework.assignment) for _ in range(12)]


def logs_of(phone: Phone, homework: Homework, sessions: list[ExerciseSession]) -> list[Item]:
    return [
        phone.log(session, prescription, at=NOW + MINUTE)
        for session in sessions
        for prescription in (homework.bridge, homework.stretch)
    ]


def words(homework: Homework, items: list[Item], **options: Any) -> list[str]:
    found = take_in(homework.ivan, items, now=LATER, **options)
    return [one.result.value for one in found]


def test_many_take_as_many_statements_as_two(
    homework: Homework, sessions: list[ExerciseSession], count_statements: CountStatements
) -> None:
    phone = Phone()
    few, many = (logs_of(phone, homework, some) for some in (sessions[:2], sessions[2:]))

    with count_statements() as for_few:
        assert set(words(homework, few)) == {"stored"}
    with count_statements() as for_many:
        assert set(words(homework, many)) == {"stored"}

    assert len(for_many) == len(for_few)
    assert ExerciseLog.objects.count() == SyncReceipt.objects.count() == 24


def test_they_are_the_rows_that_each_alone_would_be(
    homework: Homework, sessions: list[ExerciseSession]
) -> None:
    phone = Phone()
    alone, together = sessions[:2]
    for one in logs_of(phone, homework, [alone]):
        assert words(homework, [one]) == ["stored"]
    assert words(homework, logs_of(phone, homework, [together])) == ["stored", "stored"]

    def rows(session: ExerciseSession) -> list[dict[str, Any]]:
        own = ("id", "session_id", "fingerprint")
        logs = ExerciseLog.objects.filter(session=session).order_by("prescription__position")
        receipts = SyncReceipt.objects.filter(target=str(session.pk)).order_by("order")
        own_receipts = ("id", "sent_id", "target", "fingerprint", "order")
        return [
            *({k: v for k, v in row.items() if k not in own} for row in logs.values()),
            *({k: v for k, v in row.items() if k not in own_receipts} for row in receipts.values()),
        ]

    assert rows(alone) == rows(together)
    for session in (alone, together):
        session.refresh_from_db()
    assert alone.is_performed
    assert together.is_performed
    assert alone.finished_at == together.finished_at == NOW + MINUTE


def test_one_that_cannot_be_taken_stops_no_other_and_is_told_why(
    homework: Homework, sessions: list[ExerciseSession]
) -> None:
    phone = Phone()
    items = logs_of(phone, homework, sessions[:4])
    nobody = items[1]["body"]["session"] = str(uuid7())
    items[3]["body"]["sets"] = [{"side": "left", "repetitions": 3}] * 2
    items[4]["body"]["sets"] = [{"side": "left", "repetitions": 3}] * 2
    items[6]["made_at"] = (NOW - 40 * DAY).isoformat()

    found = take_in(homework.ivan, items, now=LATER)

    said = [one.result.value for one in found]
    assert said == [
        *("stored", "retry", "stored", "stored"),
        *("invalid", "stored", "invalid", "stored"),
    ]
    assert "not done on that side" in found[4].reason
    assert found[6].reason == OUT_OF_REACH
    assert ExerciseLog.objects.count() == SyncReceipt.objects.count() == 5
    assert not SyncReceipt.objects.filter(target=nobody).exists()


def test_what_stands_already_is_told_among_others(
    homework: Homework, sessions: list[ExerciseSession]
) -> None:
    make_log(session=sessions[1], now=NOW)
    phone = Phone()
    items = logs_of(phone, homework, sessions[:3])
    items[2]["body"] |= {"outcome": "skipped", "skip_reason": "pain"}

    assert words(homework, items) == [*["stored"] * 2, "conflict", *["stored"] * 3]

    assert ExerciseLog.objects.standing().count() == 6
    assert SyncReceipt.objects.filter(is_aside=True).count() == 1


def test_sent_again_in_another_batch_or_twice_in_one_nothing_is_doubled(
    homework: Homework, sessions: list[ExerciseSession]
) -> None:
    phone = Phone()
    first = logs_of(phone, homework, sessions[:2])
    more = logs_of(phone, homework, sessions[2:4])

    assert words(homework, [*first, first[0]]) == [*["stored"] * 4, "already_stored"]
    assert words(homework, [*more[:2], *first, *more[2:]]) == [
        *["stored"] * 2,
        *["already_stored"] * 4,
        *["stored"] * 2,
    ]

    assert ExerciseLog.objects.count() == SyncReceipt.objects.count() == 8


def test_two_logs_of_one_exercise_in_one_batch_end_as_in_two(
    homework: Homework, sessions: list[ExerciseSession]
) -> None:
    phone = Phone()
    first = phone.log(sessions[0], homework.bridge, at=NOW + MINUTE)
    second = phone.log(sessions[0], homework.bridge, at=NOW + 2 * MINUTE)
    other = phone.log(sessions[0], homework.stretch, at=NOW + 3 * MINUTE)

    assert words(homework, [second, other, first]) == ["already_stored", "stored", "stored"]

    standing = {str(one.pk) for one in ExerciseLog.objects.standing()}
    assert standing == {first["id"], other["id"]}


def test_where_storing_them_together_fails_each_is_stored_alone(
    homework: Homework, sessions: list[ExerciseSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: Any, **named: Any) -> None:
        raise RuntimeError("after the logs were written")

    monkeypatch.setattr("routines.services.sync.settle_together", fail)

    assert words(homework, logs_of(Phone(), homework, sessions[:2])) == ["stored"] * 4
    assert ExerciseLog.objects.count() == SyncReceipt.objects.count() == 4


def test_a_log_we_fail_on_is_kept_on_the_phone_and_the_rest_goes_on(
    homework: Homework, sessions: list[ExerciseSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    items = logs_of(Phone(), homework, sessions[:2])
    from routines.services import sessions as services

    def failing_on_one(do: Any) -> Any:
        def call(*given: Any, key: Any, **named: Any) -> Any:
            if str(key) == items[2]["id"]:
                raise RuntimeError("we fail")
            return do(*given, key=key, **named)

        return call

    monkeypatch.setattr(services, "log_performed", failing_on_one(services.log_performed))
    monkeypatch.setattr(LogPlans, "row", failing_on_one(LogPlans.row))

    found = take_in(homework.ivan, items, now=LATER)

    assert [one.result.value for one in found] == ["stored", "stored", "retry", "stored"]
    assert found[2].reason == OUR_FAULT
    assert ExerciseLog.objects.count() == 3
