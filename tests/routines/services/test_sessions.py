"""Doing homework: starting a session, logging and skipping, exactly once."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Side
from routines.domain.sets import (
    MAX_SETS_LOGGED,
    ImpossibleSetsError,
    SetLog,
    SideAmount,
    corrected,
)
from routines.domain.windows import CLOCK_TOLERANCE
from routines.models import (
    Assignment,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    SkipReason,
    Source,
)
from routines.services import assignments, sessions
from routines.services.once import SentBeforeError
from tests.factories import make_client
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_assignment,
    make_homework,
    make_log,
    make_revision,
    make_session,
    make_skip,
    prescribed_in,
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


# --- starting ------------------------------------------------------------------------------


def test_a_session_belongs_to_the_clients_day_and_zone(homework: Homework) -> None:
    homework.ivan.time_zone = "Asia/Kolkata"
    homework.ivan.save()

    stored = send_start(homework, source=Source.TIMED)

    assert stored.is_new
    assert stored.row.local_day == TODAY
    assert stored.row.time_zone == "Asia/Kolkata"
    assert stored.row.source == Source.TIMED
    assert not stored.row.is_performed


def test_starting_twice_with_one_key_starts_once(homework: Homework) -> None:
    key = uuid7()

    first, second = (
        send_start(homework, key=key),
        send_start(homework, key=key, at=NOW + 5 * SECOND),
    )

    assert (first.is_new, second.is_new) == (True, False)
    assert first.row == second.row
    assert ExerciseSession.objects.get().started_at == NOW


def test_a_key_that_stands_for_another_day_is_refused(homework: Homework) -> None:
    key = uuid7()
    first = send_start(homework, key=key).row

    with pytest.raises(SentBeforeError) as caught:
        send_start(homework, key=key, day=YESTERDAY)

    assert caught.value.stored == first
    assert ExerciseSession.objects.get().local_day == TODAY


def test_somebody_elses_key_is_refused_without_showing_what_stands(homework: Homework) -> None:
    noor = make_client(therapist=homework.maya, display_name="Noor Haddad")
    key = send_start(homework).row.pk

    with pytest.raises(SentBeforeError) as caught:
        send_start(homework, key=key, client=noor, assignment=make_assignment(client=noor))

    assert caught.value.stored is None


def test_two_tabs_take_up_the_same_session(homework: Homework) -> None:
    first, second = (send_start(homework, take_up=True) for _ in range(2))

    assert first.row == second.row
    assert not second.is_new


def test_a_phone_with_a_key_of_its_own_gets_a_session_of_its_own(homework: Homework) -> None:
    first, second = send_start(homework), send_start(homework)

    assert first.row != second.row
    assert first.is_new
    assert second.is_new


def test_after_finishing_the_same_homework_can_be_done_again(homework: Homework) -> None:
    sessions.finish(session=send_start(homework).row, by=homework.ivan, now=NOW)

    assert send_start(homework).is_new


def test_nobody_starts_homework_of_somebody_else(homework: Homework) -> None:
    with pytest.raises(sessions.NotYourHomeworkError):
        send_start(homework, client=homework.maya)

    assert not ExerciseSession.objects.exists()


def test_yesterday_can_be_filled_in(homework: Homework) -> None:
    session = send_start(homework, day=YESTERDAY, source=Source.BACK_FILLED).row

    done = send_log(session, homework.bridge).row

    assert session.local_day == YESTERDAY
    assert done.source == Source.BACK_FILLED


def test_a_day_filled_in_asks_for_what_was_prescribed_then(homework: Homework) -> None:
    first = homework.assignment.current_version
    make_revision(homework.assignment, exercises=prescribed_in(first)[:1], at=NOW + 3 * DAY)
    homework.assignment.refresh_from_db()
    later = NOW + 3 * DAY

    before = send_start(homework, day=TODAY + 2 * DAY, now=later).row
    after = send_start(homework, day=TODAY + 3 * DAY, now=later).row

    assert before.version == first
    assert after.version == homework.assignment.version


def test_the_first_day_may_be_a_day_early(homework: Homework) -> None:
    assert send_start(homework, day=YESTERDAY).row.version == homework.assignment.version


def test_a_day_that_has_not_come_is_refused(homework: Homework) -> None:
    assert send_start(homework, day=TODAY + DAY).is_new

    with pytest.raises(sessions.SessionError, match="has not come"):
        send_start(homework, day=TODAY + 2 * DAY)


def test_a_day_long_ago_is_refused(homework: Homework) -> None:
    assert send_start(homework, day=TODAY - 30 * DAY).is_new

    with pytest.raises(sessions.SessionError, match="last 30 days"):
        send_start(homework, day=TODAY - 31 * DAY)


def test_today_is_the_clients_today_and_not_the_servers(homework: Homework) -> None:
    homework.ivan.time_zone = "Pacific/Kiritimati"  # 14 hours ahead: their 12th is tomorrow

    assert send_start(homework, day=TODAY + 2 * DAY, now=NOW + dt.timedelta(hours=1)).is_new


def test_a_phone_whose_clock_runs_ahead_does_not_write_into_the_future(homework: Homework) -> None:
    session = send_start(homework, at=NOW + DAY).row
    done = send_log(session, homework.bridge, at=NOW + DAY).row

    assert session.started_at == NOW + CLOCK_TOLERANCE
    assert done.logged_at == NOW + CLOCK_TOLERANCE
    assert done.received_at == NOW


def test_a_phone_that_was_offline_keeps_its_own_time(homework: Homework) -> None:
    session = send_start(homework, at=NOW - DAY, day=YESTERDAY).row

    assert session.started_at == NOW - DAY
    assert session.received_at == NOW


# --- ended and paused ----------------------------------------------------------------------


def test_ended_homework_can_be_logged_up_to_its_last_day(homework: Homework) -> None:
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW)
    homework.assignment.refresh_from_db()

    assert send_start(homework, day=TODAY, now=NOW + 3 * DAY).is_new

    with pytest.raises(sessions.AssignmentRestsError, match="10 March"):
        send_start(homework, day=TODAY + DAY, now=NOW + 3 * DAY)


def test_a_session_begun_before_the_end_is_logged_after_it(homework: Homework) -> None:
    session = send_start(homework).row
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW)

    assert send_log(session, homework.bridge, now=NOW + DAY).is_new


def test_homework_that_has_just_ended_is_noticed(homework: Homework) -> None:
    stale = homework.assignment
    assignments.end(
        assignment=Assignment.objects.get(pk=stale.pk), by=homework.maya, at=NOW - 2 * DAY
    )

    with pytest.raises(sessions.AssignmentRestsError):
        send_start(homework, assignment=stale)


def test_paused_homework_is_not_started_but_earlier_days_are_filled_in(homework: Homework) -> None:
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=NOW)
    homework.assignment.refresh_from_db()

    assert send_start(homework, day=YESTERDAY).is_new

    with pytest.raises(sessions.AssignmentRestsError, match="rests for now"):
        send_start(homework)


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
