"""Beginning a session: on whose day, in which version and dose, exactly once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.identifiers import uuid7
from routines.domain.doses import USUAL_EASE_PERCENT, Dose
from routines.domain.windows import CLOCK_TOLERANCE
from routines.models import (
    Assignment,
    ExerciseLog,
    ExerciseSession,
    Source,
)
from routines.services import assignments, sessions
from routines.services.once import SentBeforeError, fingerprint
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
    make_skip,
    prescribed_in,
    send_log,
    send_start,
)

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
EASE_OFF = [{"slug": "ease-off", "then": [{"change": "repetitions_or_hold", "add_percent": -50}]}]


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


# --- in a dose -----------------------------------------------------------------------------


def test_a_gentle_session_eases_off_by_the_routines_own_rule(homework: Homework) -> None:
    routine = homework.assignment.routine
    routine.regression = EASE_OFF
    routine.save()

    session = send_start(homework, dose=Dose.GENTLE).row

    session.refresh_from_db()
    assert (session.dose, session.ease_percent, session.exercise_count) == ("gentle", 50, None)
    assert str(session.dosage_of(homework.bridge)) == "2 × 5"


def test_without_a_rule_it_eases_off_as_usual(homework: Homework) -> None:
    session = send_start(homework, dose=Dose.GENTLE).row

    assert session.ease_percent == USUAL_EASE_PERCENT
    assert str(session.dosage_of(homework.bridge)) == "2 × 6"


def test_a_short_session_remembers_how_many_exercises_fit() -> None:
    long_stretch = replace(STRETCH, hold_seconds=80)
    routine = make_routine(exercises=[make_exercise(dosage=long_stretch) for _ in range(3)])
    homework = make_homework()
    longer = make_assignment(client=homework.ivan, routine=routine)

    short = send_start(homework, assignment=longer, dose=Dose.SHORT).row
    all_fit = send_start(homework, dose=Dose.SHORT).row

    assert (short.exercise_count, short.asked_count) == (1, 1)
    assert (all_fit.exercise_count, all_fit.asked_count) == (None, 2)


def test_what_older_phones_sent_is_still_the_same_body(homework: Homework) -> None:
    in_full, gently = (send_start(homework, dose=dose).row for dose in (Dose.FULL, Dose.GENTLE))

    sent = {"assignment": homework.assignment.pk, "day": TODAY, "source": "tapped"}
    assert in_full.fingerprint == fingerprint(sent)
    assert gently.fingerprint == fingerprint({**sent, "dose": "gentle"})


def test_a_key_that_stands_for_another_dose_is_refused(homework: Homework) -> None:
    first = send_start(homework, dose=Dose.GENTLE).row

    with pytest.raises(SentBeforeError) as caught:
        send_start(homework, key=first.pk)

    assert caught.value.stored == first
    assert ExerciseSession.objects.get().dose == Dose.GENTLE


def test_a_session_taken_up_untouched_takes_the_dose_tapped_last(homework: Homework) -> None:
    first = send_start(homework, take_up=True).row

    gentle = send_start(homework, take_up=True, dose=Dose.GENTLE)
    once_more = send_start(homework, key=first.pk, take_up=True)

    assert (gentle.row, gentle.is_new, gentle.row.dose) == (first, False, Dose.GENTLE)
    assert (once_more.row, once_more.row.dose) == (first, Dose.FULL)
    assert ExerciseSession.objects.get().dose == Dose.FULL


@pytest.mark.parametrize("log", [make_log, make_skip])
def test_a_session_with_something_logged_goes_on_as_it_is(
    homework: Homework, log: Callable[..., ExerciseLog]
) -> None:
    first = send_start(homework, take_up=True).row
    log(session=first)

    again = send_start(homework, take_up=True, dose=Dose.SHORT).row

    assert again == first
    assert ExerciseSession.objects.get().dose == Dose.FULL


def test_a_finished_session_keeps_its_dose_when_its_start_comes_again(homework: Homework) -> None:
    first = send_start(homework, take_up=True, dose=Dose.GENTLE).row
    sessions.finish(session=first, by=homework.ivan, now=NOW)

    again = send_start(homework, key=first.pk, take_up=True, dose=Dose.GENTLE).row

    assert (again, again.dose) == (first, Dose.GENTLE)


def test_a_short_session_taken_up_in_full_asks_for_everything_again() -> None:
    homework = make_homework()
    routine = make_routine(
        exercises=[make_exercise(dosage=replace(STRETCH, hold_seconds=80)) for _ in range(3)]
    )
    longer = make_assignment(client=homework.ivan, routine=routine)
    send_start(homework, assignment=longer, dose=Dose.SHORT)

    session = send_start(homework, assignment=longer, take_up=True).row

    session.refresh_from_db()
    assert (session.dose, session.exercise_count, session.asked_count) == (Dose.FULL, None, 3)
