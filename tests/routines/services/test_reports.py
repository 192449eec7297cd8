"""What is felt in the middle of an exercise is kept once; two of the answers end the session."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.identifiers import uuid7
from routines.domain.windows import CLOCK_TOLERANCE
from routines.models import Decision, ExerciseSession, Feeling, PainReport, Proposal
from routines.services.once import SentBeforeError, Stored
from routines.services.reports import report
from routines.services.sessions import NotYourHomeworkError, SessionError
from tests.factories import make_client
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_homework,
    make_report,
    make_revision,
    make_ruled_homework,
    make_session,
    prescriptions_of,
    send_log,
    send_start,
)

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def session(homework: Homework) -> ExerciseSession:
    return send_start(homework).row


def send_report(session: ExerciseSession, **changes: Any) -> Stored[PainReport]:
    """Send what a phone sends after a tap on the first answer; say what shall be different."""
    usual = {"key": uuid7(), "prescription": None, "feeling": Feeling.PULL, "by": session.client}
    return report(session=session, **{**usual, "at": NOW, "now": NOW, **changes})


def test_it_is_kept_with_its_exercise_and_its_moment(
    homework: Homework, session: ExerciseSession
) -> None:
    key = uuid7()

    stored = send_report(
        session, key=key, prescription=homework.bridge, at=NOW - MINUTE, feeling=Feeling.SHARP
    )

    kept = PainReport.objects.get()
    assert stored.is_new
    assert (kept.pk, kept.session, kept.prescription) == (key, session, homework.bridge)
    assert kept.feeling == Feeling.SHARP
    assert (kept.reported_at, kept.received_at) == (NOW - MINUTE, NOW)


def test_sent_twice_it_is_one(homework: Homework, session: ExerciseSession) -> None:
    key = uuid7()
    first = send_report(session, key=key, prescription=homework.bridge)
    before = PainReport.objects.values().get()

    second = send_report(session, key=key, prescription=homework.bridge, now=NOW + MINUTE)

    assert (first.is_new, second.is_new) == (True, False)
    assert PainReport.objects.values().get() == before


@pytest.mark.parametrize("other", ["feeling", "exercise", "session"])
def test_another_body_under_the_same_key_is_refused_and_the_first_stands(
    homework: Homework, session: ExerciseSession, other: str
) -> None:
    first = send_report(session, prescription=homework.bridge).row
    where = send_start(homework).row if other == "session" else session
    changes: dict[str, dict[str, Any]] = {
        "feeling": {"prescription": homework.bridge, "feeling": Feeling.WARNING},
        "exercise": {"prescription": homework.stretch},
        "session": {"prescription": homework.bridge},
    }

    with pytest.raises(SentBeforeError) as caught:
        send_report(where, key=first.pk, **changes[other])

    session.refresh_from_db()
    assert caught.value.stored == first
    assert PainReport.objects.get().feeling == Feeling.PULL
    assert session.finished_at is None


def test_somebody_elses_key_is_refused_without_showing_what_stands(
    homework: Homework, session: ExerciseSession
) -> None:
    noor = make_client(therapist=homework.maya, display_name="Noor Haddad")
    theirs = make_session(assignment=make_assignment(client=noor))
    key = make_report(session=session).pk

    with pytest.raises(SentBeforeError) as caught:
        send_report(theirs, key=key)

    assert caught.value.stored is None


@pytest.mark.parametrize("who", ["maya", "somebody"])
def test_nobody_else_says_what_a_client_feels(
    homework: Homework, session: ExerciseSession, who: str
) -> None:
    other = homework.maya if who == "maya" else make_client(therapist=homework.maya)

    with pytest.raises(NotYourHomeworkError):
        send_report(session, by=other, feeling=Feeling.WARNING)

    session.refresh_from_db()
    assert session.finished_at is None
    assert not PainReport.objects.exists()


def test_an_exercise_of_another_version_is_refused(
    homework: Homework, session: ExerciseSession
) -> None:
    make_revision(homework.assignment, note="Slowly.")

    with pytest.raises(SessionError, match="not part of this session"):
        send_report(session, prescription=prescriptions_of(homework.assignment)[0])

    assert not PainReport.objects.exists()


@pytest.mark.parametrize("feeling", [Feeling.SPREADING, Feeling.WARNING])
def test_an_answer_that_stops_ends_the_session_and_counts_what_was_done(
    homework: Homework, session: ExerciseSession, feeling: Feeling
) -> None:
    send_log(session, homework.bridge)

    send_report(session, feeling=feeling, now=NOW + MINUTE)

    session.refresh_from_db()
    assert (session.is_performed, session.finished_at) == (True, NOW + MINUTE)


def test_where_nothing_was_done_the_session_ends_and_does_not_count(
    session: ExerciseSession,
) -> None:
    send_report(session, feeling=Feeling.WARNING)

    session.refresh_from_db()
    assert (session.is_performed, session.finished_at) == (False, NOW)


@pytest.mark.parametrize("feeling", [Feeling.PULL, Feeling.SHARP])
def test_any_other_answer_lets_the_session_go_on(
    homework: Homework, session: ExerciseSession, feeling: Feeling
) -> None:
    send_log(session, homework.bridge)

    send_report(session, feeling=feeling)

    session.refresh_from_db()
    assert (session.is_performed, session.finished_at) == (True, None)


def test_a_sharp_pain_eases_off_at_once_without_any_rating() -> None:
    ruled = make_ruled_homework()
    running = make_session(assignment=ruled.assignment)

    make_report(session=running, prescription=ruled.bridge, feeling=Feeling.PULL)
    assert not Proposal.objects.exists()
    make_report(session=running, prescription=ruled.bridge, feeling=Feeling.SHARP)

    step = Proposal.objects.get()
    assert step.reason == "A sharp pain was reported at Bridge."
    assert step.decision == Decision.APPLIED
    running.refresh_from_db()
    assert (running.version.number, running.finished_at, running.zone) == (1, None, "red")


def test_a_late_copy_does_not_end_what_was_opened_again(session: ExerciseSession) -> None:
    key = uuid7()
    send_report(session, key=key, feeling=Feeling.WARNING)
    ExerciseSession.objects.update(finished_at=None)

    send_report(session, key=key, feeling=Feeling.WARNING)

    session.refresh_from_db()
    assert session.finished_at is None


def test_a_report_is_never_too_late(session: ExerciseSession) -> None:
    later = NOW + dt.timedelta(days=90)

    assert send_report(session, feeling=Feeling.WARNING, now=later).is_new


def test_a_phone_whose_clock_runs_ahead_does_not_write_into_the_future(
    session: ExerciseSession,
) -> None:
    kept = send_report(session, at=NOW + dt.timedelta(days=1)).row

    assert kept.reported_at == NOW + CLOCK_TOLERANCE
