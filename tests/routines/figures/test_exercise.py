"""The pose files of the library: one for each exercise, and both say the same of it."""

from __future__ import annotations

import pytest

from routines.domain.content import ExerciseContent
from routines.domain.dosage import Side
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.figures.exercise import Exercise
from routines.figures.files import index_entry
from routines.figures.index import read_index


@pytest.fixture(scope="module")
def exercises() -> dict[str, ExerciseContent]:
    return {each.slug: each for each in read_library(CONTENT_FOLDER).exercises}


def test_every_exercise_has_a_figure_and_every_figure_an_exercise(
    figures: dict[str, Exercise], exercises: dict[str, ExerciseContent]
) -> None:
    assert set(figures) == set(exercises)


def test_what_glows_is_a_muscle_that_the_exercise_names(
    figures: dict[str, Exercise], exercises: dict[str, ExerciseContent]
) -> None:
    strange = {
        slug: extra
        for slug, figure in figures.items()
        if (extra := {name for name, _ in figure.muscles} - set(exercises[slug].muscles))
    }

    assert strange == {}


def has_sides(exercise: ExerciseContent) -> bool:
    """Return whether it is done on a side, which a therapist may have to choose."""
    return exercise.dosage.side is not Side.NONE or exercise.side_choice == "therapist"


def test_the_side_at_work_is_told_exactly_where_an_exercise_has_sides(
    figures: dict[str, Exercise], exercises: dict[str, ExerciseContent]
) -> None:
    wrong = {
        slug: figure.works
        for slug, figure in figures.items()
        if bool(figure.works) != has_sides(exercises[slug])
    }

    assert wrong == {}


def test_every_reason_is_one_that_a_reader_understands(figures: dict[str, Exercise]) -> None:
    for slug, figure in figures.items():
        for excuse in figure.excuses:
            assert len(excuse.reason.split()) >= 3, (slug, excuse)


def test_two_arrows_at_most(figures: dict[str, Exercise]) -> None:
    assert {slug for slug, figure in figures.items() if len(figure.arrows) > 2} == set()


def test_pages_know_each_figure_as_its_pose_file_has_it(figures: dict[str, Exercise]) -> None:
    index = read_index(CONTENT_FOLDER / "figures.json")

    assert index == {slug: index_entry(figure) for slug, figure in figures.items()}
