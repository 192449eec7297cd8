"""What tests of figures share: a pose file written on the spot, on the true postures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routines.domain.library import CONTENT_FOLDER
from routines.figures.body import BODIES, Body
from routines.figures.exercise import Exercise
from routines.figures.poses import read_bases, read_exercise, read_poses
from routines.figures.yaml_lines import Value

Write = Callable[[str], Exercise]
Bases = dict[str, dict[str, Value]]


@pytest.fixture(scope="session")
def bases() -> Bases:
    """Return the postures that pose files start from."""
    return read_bases(CONTENT_FOLDER / "bases.yaml")


@pytest.fixture(scope="session")
def figures() -> dict[str, Exercise]:
    """Return every figure of the library by its slug."""
    return read_poses(CONTENT_FOLDER / "poses")


@pytest.fixture
def write(tmp_path: Path, bases: Bases) -> Write:
    """Return a function that reads a figure, called `lift`, from the text of its pose file."""

    def read(text: str) -> Exercise:
        path = tmp_path / "lift.yaml"
        path.write_text(text, encoding="utf-8")
        return read_exercise(path, bases)

    return read


@pytest.fixture
def body() -> Body:
    """Return the build that most tests look at."""
    return BODIES["regular"]
