"""What a revision changes, in one plain sentence each, and putting that note away."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import NamedTuple

import pytest

from accounts.models import User
from routines.domain.dosage import Dosage, Side
from routines.domain.schedule import EVERY_DAY, Frequency
from routines.models import Assignment, Exercise
from routines.services.assignments import PrescribedExercise
from routines.services.changes import changes_between, mark_changes_seen
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    BRIDGE,
    NOW,
    STRETCH,
    TODAY,
    make_assignment,
    make_exercise,
    make_frequency,
    make_revision,
    make_routine,
)

pytestmark = pytest.mark.django_db


class Homework(NamedTuple):
    ivan: User
    bridge: Exercise
    figure_four: Exercise
    assignment: Assignment


@pytest.fixture
def homework() -> Homework:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    bridge = make_exercise(name="Bridge", dosage=BRIDGE)
    figure_four = make_exercise(name="Figure four", dosage=STRETCH)
    routine = make_routine(exercises=[bridge, figure_four])
    return Homework(ivan, bridge, figure_four, make_assignment(client=ivan, routine=routine))


def changes(
    homework: Homework,
    *exercises: tuple[Exercise, Dosage] | tuple[Exercise, Dosage, str],
    frequency: Frequency | None = None,
    note: str = "",
) -> list[str]:
    asked = exercises or ((homework.bridge, BRIDGE), (homework.figure_four, STRETCH))
    return changes_between(
        homework.assignment.current_version,
        exercises=[
            PrescribedExercise(exercise=one[0], dosage=one[1], note=(*one, "")[2]) for one in asked
        ],
        frequency=frequency or make_frequency(),
        note=note,
    )


def test_nothing_changed_is_nothing_to_say(homework: Homework) -> None:
    assert changes(homework) == []


def test_a_changed_dose_says_what_it_was(homework: Homework) -> None:
    longer = dataclasses.replace(STRETCH, hold_seconds=45)

    assert changes(homework, (homework.bridge, BRIDGE), (homework.figure_four, longer)) == [
        "Figure four: 3 × 45 s each side, it was 3 × 30 s each side."
    ]


def test_a_change_that_the_dose_does_not_say_is_still_told(homework: Homework) -> None:
    rested = dataclasses.replace(BRIDGE, rest_seconds=60)

    assert changes(homework, (homework.bridge, rested), (homework.figure_four, STRETCH)) == [
        "Bridge: a new pace or rest."
    ]


def test_new_and_left_out_exercises_are_named(homework: Homework) -> None:
    clam = make_exercise(name="Clamshell", dosage=dataclasses.replace(BRIDGE, side=Side.LEFT))

    assert changes(homework, (clam, clam.dosage), (homework.bridge, BRIDGE)) == [
        "New: Clamshell, 2 × 10 left side.",
        "Left out: Figure four.",
    ]


def test_a_new_note_to_an_exercise_is_told_without_its_words(homework: Homework) -> None:
    assert changes(
        homework, (homework.bridge, BRIDGE, "Slowly."), (homework.figure_four, STRETCH)
    ) == ["Bridge: a new note."]


def test_another_order_is_told_once(homework: Homework) -> None:
    assert changes(homework, (homework.figure_four, STRETCH), (homework.bridge, BRIDGE)) == [
        "The order changed."
    ]


def test_an_exercise_put_in_between_changes_no_order(homework: Homework) -> None:
    clam = make_exercise(name="Clamshell", dosage=BRIDGE)

    said = changes(
        homework, (homework.bridge, BRIDGE), (clam, BRIDGE), (homework.figure_four, STRETCH)
    )

    assert said == ["New: Clamshell, 2 × 10."]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"times_per_day": 2}, ["Twice a day, it was once a day."]),
        ({"weekdays": frozenset({0, 2, 4})}, ["On Mon, Wed and Fri."]),
        ({"starts_on": dt.date(2026, 3, 16)}, ["Starts on 16 March."]),
        ({"ends_on": dt.date(2026, 5, 1)}, ["Until 1 May."]),
        (
            {"times_per_day": 3, "weekdays": frozenset({0})},
            ["3 times a day, it was once a day.", "On Mon."],
        ),
    ],
)
def test_another_frequency_is_told(
    homework: Homework, fields: dict[str, object], said: list[str]
) -> None:
    assert changes(homework, frequency=make_frequency(**fields)) == said


def test_an_end_taken_away_is_told(homework: Homework) -> None:
    version = make_revision(
        homework.assignment, frequency=make_frequency(ends_on=TODAY + dt.timedelta(days=30))
    )

    said = changes_between(version, exercises=[], frequency=make_frequency(), note="")

    assert "No end date any more." in said


def test_a_new_note_and_a_note_taken_away_are_told(homework: Homework) -> None:
    assert changes(homework, note="Go slowly.") == ["A new note from your therapist."]

    version = make_revision(homework.assignment, note="Go slowly.")
    said = changes_between(version, exercises=[], frequency=make_frequency(), note="")

    assert "The note was taken away." in said


# --- putting the note away -----------------------------------------------------------------


def test_changes_are_shown_until_they_are_put_away(homework: Homework) -> None:
    assert not homework.assignment.has_unseen_changes
    make_revision(homework.assignment, note="Go slowly.")
    revised = Assignment.objects.get()
    assert revised.has_unseen_changes

    mark_changes_seen(assignment=revised)

    assert not Assignment.objects.get().has_unseen_changes


def test_changes_made_after_the_page_was_shown_are_not_put_away(homework: Homework) -> None:
    shown = make_revision(homework.assignment, note="Go slowly.").number
    make_revision(homework.assignment, note="Even more slowly.")
    homework.assignment.refresh_from_db()

    mark_changes_seen(assignment=homework.assignment, number=shown)

    homework.assignment.refresh_from_db()
    assert homework.assignment.has_unseen_changes


@pytest.mark.parametrize("number", [0, 1, 99])
def test_an_odd_number_neither_hides_future_changes_nor_shows_old_ones(
    homework: Homework, number: int
) -> None:
    make_revision(homework.assignment, note="Go slowly.")
    homework.assignment.refresh_from_db()
    mark_changes_seen(assignment=homework.assignment)

    mark_changes_seen(assignment=homework.assignment, number=number)

    homework.assignment.refresh_from_db()
    assert homework.assignment.seen_version == 2


def test_the_first_version_has_nothing_to_tell(homework: Homework) -> None:
    assert homework.assignment.current_version.changes == []
    assert homework.assignment.current_version.frequency == make_frequency(weekdays=EVERY_DAY)
    assert homework.assignment.created_at == NOW
