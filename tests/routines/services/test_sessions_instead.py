"""An easier exercise done in place of the prescribed one: logged, sent again, corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Dosage, Side
from routines.domain.sets import ImpossibleSetsError, SetLog, as_prescribed
from routines.models import Exercise, ExerciseLog, Prescription, SkipReason
from routines.services import sessions
from routines.services.once import SentBeforeError, fingerprint
from tests.homework_factories import (
    NOW,
    STRETCH,
    Homework,
    make_exercise,
    make_homework,
    make_revision,
    prescriptions_of,
    send_log,
    send_start,
)

pytestmark = pytest.mark.django_db

LEFT = SetLog(side=Side.LEFT, repetitions=5)
RIGHT = SetLog(side=Side.RIGHT, repetitions=5)
NO_SIDE = SetLog(side=Side.NONE, repetitions=5)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def bow() -> Exercise:
    """An easier exercise without sides, for the stretch, which has two."""
    return make_exercise(name="Seated bow", dosage=Dosage(repetitions=5))


@pytest.fixture
def march() -> Exercise:
    """An easier exercise with sides, for the bridge, which has none."""
    return make_exercise(name="March", dosage=Dosage(repetitions=5, side=Side.BOTH))


def test_it_stands_beside_what_was_prescribed(homework: Homework, bow: Exercise) -> None:
    session = send_start(homework).row

    send_log(session, homework.stretch, sets=[NO_SIDE], instead=bow)

    log = ExerciseLog.objects.get()
    assert (log.prescription, log.instead) == (homework.stretch, bow)
    assert (log.outcome, log.sets) == ("performed", [NO_SIDE.as_json()])


@pytest.mark.parametrize("sets", [[LEFT], [RIGHT], [LEFT, RIGHT]])
def test_the_sides_of_the_easier_exercise_are_accepted(
    homework: Homework, march: Exercise, sets: list[SetLog]
) -> None:
    assert send_log(send_start(homework).row, homework.bridge, sets=sets, instead=march).is_new


@pytest.mark.parametrize("place", [0, 1])
def test_the_sides_of_the_prescribed_exercise_are_refused(
    homework: Homework, bow: Exercise, march: Exercise, place: int
) -> None:
    asked = (homework.bridge, homework.stretch)[place]
    easier = (march, bow)[place]

    with pytest.raises(ImpossibleSetsError) as caught:
        send_log(send_start(homework).row, asked, sets=as_prescribed(asked.dosage), instead=easier)

    assert caught.value.field == "sets.0.side"
    assert not ExerciseLog.objects.exists()


def test_where_one_side_is_prescribed_the_other_is_refused(
    homework: Homework, march: Exercise
) -> None:
    Prescription.objects.filter(pk=homework.stretch.pk).update(side=Side.RIGHT)
    homework.stretch.refresh_from_db()
    assert homework.stretch.dosage == replace(STRETCH, side=Side.RIGHT)
    session = send_start(homework).row

    with pytest.raises(ImpossibleSetsError):
        send_log(session, homework.stretch, sets=[LEFT], instead=march)

    assert send_log(session, homework.stretch, sets=[RIGHT], instead=march).is_new


def test_sent_twice_it_is_one(homework: Homework, bow: Exercise) -> None:
    session, key = send_start(homework).row, uuid7()
    first = send_log(session, homework.stretch, key=key, sets=[NO_SIDE], instead=bow)
    before = ExerciseLog.objects.values().get()

    second = send_log(session, homework.stretch, key=key, sets=[NO_SIDE], instead=bow)

    assert (first.is_new, second.is_new) == (True, False)
    assert ExerciseLog.objects.values().get() == before


def test_the_same_key_for_another_easier_exercise_is_refused(
    homework: Homework, bow: Exercise
) -> None:
    other = make_exercise(name="Chair bow", dosage=Dosage(repetitions=5))
    session, key = send_start(homework).row, uuid7()
    send_log(session, homework.stretch, key=key, sets=[NO_SIDE], instead=bow)

    with pytest.raises(SentBeforeError):
        send_log(session, homework.stretch, key=key, sets=[NO_SIDE], instead=other)

    assert ExerciseLog.objects.get().instead == bow


def test_what_phones_sent_before_there_was_an_easier_one_is_the_same_body(
    homework: Homework,
) -> None:
    session = send_start(homework).row

    log = send_log(session, homework.bridge).row

    assert log.fingerprint == fingerprint(
        {
            "session": session.pk,
            "prescription": homework.bridge.pk,
            "outcome": "performed",
            "sets": [one.as_json() for one in as_prescribed(homework.bridge.dosage)],
            "skip_reason": "",
        }
    )


def test_two_tabs_with_the_same_sets_of_different_exercises_disagree(
    homework: Homework,
) -> None:
    session = send_start(homework).row
    low = make_exercise(name="Small bridge")
    first = send_log(session, homework.bridge).row

    with pytest.raises(sessions.AlreadyLoggedError) as caught:
        send_log(session, homework.bridge, instead=low)

    assert caught.value.stored == first
    assert ExerciseLog.objects.get().instead is None


def test_two_tabs_that_say_the_same_easier_one_log_it_once(
    homework: Homework, bow: Exercise
) -> None:
    session = send_start(homework).row
    first = send_log(session, homework.stretch, sets=[NO_SIDE], instead=bow)

    second = send_log(session, homework.stretch, sets=[NO_SIDE], instead=bow)

    assert (second.row, second.is_new) == (first.row, False)


def test_an_exercise_of_another_version_is_refused_with_an_easier_one_as_well(
    homework: Homework, march: Exercise
) -> None:
    session = send_start(homework).row
    make_revision(homework.assignment, note="Slowly.")

    with pytest.raises(sessions.SessionError, match="not part of this session"):
        send_log(session, prescriptions_of(homework.assignment)[0], sets=[LEFT], instead=march)

    assert not ExerciseLog.objects.exists()


# --- corrected -----------------------------------------------------------------------------


def test_a_correction_can_say_that_it_was_the_easier_one(homework: Homework, bow: Exercise) -> None:
    log = send_log(send_start(homework).row, homework.stretch).row

    sessions.correct(log=log, by=homework.ivan, now=NOW, sets=[NO_SIDE], instead=bow)

    stored = ExerciseLog.objects.get()
    assert (stored.instead, stored.sets) == (bow, [NO_SIDE.as_json()])


@pytest.mark.parametrize("reason", [None, SkipReason.PAIN])
def test_a_correction_without_it_clears_it(
    homework: Homework, bow: Exercise, reason: SkipReason | None
) -> None:
    log = send_log(send_start(homework).row, homework.stretch, sets=[NO_SIDE], instead=bow).row
    sets = [] if reason else as_prescribed(homework.stretch.dosage)

    sessions.correct(log=log, by=homework.ivan, now=NOW, sets=sets, reason=reason)

    assert ExerciseLog.objects.get().instead is None


def test_what_is_skipped_has_no_easier_one(homework: Homework, bow: Exercise) -> None:
    log = send_log(send_start(homework).row, homework.stretch).row

    sessions.correct(log=log, by=homework.ivan, now=NOW, reason=SkipReason.NO_TIME, instead=bow)

    assert ExerciseLog.objects.get().instead is None


def test_a_correction_is_held_to_the_sides_of_the_easier_exercise(
    homework: Homework, bow: Exercise
) -> None:
    log = send_log(send_start(homework).row, homework.stretch).row
    before = ExerciseLog.objects.values().get()

    with pytest.raises(ImpossibleSetsError):
        sessions.correct(log=log, by=homework.ivan, now=NOW, sets=[LEFT], instead=bow)

    assert ExerciseLog.objects.values().get() == before
