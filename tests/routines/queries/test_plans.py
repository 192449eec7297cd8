"""What a guided session goes through."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from routines.domain.content import Mode
from routines.domain.dosage import Dosage, Side
from routines.domain.doses import Dose
from routines.domain.precautions import precautions
from routines.domain.steps import READY_SECONDS, exercise_steps
from routines.domain.triage import Answer
from routines.models import Assignment, Exercise, Prescription
from routines.queries.plans import SessionPlan, session_plan
from routines.queries.sessions import for_opening
from routines.services.precautions import answer
from routines.services.sessions import undo
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    BRIDGE,
    NOW,
    STRETCH,
    make_assignment,
    make_exercise,
    make_log,
    make_performed_session,
    make_routine,
    make_ruled_homework,
    make_session,
    make_skip,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan)


def give(client: User, *exercises: Exercise, **fields: Any) -> Assignment:
    routine = make_routine(exercises=list(exercises), **fields)
    return make_assignment(client=client, routine=routine)


def easier_in(plan: SessionPlan) -> list[str]:
    return [one.easier.exercise.slug if one.easier else "" for one in plan.exercises]


def test_the_exercises_come_in_the_order_they_are_done(homework: Assignment) -> None:
    session = make_session(assignment=homework)
    first, second = prescriptions_of_session(session)
    Prescription.objects.filter(pk=first.pk).update(position=3)

    plan = session_plan(session)

    assert [one.prescription for one in plan.exercises] == [second, first]


def test_each_exercise_has_the_steps_of_its_own_dosage(homework: Assignment) -> None:
    plan = session_plan(make_session(assignment=homework))

    assert [one.guided.dosage for one in plan.exercises] == [BRIDGE, STRETCH]
    assert [one.guided.steps for one in plan.exercises] == [
        exercise_steps(BRIDGE),
        exercise_steps(STRETCH),
    ]


def test_a_habit_is_one_step(ivan: User) -> None:
    habit = make_exercise(dosage=Dosage(duration_seconds=600), mode=Mode.HABIT)

    (one,) = session_plan(make_session(assignment=give(ivan, habit))).exercises

    assert [step.kind for step in one.guided.steps] == ["habit"]


@pytest.mark.parametrize(
    ("dose", "rounds", "said"),
    [
        (Dose.FULL, 3, ["2 × 10", "3 × 30 s each side"]),
        (Dose.GENTLE, 3, ["2 × 6", "2 × 30 s each side"]),
        (Dose.SHORT, 1, ["10 times", "30 s each side"]),
    ],
)
def test_rounds_and_dosages_are_those_of_the_dose(
    ivan: User, dose: Dose, rounds: int, said: list[str]
) -> None:
    exercises = (make_exercise(), make_exercise(dosage=STRETCH))
    homework = give(ivan, *exercises, rounds=3)

    plan = session_plan(make_session(assignment=homework, dose=dose))

    assert plan.rounds == rounds
    assert [str(one.guided.dosage) for one in plan.exercises] == said


def test_a_short_session_leaves_out_what_does_not_fit(ivan: User) -> None:
    long_hold = replace(STRETCH, hold_seconds=80)
    homework = give(ivan, *(make_exercise(dosage=long_hold) for _ in range(3)))

    plan = session_plan(make_session(assignment=homework, dose=Dose.SHORT))

    assert len(plan.exercises) == 1


# --- an easier one at hand -----------------------------------------------------------------


def test_the_first_easier_version_that_may_be_offered_is_at_hand(ivan: User) -> None:
    make_exercise(slug="led", therapist_only=True)
    make_exercise(slug="gone", retired_at=NOW)
    make_exercise(slug="wall")
    make_exercise(slug="chair")
    hard = make_exercise(easier=["nowhere", "led", "gone", "chair", "wall"])
    guided = make_exercise(easier=["led", "gone"])

    plan = session_plan(make_session(assignment=give(ivan, hard, guided, make_exercise())))

    assert easier_in(plan) == ["chair", "", ""]


def test_the_easier_version_is_done_on_the_prescribed_side_in_the_dose(ivan: User) -> None:
    make_exercise(slug="chair", dosage=Dosage(sets=2, repetitions=10, side=Side.BOTH))
    hard = make_exercise(dosage=replace(BRIDGE, side=Side.RIGHT), easier=["chair"])

    plan = session_plan(make_session(assignment=give(ivan, hard), dose=Dose.GENTLE))

    easier = plan.exercises[0].easier
    assert easier
    assert easier.dosage == Dosage(sets=2, repetitions=6, side=Side.RIGHT)
    assert {step.side for step in easier.steps} == {Side.RIGHT}


# --- what was logged already ---------------------------------------------------------------


def test_what_is_logged_carries_the_key_of_its_log(homework: Assignment) -> None:
    session = make_session(assignment=homework)
    before = session_plan(session)
    log = make_skip(session=session)

    after = session_plan(session)

    assert (before.has_logs, after.has_logs, after.is_all_logged) == (False, True, False)
    assert [one.get("logged") for one in after.as_json()["exercises"]] == [str(log.pk), None]


def test_what_was_taken_back_stands_open_again(homework: Assignment) -> None:
    session = make_session(assignment=homework)
    undo(log=make_log(session=session), by=session.client, now=NOW)

    assert not session_plan(session).has_logs


def test_a_session_that_was_done_is_all_logged(homework: Assignment) -> None:
    assert session_plan(make_performed_session(assignment=homework)).is_all_logged


# --- for the player ------------------------------------------------------------------------


def test_the_player_gets_plain_values_and_nothing_that_is_not_there(ivan: User) -> None:
    low = make_exercise(slug="low", name="Small bridge", dosage=Dosage(repetitions=5))
    hard = make_exercise(easier=["low"], cues=["Press your feet down."])
    plain = make_exercise(name="Figure four", dosage=STRETCH)
    homework = give(ivan, hard, plain, rounds=2, rest_between_items_seconds=20)
    session = make_session(assignment=homework)
    first, second = prescriptions_of_session(session)
    Prescription.objects.filter(pk=second.pk).update(note="Left first.")

    plan = json.loads(json.dumps(session_plan(session).as_json()))

    bridge, stretch = plan.pop("exercises")
    assert plan == {"key": str(session.pk), "rounds": 2, "ready": READY_SECONDS, "rest": 20}
    assert bridge == {
        "id": str(first.pk),
        "exercise": str(hard.pk),
        "name": "Bridge",
        "cue": "Press your feet down.",
        "dosage": "2 × 10",
        "steps": [step.as_json() for step in exercise_steps(BRIDGE)],
        "easier": {
            "exercise": str(low.pk),
            "name": "Small bridge",
            "cue": low.cue,
            "dosage": "5 times",
            "steps": [step.as_json() for step in exercise_steps(Dosage(repetitions=5))],
        },
    }
    assert set(stretch) == {"id", "exercise", "name", "cue", "dosage", "steps", "note"}
    assert stretch["note"] == "Left first."


@pytest.mark.parametrize("number", [1, 10])
def test_it_takes_three_statements_for_one_and_ten_exercises(
    ivan: User, count_statements: CountStatements, number: int
) -> None:
    easier = [make_exercise(slug=f"easier-{each}") for each in range(number)]
    hard = [make_exercise(easier=[one.slug]) for one in easier]
    session = make_session(assignment=give(ivan, *hard))
    make_log(session=session)
    opened = for_opening(ivan).get(pk=session.pk)

    with count_statements() as statements:
        plan = session_plan(opened)
        plan.as_json()

    assert len(statements) == 3
    assert easier_in(plan) == [one.slug for one in easier]


def test_a_word_of_care_comes_with_what_it_is_about_and_a_blocked_easier_one_is_none(
    ivan: User,
) -> None:
    make_exercise(name="Deep", slug="deep", loads=["hip-flexion-over-90"], self_start=True)
    make_exercise(name="Wall", slug="wall", loads=["balance"], self_start=True)
    session = make_session(
        assignment=give(
            ivan,
            make_exercise(loads=["balance"], easier=["deep", "wall"]),
            make_exercise(name="Bridge", easier=["deep"]),
        )
    )
    note = precautions()["hip-replacement"].note
    answer(client=ivan, answers={"hip-replacement": Answer.YES}, by=ivan, at=NOW)

    plan = session_plan(session)

    assert easier_in(plan) == ["wall", ""]
    first, second = plan.as_json()["exercises"]
    assert (first["care"], first["easier"]["care"]) == (note, note)
    assert "care" not in second


@pytest.mark.parametrize("is_opened", [True, False], ids=["opened", "as it is"])
def test_what_was_too_hard_is_not_offered_in_the_player(is_opened: bool) -> None:
    homework = make_ruled_homework()
    bridge, four = homework.bridge.exercise, homework.stretch.exercise
    low = make_exercise(name="Low", slug="low-one")
    bridge.easier, four.easier = [low.slug], [bridge.slug]
    for exercise in (bridge, four):
        exercise.save(update_fields=["easier"])
    for days in (0, 3):
        make_performed_session(
            assignment=homework.assignment, pain=7, effort=4, now=NOW + dt.timedelta(days=days)
        )
    session = make_session(assignment=homework.assignment, now=NOW + dt.timedelta(days=6))
    if is_opened:
        session = for_opening(homework.ivan).get(pk=session.pk)

    plan = session_plan(session)

    assert [one.prescription.exercise.name for one in plan.exercises] == ["Low", "Figure four"]
    assert easier_in(plan) == ["", ""]
