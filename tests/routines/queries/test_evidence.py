"""What the rules see of sessions and exercises."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from routines.domain.traffic_light import NextDay, Zone
from routines.domain.triage import Answer
from routines.models import ExerciseSession, Feeling, SkipReason
from routines.queries.evidence import (
    RECENT,
    Recent,
    exercises_now,
    pain_before,
    recent_sessions,
    seen,
)
from routines.services import sessions
from routines.services.precautions import answer, clear_exercise
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_log,
    make_performed_session,
    make_report,
    make_revision,
    make_session,
    make_skip,
    prescribed_in,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def recent(session: ExerciseSession) -> Recent:
    found = recent_sessions(session)
    assert found is not None
    return found


# --- pain before ---------------------------------------------------------------------------


def test_pain_before_is_the_last_one_said_within_two_days(homework: Homework) -> None:
    assert pain_before(make_session(assignment=homework.assignment)) is None
    make_performed_session(assignment=homework.assignment, pain=5, now=NOW - 3 * DAY)
    assert pain_before(make_session(assignment=homework.assignment)) is None
    make_performed_session(assignment=homework.assignment, pain=4, now=NOW - 2 * DAY)
    make_performed_session(assignment=homework.assignment, pain=2, now=NOW - DAY)
    make_performed_session(assignment=homework.assignment, pain=9, now=NOW + DAY)

    assert pain_before(make_session(assignment=homework.assignment)) == 2


def test_a_morning_answer_is_later_than_the_session_it_is_about(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment, pain=5, now=NOW - DAY)
    session.pain_next_day, session.next_day_at = 3, NOW - 2 * HOUR
    session.save(update_fields=["pain_next_day", "next_day_at"])

    assert pain_before(make_session(assignment=homework.assignment)) == 3
    assert pain_before(make_session(assignment=homework.assignment, now=NOW - 3 * HOUR)) == 5


def test_it_may_come_from_other_homework_but_not_from_others(homework: Homework) -> None:
    other = make_assignment(client=homework.ivan)
    make_performed_session(assignment=other, pain=3, now=NOW - HOUR)
    strangers = make_homework()
    make_performed_session(assignment=strangers.assignment, pain=9, now=NOW - HOUR)

    assert pain_before(make_session(assignment=homework.assignment)) == 3


# --- sessions ------------------------------------------------------------------------------


def test_a_session_is_seen_with_everything_known_about_it(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_log(session=session, prescription=homework.bridge)
    make_skip(session=session, prescription=homework.stretch, reason=SkipReason.PAIN)
    make_report(session=session, feeling=Feeling.SHARP, prescription=homework.bridge)
    make_report(session=session, feeling=Feeling.SPREADING)
    make_report(session=session, feeling=Feeling.WARNING)
    ExerciseSession.objects.filter(pk=session.pk).update(
        pain_before=2, pain_after=4, effort=7, pain_next_day=3, zone="red"
    )

    found = seen(recent(session).session)

    assert (found.zone, found.peak, found.rise, found.effort) == (Zone.RED, 4, 2, 7)
    assert (found.next_day_change, found.next_day) == (1, NextDay.SAME)
    assert found.is_sharp
    assert found.has_spread
    assert found.has_warning
    assert found.is_complete
    assert found.skipped == {str(homework.stretch.exercise_id)}
    assert found.reported == {
        str(homework.bridge.exercise_id),
        str(homework.stretch.exercise_id),
    }


def test_a_pull_and_an_undone_log_say_nothing(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    log = make_skip(session=session, prescription=homework.stretch)
    sessions.undo(log=log, by=homework.ivan, now=NOW)
    make_log(session=session, prescription=homework.bridge)
    make_report(session=session, feeling=Feeling.PULL, prescription=homework.bridge)

    found = seen(recent(session).session)

    assert not found.is_sharp
    assert (found.skipped, found.reported) == (frozenset(), frozenset())
    assert (found.zone, found.next_day, found.next_day_change) == (None, None, None)
    assert not found.is_complete


def test_an_easier_exercise_done_instead_counts_as_skipped(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)
    log = session.logs.get(prescription=homework.bridge)
    log.instead = make_exercise(name="Pelvic tilt")
    log.save(update_fields=["instead"])

    assert seen(recent(session).session).skipped == {str(homework.bridge.exercise_id)}


def test_a_shorter_dose_is_complete_with_fewer_logs(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    ExerciseSession.objects.filter(pk=session.pk).update(exercise_count=1)
    make_log(session=session, prescription=homework.bridge)

    assert seen(recent(session).session).is_complete


def test_recent_sessions_are_those_before_and_after_in_order(homework: Homework) -> None:
    first = make_performed_session(assignment=homework.assignment)
    make_session(assignment=homework.assignment, now=NOW + HOUR)
    second = make_performed_session(assignment=homework.assignment, now=NOW + DAY)
    make_revision(homework.assignment, note="Slowly.", at=NOW + DAY)
    homework.assignment.refresh_from_db()
    third = make_performed_session(assignment=homework.assignment, now=NOW + 2 * DAY)
    fourth = make_performed_session(assignment=homework.assignment, now=NOW + 3 * DAY)

    found = recent(third)

    assert found.before == (first, second)
    assert found.later == (fourth,)
    assert found.up_to == (third,)
    assert recent(second).up_to == (first, second)
    assert (found.ago(second.pk), found.ago(first.pk)) == (1, 2)
    assert found.ago(fourth.pk) is None
    assert not found.was_sore_later


def test_a_session_too_long_ago_has_no_recent_ones(homework: Homework) -> None:
    first = make_performed_session(assignment=homework.assignment)
    for hours in range(1, RECENT + 1):
        make_performed_session(assignment=homework.assignment, now=NOW + hours * HOUR)

    assert recent_sessions(first) is None


# --- exercises -----------------------------------------------------------------------------


def test_an_exercise_knows_when_its_dosage_was_changed_last(homework: Homework) -> None:
    version = homework.assignment.current_version
    bridge, stretch = prescribed_in(version)
    longer = replace(bridge, dosage=replace(bridge.dosage, repetitions=12))
    make_revision(homework.assignment, exercises=[longer, stretch])
    late = make_exercise(name="Late")
    make_revision(
        homework.assignment,
        exercises=[longer, replace(stretch, note="Slowly."), replace(longer, exercise=late)],
    )
    homework.assignment.refresh_from_db()

    now = exercises_now(homework.assignment, homework.assignment.current_version)

    assert [(one.name, one.changed) for one in now] == [
        ("Bridge", 2),
        ("Figure four", 1),
        ("Late", 3),
    ]


def test_only_what_is_offered_and_needs_no_teaching_is_easier(homework: Homework) -> None:
    bridge = homework.bridge.exercise
    make_exercise(name="Retired", slug="retired", retired_at=NOW)
    make_exercise(name="Taught", slug="taught", therapist_only=True)
    make_exercise(name="Tilt", slug="tilt")
    bridge.easier = ["retired", "taught", "unknown", "tilt"]
    bridge.harder = ["taught"]
    bridge.save(update_fields=["easier", "harder"])

    first = exercises_now(homework.assignment, homework.assignment.current_version)[0]

    assert [one.name for one in first.easier] == ["Tilt"]
    assert [one.name for one in first.harder] == ["Taught"]


def test_a_precaution_keeps_what_it_blocks_from_every_step_until_it_is_cleared(
    homework: Homework,
) -> None:
    deep = make_exercise(name="Deep", slug="deep", loads=["hip-flexion-over-90"])
    bridge = homework.bridge.exercise
    bridge.easier = bridge.harder = [deep.slug]
    bridge.save(update_fields=["easier", "harder"])
    answer(
        client=homework.ivan,
        answers={"hip-replacement": Answer.YES},
        by=homework.ivan,
        at=NOW,
    )

    first = exercises_now(homework.assignment, homework.assignment.current_version)[0]
    assert (first.easier, first.harder) == ((), ())

    clear_exercise(
        client=homework.ivan,
        clinic=homework.maya.care_given.get().clinic,
        exercise=deep,
        reason="Cleared by the surgeon.",
        by=homework.maya,
        at=NOW,
    )
    first = exercises_now(homework.assignment, homework.assignment.current_version)[0]
    assert [one.name for one in (*first.easier, *first.harder)] == ["Deep", "Deep"]


def test_the_same_statements_for_one_and_for_many(
    homework: Homework, count_statements: CountStatements
) -> None:
    session = make_performed_session(assignment=homework.assignment)
    with count_statements() as few:
        seen(recent(session).session)
        exercises_now(homework.assignment, homework.assignment.current_version)
    for hours in range(1, 9):
        make_performed_session(assignment=homework.assignment, now=NOW + hours * HOUR)
        make_report(session=session, feeling=Feeling.PULL, prescription=homework.bridge)
    with count_statements() as many:
        seen(recent(session).session)
        exercises_now(homework.assignment, homework.assignment.current_version)

    assert len(many) <= len(few) + 1  # the prescriptions of reports, once there are any
