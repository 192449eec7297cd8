"""What the logs of a session make of it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from routines.models import ExerciseSession
from routines.services.session_state import settle, settle_together
from tests.homework_factories import (
    NOW,
    Homework,
    make_homework,
    send_log,
    send_start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def state(session: ExerciseSession) -> tuple[bool, dt.datetime | None]:
    session.refresh_from_db()
    return session.is_performed, session.finished_at


def test_a_session_without_logs_neither_counts_nor_ends(homework: Homework) -> None:
    session = send_start(homework).row

    settle(session, now=NOW)

    assert state(session) == (False, None)


def test_it_counts_from_the_first_and_ends_with_the_last_exercise(homework: Homework) -> None:
    session = send_start(homework).row

    send_log(session, homework.bridge)
    after_first = state(session)
    send_log(session, homework.stretch)

    assert after_first == (True, None)
    assert state(session) == (True, NOW)


def test_the_first_end_stands(homework: Homework) -> None:
    session = send_start(homework).row
    settle(session, now=NOW, is_over=True)

    settle(session, now=NOW + dt.timedelta(hours=1), is_over=True)

    assert state(session) == (False, NOW)


def test_taking_a_log_back_opens_it_again_unless_it_was_rated(homework: Homework) -> None:
    session = send_start(homework).row
    settle(session, now=NOW, is_over=True)
    settle(session, now=NOW, is_undone=True)
    opened = state(session)

    session.pain_after = 3
    settle(session, now=NOW, is_over=True)
    settle(session, now=NOW, is_undone=True)

    assert opened == (False, None)
    assert state(session) == (False, NOW)


def test_many_together_become_what_each_alone_would_be(homework: Homework) -> None:
    later = NOW + dt.timedelta(minutes=5)
    pairs = [[send_start(homework).row for _ in range(2)] for _ in range(3)]
    for logged, pair in enumerate(pairs):
        for session, prescription in itertools.product(
            pair, (homework.bridge, homework.stretch)[:logged]
        ):
            send_log(session, prescription)
    ExerciseSession.objects.update(is_performed=False, finished_at=None)

    for alone, _ in pairs:
        settle(alone, now=later)
    settle_together({together.pk: later for _, together in pairs})

    assert [state(together) for _, together in pairs] == [state(alone) for alone, _ in pairs]
    assert [state(together) for _, together in pairs] == [
        (False, None),
        (True, None),
        (True, later),
    ]
