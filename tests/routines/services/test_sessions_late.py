"""Doing homework late: phones without a clock, sessions of long ago, logs from memory."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.identifiers import uuid7
from routines.models import ExerciseLog, Source
from routines.services import sessions
from tests.homework_factories import NOW, Homework, make_homework, send_log, send_start

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.mark.parametrize(
    "at", [dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)]
)
def test_a_phone_that_lost_its_clock_loses_no_log(homework: Homework, at: dt.datetime) -> None:
    session = send_start(homework, at=at).row
    done = send_log(session, homework.bridge, at=at).row

    assert session.started_at == done.logged_at == NOW - 31 * DAY


def test_a_session_taken_up_long_after_it_began_is_filled_in_later(homework: Homework) -> None:
    session = send_start(homework, at=NOW, source=Source.TIMED).row

    soon = send_log(session, homework.bridge, at=NOW + dt.timedelta(hours=11)).row
    later = NOW + dt.timedelta(hours=13)
    late = send_log(session, homework.stretch, at=later, now=later).row

    assert soon.source == Source.TIMED
    assert late.source == Source.BACK_FILLED


def test_a_session_of_long_ago_can_neither_be_filled_in_nor_rated(homework: Homework) -> None:
    session = send_start(homework).row
    key = uuid7()
    send_log(session, homework.bridge, key=key)
    last, after = NOW + 30 * DAY, NOW + 31 * DAY

    for late in (
        lambda: send_log(session, homework.stretch, at=after, now=after),
        lambda: sessions.log_rest_as_prescribed(session=session, at=after, now=after),
        lambda: sessions.rate(session=session, by=homework.ivan, pain=0, now=after),
    ):
        with pytest.raises(sessions.TooLateError, match="30 days"):
            late()

    assert ExerciseLog.objects.get().pk == key
    assert not send_log(session, homework.bridge, key=key, now=after).is_new
    assert send_log(session, homework.stretch, at=last, now=last).is_new
    sessions.rate(session=session, by=homework.ivan, pain=0, now=last)
