"""Doing homework: logging and skipping, exactly once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Side
from routines.domain.doses import Dose
from routines.domain.sets import (
    MAX_SETS_LOGGED,
    ImpossibleSetsError,
    SetLog,
    SideAmount,
    corrected,
)
from routines.models import (
    ExerciseLog,
    Outcome,
    SkipReason,
    Source,
)
from routines.services import sessions
from routines.services.once import SentBeforeError
from tests.factories import make_client
from tests.homework_factories import (
    NOW,
    STRETCH,
    TODAY,
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_log,
    make_revision,
    make_routine,
    make_session,
    make_skip,
    prescriptions_of,
    send_log,
    send_start,
)

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


# --- logging -------------------------------------------------------------------------------


def test_one_tap_logs_an_exercise_as_prescribed(homework: Homework) -> None:
    session = send_start(homework).row

    done = send_log(session, homework.stretch).row

    done.refresh_from_db()
    assert done.outcome == Outcome.PERFORMED
    assert done.said == "3 × 30 s each side"
    assert (done.logged_at, done.received_at, done.source) == (NOW, NOW, Source.TAPPED)


def test_one_side_may_be_different(homework: Homework) -> None:
    sets = corrected(
        homework.stretch.dosage,
        {
            Side.LEFT: SideAmount(sets=3, repetitions=1, seconds=30),
            Side.RIGHT: SideAmount(sets=2, repetitions=1, seconds=20),
        },
    )

    done = send_log(send_start(homework).row, homework.stretch, sets=sets).row

    assert done.said == "left 3 × 30 s, right 2 × 20 s"


@pytest.mark.parametrize("reason", list(SkipReason))
def test_an_exercise_can_be_skipped_for_any_reason(homework: Homework, reason: SkipReason) -> None:
    skipped = make_skip(session=send_start(homework).row, reason=reason)

    assert skipped.said == reason.label
    assert skipped.sets == []


def test_replaying_a_log_changes_nothing(homework: Homework) -> None:
    session, key = send_start(homework).row, uuid7()
    first = send_log(session, homework.bridge, key=key)
    before = ExerciseLog.objects.values().get()

    second = send_log(session, homework.bridge, key=key, now=NOW + DAY)

    assert (first.is_new, second.is_new) == (True, False)
    assert ExerciseLog.objects.values().get() == before


def test_another_body_under_the_same_key_is_refused_and_the_first_stands(
    homework: Homework,
) -> None:
    session, key = send_start(homework).row, uuid7()
    first = send_log(session, homework.bridge, key=key).row

    with pytest.raises(SentBeforeError) as caught:
        send_log(
            session,
            homework.bridge,
            key=key,
            sets=[SetLog(side=Side.NONE, repetitions=4)],
        )

    assert caught.value.stored == first
    assert ExerciseLog.objects.get().said == "2 × 10"


def test_a_skip_under_the_key_of_a_log_is_refused(homework: Homework) -> None:
    session, key = send_start(homework).row, uuid7()
    send_log(session, homework.bridge, key=key)

    with pytest.raises(SentBeforeError):
        make_skip(session=session, prescription=homework.bridge, key=key)


def test_somebody_elses_log_key_is_refused_without_showing_it(homework: Homework) -> None:
    noor = make_client(therapist=homework.maya, display_name="Noor Haddad")
    theirs = make_session(assignment=make_assignment(client=noor))
    key = send_log(send_start(homework).row, homework.bridge).row.pk

    with pytest.raises(SentBeforeError) as caught:
        make_log(session=theirs, key=key)

    assert caught.value.stored is None


def test_two_tabs_that_say_the_same_log_once(homework: Homework) -> None:
    session = send_start(homework).row

    first = send_log(session, homework.bridge)
    second = send_log(session, homework.bridge)

    assert second.row == first.row
    assert not second.is_new


def test_two_tabs_that_disagree_are_told_what_stands(homework: Homework) -> None:
    session = send_start(homework).row
    first = send_log(session, homework.bridge).row

    with pytest.raises(sessions.AlreadyLoggedError, match="2 × 10") as caught:
        make_skip(session=session, prescription=homework.bridge)

    assert caught.value.stored == first


def test_an_exercise_of_another_version_is_refused(homework: Homework) -> None:
    session = send_start(homework).row
    make_revision(homework.assignment, note="Slowly.", at=NOW)

    with pytest.raises(sessions.SessionError, match="not part of this session"):
        send_log(session, prescriptions_of(homework.assignment)[0])


def test_a_session_under_way_keeps_the_doses_it_was_begun_with(homework: Homework) -> None:
    session = send_start(homework).row
    make_revision(homework.assignment, note="Slowly.", at=NOW)

    assert send_log(session, homework.bridge).is_new
    homework.assignment.refresh_from_db()
    assert send_start(homework).row != session


@pytest.mark.parametrize("count", [0, MAX_SETS_LOGGED + 1])
def test_no_sets_or_far_too_many_are_refused(homework: Homework, count: int) -> None:
    sets = [SetLog(side=Side.NONE, repetitions=1)] * count

    with pytest.raises(ImpossibleSetsError):
        send_log(send_start(homework).row, homework.bridge, sets=sets)

    assert not ExerciseLog.objects.exists()


def test_a_side_that_the_dosage_has_not_is_refused(homework: Homework) -> None:
    session = send_start(homework).row

    with pytest.raises(ImpossibleSetsError) as caught:
        send_log(session, homework.bridge, sets=[SetLog(side=Side.LEFT, repetitions=10)])

    assert caught.value.field == "sets.0.side"
    assert not ExerciseLog.objects.exists()


def test_the_rest_is_logged_as_prescribed_in_one_tap(homework: Homework) -> None:
    session = send_start(homework).row
    make_skip(session=session, prescription=homework.bridge)

    count = sessions.log_rest_as_prescribed(session=session, at=NOW, now=NOW)

    assert count == 1
    assert sessions.log_rest_as_prescribed(session=session, at=NOW, now=NOW) == 0
    assert [one.said for one in session.logs.order_by("prescription__position")] == [
        "No time",
        "3 × 30 s each side",
    ]


def test_in_a_gentle_session_the_rest_is_logged_gently_and_it_counts(homework: Homework) -> None:
    session = send_start(homework, dose=Dose.GENTLE).row

    sessions.log_rest_as_prescribed(session=session, at=NOW, now=NOW)

    session.refresh_from_db()
    assert session.is_performed
    assert session.finished_at == NOW
    assert [one.said for one in session.logs.order_by("prescription__position")] == [
        "2 × 6",
        "2 × 30 s each side",
    ]


def test_in_a_short_session_only_its_exercises_are_logged(homework: Homework) -> None:
    hold = replace(STRETCH, hold_seconds=80)
    routine = make_routine(exercises=[make_exercise(dosage=hold) for _ in range(3)])
    longer = make_assignment(client=homework.ivan, routine=routine)
    session = send_start(homework, assignment=longer, dose=Dose.SHORT).row

    count = sessions.log_rest_as_prescribed(session=session, at=NOW, now=NOW)

    session.refresh_from_db()
    assert count == 1
    assert session.logs.get().said == "1 min 20 s each side"
    assert (session.is_performed, session.finished_at) == (True, NOW)
