"""After the tap: undoing, correcting, what counts, finishing and rating."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Side
from routines.domain.sets import ImpossibleSetsError, SetLog
from routines.models import (
    ExerciseLog,
    ExerciseSession,
    SkipReason,
)
from routines.services import sessions
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    STRETCH,
    TODAY,
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_performed_session,
    make_routine,
    make_self_start,
    make_skip,
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


# --- undo and correct ----------------------------------------------------------------------


def test_a_log_can_be_taken_back_for_ten_seconds(homework: Homework) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row

    sessions.undo(log=done, by=homework.ivan, now=NOW + 10 * SECOND)

    assert not ExerciseLog.objects.standing().exists()
    assert ExerciseLog.objects.get().undone_at == NOW + 10 * SECOND


def test_after_ten_seconds_it_can_only_be_corrected(homework: Homework) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row

    with pytest.raises(sessions.TooLateError, match="7 days"):
        sessions.undo(log=done, by=homework.ivan, now=NOW + 16 * SECOND)

    assert ExerciseLog.objects.standing().exists()


def test_undoing_twice_is_undoing_once(homework: Homework) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row
    sessions.undo(log=done, by=homework.ivan, now=NOW)

    sessions.undo(log=done, by=homework.ivan, now=NOW + DAY)

    assert ExerciseLog.objects.get().undone_at == NOW


def test_a_late_copy_of_an_undone_log_stays_undone(homework: Homework) -> None:
    session, key = send_start(homework).row, uuid7()
    done = send_log(session, homework.bridge, key=key).row
    sessions.undo(log=done, by=homework.ivan, now=NOW)

    replay = send_log(session, homework.bridge, key=key)

    assert not replay.is_new
    assert not ExerciseLog.objects.standing().exists()
    assert not ExerciseSession.objects.get().is_performed


def test_an_undone_exercise_can_be_logged_again(homework: Homework) -> None:
    session = send_start(homework).row
    sessions.undo(log=send_log(session, homework.bridge).row, by=homework.ivan, now=NOW)

    again = send_log(session, homework.bridge)

    assert again.is_new
    assert ExerciseLog.objects.standing().get() == again.row


@pytest.mark.parametrize("days", [0, 7])
def test_a_log_can_be_corrected_for_seven_days(homework: Homework, days: int) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row

    sessions.correct(
        log=done,
        by=homework.ivan,
        sets=[SetLog(side=Side.NONE, repetitions=6)],
        now=NOW + days * DAY,
    )

    done.refresh_from_db()
    assert done.said == "6 times"
    assert done.edited_at == NOW + days * DAY


def test_after_seven_days_a_log_stands(homework: Homework) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row

    with pytest.raises(sessions.TooLateError, match="Tell your therapist"):
        sessions.correct(
            log=done, by=homework.ivan, reason=SkipReason.PAIN, now=NOW + 7 * DAY + SECOND
        )


def test_a_log_can_become_a_skip_and_a_skip_a_log(homework: Homework) -> None:
    session = send_start(homework).row
    done = send_log(session, homework.bridge).row

    sessions.correct(log=done, by=homework.ivan, reason=SkipReason.PAIN, now=NOW)
    assert (done.said, done.sets) == ("It hurt", [])
    assert not ExerciseSession.objects.get().is_performed

    sessions.correct(
        log=done, by=homework.ivan, sets=[SetLog(side=Side.NONE, repetitions=5)], now=NOW
    )
    assert (done.said, done.skip_reason) == ("5 times", "")
    assert ExerciseSession.objects.get().is_performed


def test_a_correction_to_nothing_at_all_is_refused(homework: Homework) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row

    with pytest.raises(ImpossibleSetsError, match="choose Skip"):
        sessions.correct(log=done, by=homework.ivan, now=NOW)
    with pytest.raises(ImpossibleSetsError, match="that side"):
        sessions.correct(
            log=done, by=homework.ivan, sets=[SetLog(side=Side.RIGHT, repetitions=5)], now=NOW
        )

    done.refresh_from_db()
    assert done.said == "2 × 10"


def test_an_undone_log_cannot_be_corrected(homework: Homework) -> None:
    done = send_log(send_start(homework).row, homework.bridge).row
    sessions.undo(log=done, by=homework.ivan, now=NOW)

    with pytest.raises(sessions.TooLateError, match="taken back"):
        sessions.correct(log=done, by=homework.ivan, reason=SkipReason.PAIN, now=NOW)


def test_replaying_a_log_keeps_its_correction(homework: Homework) -> None:
    session, key = send_start(homework).row, uuid7()
    done = send_log(session, homework.bridge, key=key).row
    sessions.correct(
        log=done, by=homework.ivan, sets=[SetLog(side=Side.NONE, repetitions=5)], now=NOW
    )

    send_log(session, homework.bridge, key=key)

    assert ExerciseLog.objects.get().said == "5 times"


# --- counting and finishing ----------------------------------------------------------------


def test_a_session_counts_from_its_first_performed_exercise(homework: Homework) -> None:
    session = send_start(homework).row
    assert not ExerciseSession.objects.performed().exists()

    send_log(session, homework.bridge)

    assert ExerciseSession.objects.performed().get() == session
    session.refresh_from_db()
    assert session.finished_at is None


def test_a_session_of_skips_only_does_not_count(homework: Homework) -> None:
    session = send_start(homework).row
    make_skip(session=session, prescription=homework.bridge)
    make_skip(session=session, prescription=homework.stretch)

    session.refresh_from_db()
    assert not session.is_performed
    assert session.finished_at == NOW


def test_a_session_is_over_with_its_last_exercise(homework: Homework) -> None:
    session = send_start(homework).row
    send_log(session, homework.bridge)
    send_log(session, homework.stretch, now=NOW + 60 * SECOND)

    session.refresh_from_db()
    assert session.finished_at == NOW + 60 * SECOND


def test_taking_the_last_exercise_back_opens_the_session_again(homework: Homework) -> None:
    session = send_start(homework).row
    send_log(session, homework.bridge)
    last = send_log(session, homework.stretch).row

    sessions.undo(log=last, by=homework.ivan, now=NOW)

    session.refresh_from_db()
    assert session.finished_at is None
    assert session.is_performed


def test_a_rated_session_stays_over_when_an_exercise_is_taken_back(homework: Homework) -> None:
    session = send_start(homework).row
    send_log(session, homework.bridge)
    last = send_log(session, homework.stretch).row
    sessions.rate(session=session, by=homework.ivan, pain=3, now=NOW)

    sessions.undo(log=last, by=homework.ivan, now=NOW)

    session.refresh_from_db()
    assert session.finished_at == NOW


def test_a_session_may_be_ended_early_and_still_counts(homework: Homework) -> None:
    session = send_start(homework).row
    send_log(session, homework.bridge)

    sessions.finish(session=session, by=homework.ivan, now=NOW + 60 * SECOND)
    sessions.finish(session=session, by=homework.ivan, now=NOW + DAY)

    assert session.is_performed
    assert session.finished_at == NOW + 60 * SECOND


# --- rating --------------------------------------------------------------------------------


def test_pain_and_effort_are_kept_apart_and_nothing_is_filled_in(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)
    assert (session.pain_after, session.effort, session.note) == (None, None, "")

    sessions.rate(session=session, by=homework.ivan, pain=0, now=NOW)
    session.refresh_from_db()
    assert (session.pain_after, session.effort) == (0, None)


def test_two_taps_in_the_same_moment_are_both_kept(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)
    one, other = (ExerciseSession.objects.get(pk=session.pk) for _ in range(2))

    sessions.rate(session=one, by=homework.ivan, pain=4, now=NOW)
    sessions.rate(session=other, by=homework.ivan, effort=7, now=NOW)

    session.refresh_from_db()
    assert (session.pain_after, session.effort) == (4, 7)
    assert session.effort_label == "Hard"


@pytest.mark.parametrize("given", [{"pain": 11}, {"pain": -1}, {"effort": 11}])
def test_a_number_off_the_scale_is_refused(homework: Homework, given: dict[str, Any]) -> None:
    session = make_performed_session(assignment=homework.assignment, pain=2)

    with pytest.raises(sessions.SessionError, match="0 to 10"):
        sessions.rate(session=session, by=homework.ivan, now=NOW, **given)

    session.refresh_from_db()
    assert session.pain_after == 2


def test_a_note_of_5000_letters_is_refused_with_its_length(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment, note="Fine.")

    with pytest.raises(sessions.SessionError, match="5000 letters"):
        sessions.rate(session=session, by=homework.ivan, note="x" * 5000, now=NOW)

    session.refresh_from_db()
    assert session.note == "Fine."


@pytest.mark.parametrize("note", ["🙂" * 2000, "أفضل اليوم", "", "<b>&amp;</b>\n\nline"])
def test_any_note_up_to_2000_letters_is_kept_as_written(homework: Homework, note: str) -> None:
    session = make_performed_session(assignment=homework.assignment, note=note)

    assert session.note == note


def test_people_and_exercises_may_be_called_anything() -> None:
    maya = make_therapist(
        clinic=make_clinic(name="עיסוי 🌿"), display_name="مايا أورتيز", email="maya@example.org"
    )
    ivan = make_client(therapist=maya, display_name="Иван 🧗", email="ivan@example.org")
    exercise = make_exercise(name="גשר 🌉", dosage=STRETCH)
    assignment = make_assignment(
        client=ivan, routine=make_routine(name="שגרה", exercises=[exercise]), note="بهدوء 🙂"
    )

    session = make_performed_session(assignment=assignment, note="👍🏽")

    assert session.is_performed
    assert str(assignment) == "שגרה"
    assert session.version.note == "بهدوء 🙂"


# --- without a therapist -------------------------------------------------------------------


def test_a_client_alone_logs_like_everybody() -> None:
    sam = make_client(display_name="Sam Keller")

    session = make_performed_session(assignment=make_self_start(client=sam))

    assert session.is_performed
