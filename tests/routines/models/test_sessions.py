"""Who sees which sessions and logs, and what their rows say and refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.identifiers import uuid7
from accounts.models import User
from accounts.services.care import end_care
from routines.models import Effort, ExerciseLog, ExerciseSession, Outcome
from tests.factories import (
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    NOW,
    Homework,
    make_homework,
    make_log,
    make_performed_session,
    make_self_start,
    make_session,
    make_skip,
)

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def seen_by(user: User | AnonymousUser) -> tuple[int, int]:
    """Count the sessions and the logs this person sees."""
    return (
        ExerciseSession.objects.visible_to(user).count(),
        ExerciseLog.objects.visible_to(user).count(),
    )


# --- who sees it ---------------------------------------------------------------------------


def test_what_was_done_is_seen_by_the_client_and_the_therapist(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)

    assert seen_by(homework.ivan) == (1, 2)
    assert seen_by(homework.maya) == (1, 2)
    assert seen_by(make_superuser()) == (1, 2)


def test_what_was_done_is_seen_by_nobody_else(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)
    clinic = homework.assignment.clinic
    assert clinic is not None
    tom = make_therapist(clinic=make_clinic(name="Harbour Physio"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=homework.ivan)
    strangers: list[User | AnonymousUser] = [
        AnonymousUser(),
        make_client(therapist=homework.maya, display_name="Lena Vogel"),
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_therapist(clinic=None, display_name="Nils Berg"),
        make_manager(clinic=clinic),
        make_superuser(is_active=False),
        tom,
    ]

    assert [seen_by(stranger) for stranger in strangers] == [(0, 0)] * len(strangers)


def test_a_therapist_stops_seeing_it_when_care_ends(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)

    end_care(relationship=homework.maya.care_given.get(), by=homework.maya, at=NOW)

    assert seen_by(homework.maya) == (0, 0)
    assert seen_by(homework.ivan) == (1, 2)


def test_what_a_client_does_alone_is_theirs_alone() -> None:
    ivan = make_client()
    make_performed_session(assignment=make_self_start(client=ivan))
    maya = make_therapist(clinic=make_clinic())

    make_care_relationship(therapist=maya, client=ivan)

    assert seen_by(maya) == (0, 0)
    assert seen_by(ivan) == (1, 2)


def test_what_a_therapist_does_as_a_client_is_theirs(homework: Homework) -> None:
    make_performed_session(assignment=make_self_start(client=homework.maya))

    assert seen_by(homework.maya) == (1, 2)


# --- what it says --------------------------------------------------------------------------


def test_a_session_and_its_logs_say_what_they_are(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment, effort=Effort.JUST_RIGHT)
    log = session.logs.order_by("prescription__position")[0]

    assert str(session) == f"{homework.assignment.pk} on 2026-03-10"
    assert session.effort_label == "Just right"
    assert str(log) == f"{log.prescription_id}: performed"
    assert [one.repetitions for one in log.performed_sets] == [10, 10]


@pytest.mark.parametrize(("effort", "label"), [(None, ""), (0, "0"), (5, "5"), (9, "Too hard")])
def test_an_effort_says_its_word_or_its_number(effort: int | None, label: str) -> None:
    assert ExerciseSession(effort=effort).effort_label == label


def test_a_log_may_be_undone_until_the_tap_has_traveled_and_edited_for_seven_days(
    homework: Homework,
) -> None:
    log = make_log(session=make_performed_session(assignment=homework.assignment))

    assert log.may_undo(NOW + 15 * SECOND)
    assert not log.may_undo(NOW + 16 * SECOND)
    assert log.may_edit(NOW + dt.timedelta(days=7))
    assert not log.may_edit(NOW + dt.timedelta(days=7, seconds=1))

    log.undone_at = NOW
    assert not log.may_undo(NOW)
    assert not log.undo_seconds_left(NOW)
    assert not log.may_edit(NOW)


@pytest.mark.parametrize(("after", "left"), [(-5, 10), (0, 10), (3, 7), (9.5, 1), (10, 0), (15, 0)])
def test_the_offer_to_undo_counts_from_when_it_was_stored(
    homework: Homework, after: float, left: int
) -> None:
    log = make_log(session=make_performed_session(assignment=homework.assignment))

    assert log.undo_seconds_left(NOW + after * SECOND) == left


# --- what the database refuses -------------------------------------------------------------


@pytest.mark.parametrize("change", [{"pain_after": 11}, {"effort": 11}])
def test_a_number_off_the_scale_is_refused(homework: Homework, change: dict[str, int]) -> None:
    make_performed_session(assignment=homework.assignment)

    with pytest.raises(IntegrityError), transaction.atomic():
        ExerciseSession.objects.update(**change)


@pytest.mark.parametrize(
    "change", [{"outcome": Outcome.SKIPPED}, {"skip_reason": "pain"}, {"outcome": "finished"}]
)
def test_a_skip_has_a_reason_and_nothing_else_has_one(
    homework: Homework, change: dict[str, str]
) -> None:
    make_performed_session(assignment=homework.assignment)

    with pytest.raises(IntegrityError), transaction.atomic():
        ExerciseLog.objects.update(**change)


def test_an_exercise_stands_once_in_a_session(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)
    log = session.logs.first()
    assert log is not None
    log.pk = uuid7()

    with pytest.raises(IntegrityError), transaction.atomic():
        log.save(force_insert=True)


# --- erasing -------------------------------------------------------------------------------


def test_with_a_client_goes_everything_they_did(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, note="Better.")
    make_skip(session=make_session(assignment=homework.assignment))

    homework.ivan.delete()

    assert not ExerciseSession.objects.exists()
    assert not ExerciseLog.objects.exists()
