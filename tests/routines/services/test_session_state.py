"""What the logs of a session make of it."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import ExerciseSession
from routines.services.session_state import settle
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
