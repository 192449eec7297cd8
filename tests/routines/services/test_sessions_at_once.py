"""The same moment twice: real threads with connections of their own, on the configured database."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.identifiers import uuid7
from routines.models import (
    Assignment,
    Decision,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    Proposal,
    SkipReason,
)
from routines.services import assignments, next_days, proposals, sessions
from routines.services.once import SentBeforeError
from tests.conftest import CountStatements
from tests.factories import make_client
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    give_homework,
    make_assignment,
    make_good_days,
    make_homework,
    make_performed_session,
    make_report,
    make_routine,
    make_ruled_homework,
    make_self_start,
    make_skip,
    send_log,
    send_start,
)

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30
_LOCKS_HOMEWORK = 'FROM "routines_assignment" '


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Let each call run in a thread of its own from one start signal; return answers or errors."""
    answers: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls), timeout=SECONDS)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            answers[index] = calls[index]()
        except Exception as error:  # the test looks at it
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return answers


def test_one_log_sent_four_times_at_once_is_stored_once(homework: Homework) -> None:
    session, key = send_start(homework).row, uuid7()

    answers = at_once(*[lambda: send_log(session, homework.bridge, key=key)] * 4)

    assert sorted(one.is_new for one in answers) == [False, False, False, True]
    assert {one.row.pk for one in answers} == {key}
    assert ExerciseLog.objects.count() == 1


def test_one_start_sent_four_times_at_once_starts_one_session(homework: Homework) -> None:
    key = uuid7()

    answers = at_once(*[lambda: send_start(homework, key=key)] * 4)

    assert sorted(one.is_new for one in answers) == [False, False, False, True]
    assert ExerciseSession.objects.get().pk == key


def test_four_tabs_with_keys_of_their_own_share_one_session(homework: Homework) -> None:
    answers = at_once(*[lambda: send_start(homework, take_up=True)] * 4)

    assert len({one.row.pk for one in answers}) == 1
    assert ExerciseSession.objects.count() == 1


def test_two_bodies_under_one_key_at_once_leave_one_of_them(homework: Homework) -> None:
    session, key = send_start(homework).row, uuid7()

    answers = at_once(
        lambda: send_log(session, homework.bridge, key=key),
        lambda: make_skip(
            session=session, prescription=homework.bridge, key=key, reason=SkipReason.PAIN
        ),
    )

    assert sum(isinstance(one, SentBeforeError) for one in answers) == 1
    assert ExerciseLog.objects.count() == 1


def test_two_tabs_that_disagree_at_once_leave_one_log(homework: Homework) -> None:
    session = send_start(homework).row

    answers = at_once(
        lambda: send_log(session, homework.bridge),
        lambda: make_skip(session=session, prescription=homework.bridge),
    )

    assert sum(isinstance(one, sessions.AlreadyLoggedError) for one in answers) == 1
    assert ExerciseLog.objects.standing().count() == 1


def test_all_in_one_tap_while_another_tab_skips_one_leaves_both_content(
    homework: Homework,
) -> None:
    session = send_start(homework).row

    answers = at_once(
        lambda: sessions.log_rest_as_prescribed(session=session, at=NOW, now=NOW),
        lambda: make_skip(session=session, prescription=homework.bridge, reason=SkipReason.PAIN),
    )

    assert answers[0] in (1, 2)
    assert isinstance(answers[1], ExerciseLog | sessions.AlreadyLoggedError)
    assert ExerciseLog.objects.standing().count() == 2


def test_the_last_two_exercises_logged_at_once_end_the_session(homework: Homework) -> None:
    session = send_start(homework).row

    answers = at_once(
        lambda: send_log(session, homework.bridge), lambda: send_log(session, homework.stretch)
    )

    assert [one.is_new for one in answers] == [True, True]
    session.refresh_from_db()
    assert session.finished_at == NOW


def test_pain_and_effort_tapped_at_once_are_both_kept(homework: Homework) -> None:
    pk = make_performed_session(assignment=homework.assignment).pk
    one, other = (ExerciseSession.objects.get(pk=pk) for _ in range(2))

    at_once(
        lambda: sessions.rate(session=one, by=homework.ivan, pain=3, now=NOW),
        lambda: sessions.rate(session=other, by=homework.ivan, effort=4, now=NOW),
    )

    session = ExerciseSession.objects.get(pk=pk)
    assert (session.pain_after, session.effort) == (3, 4)


def test_a_double_click_assigns_once(homework: Homework) -> None:
    routine = make_routine(name="Hip stabilizer 1")

    answers = at_once(*[lambda: give_homework(client=homework.ivan, routine=routine)] * 3)

    assert sum(isinstance(one, assignments.AlreadyAssignedError) for one in answers) == 2
    assert Assignment.objects.filter(routine=routine).count() == 1


def test_a_double_tap_starts_a_routine_alone_once() -> None:
    sam = make_client(display_name="Sam Keller")
    routine = make_routine(availability="self-start")

    answers = at_once(*[lambda: make_self_start(client=sam, routine=routine)] * 3)

    assert len({one.pk for one in answers}) == 1
    assert Assignment.objects.count() == 1


def test_two_ratings_at_once_ease_off_once() -> None:
    homework = make_ruled_homework()
    session = make_performed_session(assignment=homework.assignment)

    def rate(pain: int) -> ExerciseSession:
        mine = ExerciseSession.objects.get(pk=session.pk)
        return sessions.rate(session=mine, by=homework.ivan, pain=pain, now=NOW)

    answers = at_once(lambda: rate(7), lambda: rate(8))

    assert all(isinstance(answer, ExerciseSession) for answer in answers), answers
    assert Proposal.objects.count() == 1
    assert homework.assignment.versions.count() == 2


@pytest.mark.parametrize("number", range(3))
def test_rating_reporting_and_starting_at_once_wait_for_each_other(number: int) -> None:
    homework = make_ruled_homework()
    other = make_assignment(client=homework.ivan)
    rated, reported = send_start(homework).row, send_start(homework, assignment=other).row
    send_log(rated, homework.bridge)

    answers = at_once(
        lambda: sessions.rate(session=rated, by=homework.ivan, pain=3 + number, now=NOW),
        lambda: make_report(session=reported, feeling=Feeling.WARNING),
        lambda: send_start(homework, key=rated.pk, take_up=True),
        lambda: next_days.answer(
            client=homework.ivan,
            day=TODAY + dt.timedelta(days=1),
            pain=2,
            by=homework.ivan,
            now=NOW + dt.timedelta(days=1),
        ),
    )

    assert not [one for one in answers if isinstance(one, Exception)], answers


def test_a_step_locks_the_homework_before_its_session(
    count_statements: CountStatements,
) -> None:
    homework = make_ruled_homework()
    session = make_performed_session(assignment=homework.assignment)
    tomorrow = NOW + dt.timedelta(days=1)

    for act in (
        lambda: sessions.rate(session=session, by=homework.ivan, pain=3, now=NOW),
        lambda: make_report(session=session, feeling=Feeling.SHARP),
        lambda: make_report(session=session, feeling=Feeling.WARNING),
        lambda: next_days.answer(
            client=homework.ivan, day=tomorrow.date(), pain=2, by=homework.ivan, now=tomorrow
        ),
    ):
        with count_statements() as statements:
            act()
        homework_at = next(at for at, sql in enumerate(statements) if _LOCKS_HOMEWORK in sql)
        writes = [at for at, sql in enumerate(statements) if not sql.startswith("SELECT")]
        assert homework_at < min(writes)


def test_accepted_and_declined_at_once_it_is_one_of_both() -> None:
    homework = make_ruled_homework()
    at = make_good_days(homework, days=4)

    answers = at_once(
        lambda: proposals.accept(proposal=Proposal.objects.get(), by=homework.maya, at=at),
        lambda: proposals.decline(proposal=Proposal.objects.get(), by=homework.maya, at=at),
    )

    refused = [one for one in answers if isinstance(one, proposals.DecidedAlreadyError)]
    assert len(refused) == 1, answers
    grew = homework.assignment.versions.count() == 2
    decision = Proposal.objects.get().decision
    assert decision == (Decision.ACCEPTED if grew else Decision.DECLINED)
