"""The same batch from two tabs in the same moment: real threads, on the configured database."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from rest_framework.test import APIClient

from accounts.models import User
from routines.models import ExerciseLog, ExerciseSession, PainReport, SyncReceipt
from tests.factories import NOW
from tests.homework_factories import Homework, make_homework, make_ruled_homework
from tests.outbox import ADDRESS, Phone
from tests.routines.services.test_sessions_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def sending(person: User, body: Any) -> Any:
    client = APIClient()
    client.force_authenticate(person)
    return lambda: client.post(ADDRESS, body, format="json").json()["results"]


def batch(homework: Homework) -> tuple[Phone, Any]:
    phone = Phone()
    session = phone.begin(homework.assignment, at=NOW)
    log = phone.log(session, homework.bridge, at=NOW)
    phone.undo(log, at=NOW)
    phone.log(session, homework.bridge, at=NOW)
    phone.about("report", session, at=NOW, feeling="sharp")
    phone.about("rating", session, at=NOW, pain_after=3)
    return phone, phone.batch(now=NOW)


@pytest.fixture(autouse=True)
def _still_clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    caches["throttles"].clear()


def test_one_batch_sent_twice_at_once_gives_one_row_each() -> None:
    homework = make_ruled_homework()
    phone, body = batch(homework)

    answers = at_once(*[sending(homework.ivan, body)] * 2)

    for told in zip(*answers, strict=True):
        assert sorted(one["result"] for one in told) == ["already_stored", "stored"], answers
    assert SyncReceipt.objects.count() == len(phone.made)
    assert ExerciseSession.objects.count() == 1
    assert (ExerciseLog.objects.count(), ExerciseLog.objects.standing().count()) == (2, 1)
    assert PainReport.objects.count() == 1


def test_a_batch_and_the_single_address_at_once_give_one_row() -> None:
    homework = make_homework()
    phone = Phone()
    session = phone.begin(homework.assignment, at=NOW)
    client = APIClient()
    client.force_authenticate(homework.ivan)
    begun = {"id": session["id"], "started_at": NOW.isoformat(), **session["body"]}

    answers = at_once(
        sending(homework.ivan, phone.batch(now=NOW)),
        lambda: client.post("/api/v1/sessions", begun, format="json").status_code,
    )

    assert answers[0][0]["result"] in ("stored", "already_stored"), answers
    assert answers[1] in (200, 201), answers
    assert ExerciseSession.objects.count() == 1


def test_two_phones_with_halves_of_a_day_at_once_lose_nothing() -> None:
    homework = make_ruled_homework()
    phone, _ = batch(homework)
    bodies = [phone.batch(phone.made[:4], now=NOW), phone.batch(phone.made[4:], now=NOW)]

    at_once(*(sending(homework.ivan, body) for body in bodies))
    again = sending(homework.ivan, phone.batch(now=NOW))()

    assert {one["result"] for one in again} <= {"stored", "already_stored"}
    assert SyncReceipt.objects.count() == len(phone.made)
