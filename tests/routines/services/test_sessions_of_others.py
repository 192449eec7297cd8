"""Whose homework it is: nobody but the client writes to a session, through whatever door."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from routines.models import ExerciseLog, ExerciseSession, SkipReason
from routines.services import sessions
from tests.factories import make_client, make_superuser
from tests.homework_factories import NOW, Homework, make_homework, send_log, send_start

pytestmark = pytest.mark.django_db

Write = Callable[[ExerciseLog, User], object]
WRITES: dict[str, Write] = {
    "rate": lambda log, by: sessions.rate(session=log.session, by=by, pain=9, note="x", now=NOW),
    "finish": lambda log, by: sessions.finish(session=log.session, by=by, now=NOW),
    "undo": lambda log, by: sessions.undo(log=log, by=by, now=NOW),
    "correct": lambda log, by: sessions.correct(log=log, by=by, reason=SkipReason.PAIN, now=NOW),
}
OTHERS: dict[str, Callable[[Homework], User]] = {
    "their therapist": lambda homework: homework.maya,
    "another client of hers": lambda homework: make_client(
        therapist=homework.maya, display_name="Lena Berg"
    ),
    "a client of nobody": lambda homework: make_client(display_name="Kim Park"),
    "a superuser": lambda homework: make_superuser(),
}


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def everything() -> list[object]:
    return [*ExerciseSession.objects.values(), *ExerciseLog.objects.values()]


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("what", WRITES)
def test_nobody_else_writes_to_a_clients_session(homework: Homework, what: str, who: str) -> None:
    log = send_log(send_start(homework).row, homework.bridge).row
    other = OTHERS[who](homework)
    before = everything()

    with pytest.raises(sessions.NotYourHomeworkError, match="Open yours from Today"):
        WRITES[what](log, other)

    assert everything() == before


@pytest.mark.parametrize("what", WRITES)
def test_the_client_does(homework: Homework, what: str) -> None:
    log = send_log(send_start(homework).row, homework.bridge).row
    before = everything()

    WRITES[what](log, homework.ivan)

    assert everything() != before
