"""Loading the library: what is stored, what stays as it is, and what a bad file does not do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import Clinic
from routines.domain.content import Library
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.models import Exercise, Routine, RoutineItem
from routines.services.library import LoadResult, load_library

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shipped() -> Library:
    """Return the content that ships."""
    return read_library(CONTENT_FOLDER)


@pytest.fixture
def small(shipped: Library) -> Library:
    """Return one routine of the content that ships, and only its exercises."""
    [routine] = [one for one in shipped.routines if one.slug == "desk-break-2"]
    wanted = {item.exercise for item in routine.items}
    exercises = tuple(one for one in shipped.exercises if one.slug in wanted)
    return replace(shipped, exercises=exercises, routines=(routine,))


def load(library: Library) -> LoadResult:
    return load_library(library=library, report=lambda line: None)


def everything() -> list[Any]:
    """Return all rows of the library as they are stored."""
    return [
        list(Exercise.objects.order_by("pk").values()),
        list(Routine.objects.order_by("pk").values()),
        list(RoutineItem.objects.order_by("pk").values()),
    ]


def test_everything_that_ships_is_stored(shipped: Library) -> None:
    lines: list[str] = []

    result = load_library(library=shipped, report=lines.append)

    assert result == LoadResult(created=125, updated=0, unchanged=0, retired=0)
    assert Exercise.objects.built_in().current().count() == 104
    assert Routine.objects.built_in().current().count() == 21
    assert RoutineItem.objects.count() == sum(len(one.items) for one in shipped.routines)
    assert lines[0] == "Exercises: 25 of 104"
    assert lines[-1] == "Routines: 21 of 21"


def test_a_row_holds_what_its_file_says(shipped: Library) -> None:
    load(shipped)

    stretch = Exercise.objects.get(slug="figure-4-supine")
    [content] = [one for one in shipped.exercises if one.slug == "figure-4-supine"]
    assert stretch.clinic is None
    assert stretch.name == "Figure-4 stretch"
    assert stretch.dosage == content.dosage
    assert stretch.steps == list(content.steps)
    assert stretch.mode == "hold"
    assert stretch.evidence["level"] == "low"
    assert stretch.evidence["sources"][0]["link"] == "https://doi.org/10.5812/aapm.112825"
    routine = Routine.objects.get(slug="piriformis-release")
    assert (routine.family, routine.field) == ("piriformis", "glute")
    assert routine.progression["slug"] == "stretch"
    assert [rule["slug"] for rule in routine.regression] == ["ease-off", "pause-on-spread"]
    items = routine.items.select_related("exercise").order_by("position")
    assert [item.exercise.slug for item in items][:2] == ["knee-rolls", "ball-piriformis-wall"]
    assert [item.position for item in items] == [1, 2, 3, 4, 5, 6]


def test_every_stored_dosage_is_possible_and_rows_are_valid(shipped: Library) -> None:
    load(shipped)

    for row in [*Exercise.objects.all(), *RoutineItem.objects.select_related("exercise")]:
        row.clean_fields()
        assert row.dosage.total_seconds > 0


def test_loading_again_changes_nothing(small: Library, count_statements: Callable[[], Any]) -> None:
    load(small)
    before = everything()

    with count_statements() as statements:
        result = load(small)

    assert result == LoadResult(created=0, updated=0, unchanged=5, retired=0)
    assert everything() == before
    assert [line for line in statements if not line.startswith("SELECT")] == []


def test_a_changed_file_changes_its_row_and_keeps_its_identity(small: Library) -> None:
    load(small)
    first = small.exercises[0]
    before = Exercise.objects.get(slug=first.slug)
    changed = replace(first, name="Another name")

    result = load(replace(small, exercises=(changed, *small.exercises[1:])))

    assert (result.updated, result.unchanged) == (1, 4)
    after = Exercise.objects.get(slug=first.slug)
    assert (after.pk, after.name) == (before.pk, "Another name")


def test_items_follow_the_file(small: Library) -> None:
    load(small)
    [routine] = small.routines
    shorter = replace(routine, items=routine.items[:0:-1])

    result = load(replace(small, routines=(shorter,)))

    assert (result.updated, result.unchanged) == (1, 4)
    stored = Routine.objects.get().items.select_related("exercise").order_by("position")
    assert [item.exercise.slug for item in stored] == [item.exercise for item in shorter.items]


def test_what_left_the_files_is_retired_and_comes_back(small: Library) -> None:
    load(small)
    lines: list[str] = []
    emptied = replace(small, exercises=small.exercises[1:], routines=())

    result = load_library(library=emptied, report=lines.append)

    assert (result.retired, result.unchanged) == (2, 3)
    assert [line for line in lines if line.startswith("Retired")] == [
        f'Retired "{small.exercises[0].name}": it is no longer in the files.',
        'Retired "Desk break, 2 minutes": it is no longer in the files.',
    ]
    assert Exercise.objects.current().count() == 3
    assert Exercise.objects.count() == 4
    assert Routine.objects.get().items.count() == 4
    assert load(emptied).retired == 0
    assert load(small) == LoadResult(created=0, updated=2, unchanged=3, retired=0)
    assert Routine.objects.current().count() == 1


def test_a_clinic_own_rows_are_never_touched(small: Library) -> None:
    clinic = Clinic.objects.create(name="Riverside")
    exercise = Exercise.objects.create(
        slug="desk-squat", clinic=clinic, name="Our squat", repetitions=3
    )
    routine = Routine.objects.create(slug="our-own", clinic=clinic, name="Our routine")
    RoutineItem.objects.create(routine=routine, exercise=exercise, position=1, repetitions=3)

    load(small)
    load(replace(small, exercises=(), routines=()))

    exercise.refresh_from_db()
    routine.refresh_from_db()
    assert (exercise.name, exercise.retired_at) == ("Our squat", None)
    assert (routine.name, routine.retired_at) == ("Our routine", None)
    assert routine.items.get().exercise == exercise
    assert Exercise.objects.filter(slug="desk-squat").count() == 2


def test_an_error_half_way_changes_nothing(small: Library) -> None:
    load(small)
    before = everything()
    changed = replace(small.exercises[0], name="Another name")
    [routine] = small.routines
    broken = replace(routine, name="a" * 200)

    with pytest.raises(ValidationError):
        load(replace(small, exercises=(changed, *small.exercises[1:]), routines=(broken,)))

    assert everything() == before


def test_the_command_loads_and_says_so() -> None:
    out = StringIO()

    call_command("load_library", stdout=out)
    call_command("load_library", stdout=out, verbosity=0)

    lines = out.getvalue().splitlines()
    assert lines[0] == "Exercises: 25 of 104"
    assert lines[-1] == "Library loaded: 125 new, 0 changed, 0 as before, 0 retired."


def test_the_command_refuses_bad_files_and_changes_nothing(small: Library, tmp_path: Path) -> None:
    load(small)
    before = everything()
    shutil.copytree(CONTENT_FOLDER, tmp_path / "content")
    squat = tmp_path / "content/exercises/desk-squat.yaml"
    squat.write_text(squat.read_text().replace("name: Squat", "nmae: Squat"))
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"2 mistakes\. Nothing was changed\.") as refused:
        call_command("load_library", folder=tmp_path / "content", stdout=out, stderr=err)

    assert refused.value.returncode == 1
    assert err.getvalue().splitlines() == [
        'exercises/desk-squat.yaml:1: "name" is missing.',
        'exercises/desk-squat.yaml:1: "nmae" is not a key that goes here. Did you mean "name"?',
    ]
    assert out.getvalue() == ""
    assert everything() == before
