"""What is new about homework is what all changes come to since the client last looked."""

from __future__ import annotations

import dataclasses

import pytest

from routines.models import Assignment
from routines.queries.homework import for_reading, homework_page
from routines.queries.today import today
from routines.services.assignments import revise
from routines.services.changes import mark_changes_seen
from routines.services.versions import PrescribedExercise, prescribed_in
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_exercise,
    make_homework,
    make_revision,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def give(homework: Homework, *exercises: PrescribedExercise) -> None:
    assignment = Assignment.objects.select_related("version").get(pk=homework.assignment.pk)
    revise(
        assignment=assignment,
        by=homework.maya,
        exercises=exercises,
        frequency=assignment.current_version.frequency,
        note=assignment.current_version.note,
        at=NOW,
    )


def exchange_and_take_back(homework: Homework) -> None:
    before = prescribed_in(homework.assignment.current_version)
    clam = make_exercise(name="Clamshell")
    give(homework, PrescribedExercise(exercise=clam, dosage=clam.dosage), *before[1:])
    give(homework, *before)


def new(homework: Homework) -> tuple[list[str], list[str]]:
    """Return what Today says, and the homework's own page."""
    (one,) = today(client=homework.ivan, day=TODAY).homework
    page = homework_page(for_reading(homework.ivan).get(pk=homework.assignment.pk), day=TODAY)
    return list(one.changes), list(page.changes)


def test_after_a_take_back_nothing_is_new(homework: Homework) -> None:
    exchange_and_take_back(homework)

    assert new(homework) == ([], [])


def test_what_came_beside_it_is(homework: Homework) -> None:
    exchange_and_take_back(homework)
    make_revision(homework.assignment, note="Slowly.")

    assert new(homework) == (["A new note from your therapist."],) * 2


def test_a_dose_that_grew_twice_is_told_from_where_it_was(homework: Homework) -> None:
    first, *rest = prescribed_in(homework.assignment.current_version)
    for sets in (3, 4):
        dosage = dataclasses.replace(first.dosage, sets=sets)
        give(homework, dataclasses.replace(first, dosage=dosage), *rest)
    grown = dataclasses.replace(first.dosage, sets=4)

    said = f"{first.exercise.name}: {grown}, it was {first.dosage}."
    assert new(homework) == ([said], [said])


def test_who_saw_the_change_is_told_that_it_was_taken_back(homework: Homework) -> None:
    before = prescribed_in(homework.assignment.current_version)
    clam = make_exercise(name="Clamshell")
    give(homework, PrescribedExercise(exercise=clam, dosage=clam.dosage), *before[1:])
    mark_changes_seen(assignment=Assignment.objects.select_related("version").get())
    give(homework, *before)

    said, _ = new(homework)
    assert "Left out: Clamshell." in said
    assert said[0].startswith(f"New: {before[0].exercise.name}")


def test_it_costs_one_statement_for_however_many(
    homework: Homework, count_statements: CountStatements
) -> None:
    with count_statements() as plain:
        today(client=homework.ivan, day=TODAY)
    for note in ("Slowly.", "Slower.", "Breathe."):
        make_revision(homework.assignment, note=note)

    with count_statements() as several:
        today(client=homework.ivan, day=TODAY)

    assert (len(plain), len(several)) == (2, 3)
