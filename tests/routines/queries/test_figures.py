"""Which exercises have been drawn."""

from __future__ import annotations

import pytest

from routines.domain.library import CONTENT_FOLDER
from routines.queries.figures import drawn_figures, figures_to_choose
from tests.conftest import CountStatements
from tests.homework_factories import make_exercise


def test_every_exercise_of_the_library_has_been_drawn() -> None:
    slugs = {path.stem for path in (CONTENT_FOLDER / "exercises").glob("*.yaml")}

    assert set(drawn_figures()) == slugs


@pytest.mark.django_db
def test_a_clinic_chooses_among_what_is_built_in_and_drawn(
    count_statements: CountStatements,
) -> None:
    make_exercise(name="Sit to stand", slug="chair-sit-to-stand")
    make_exercise(name="Bridge", slug="bridge")
    make_exercise(name="Not drawn", slug="not-drawn")

    with count_statements() as statements:
        choices = figures_to_choose()

    assert choices == [("bridge", "Bridge"), ("chair-sit-to-stand", "Sit to stand")]
    assert len(statements) == 1
