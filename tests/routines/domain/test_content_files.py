"""Reading hand-written YAML: every mistake is told with its file, its line and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routines.domain.content_files import ContentError, Problem, Problems, Section, read_mapping

Read = Callable[[str], tuple[Section, Problems]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(text: str) -> tuple[Section, Problems]:
        path = tmp_path / "bridge.yaml"
        path.write_text(text, encoding="utf-8")
        problems = Problems()
        section = read_mapping(path, "bridge.yaml", problems)
        assert section is not None, problems.found
        return section, problems

    return read_text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"- a\n- b\n", '"key: value"'),
        (b"name: one: two\n", "in quotes"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bridge.yaml"
    path.write_bytes(content)
    problems = Problems()

    assert read_mapping(path, "bridge.yaml", problems) is None
    assert [problem.file for problem in problems.found] == ["bridge.yaml"]
    assert told in problems.found[0].message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    problems = Problems()

    assert read_mapping(tmp_path / "nothing.yaml", "nothing.yaml", problems) is None
    assert "missing" in problems.found[0].message


def test_what_was_asked_for_comes_back(read: Read) -> None:
    section, problems = read("name: Bridge\nsets: 3\nsteps:\n- Lie down.\n- Lift.\n")

    assert section.text("name", required=True) == "Bridge"
    assert section.integer("sets", lowest=1, highest=9) == 3
    assert section.texts("steps") == ("Lie down.", "Lift.")
    section.finish()
    assert problems.found == []


def test_a_misspelled_key_gets_the_right_one_offered(read: Read) -> None:
    section, problems = read("name: Bridge\nstep:\n- Lie down.\n")
    section.text("name")
    section.texts("steps")

    section.finish()

    assert problems.found == [
        Problem("bridge.yaml", 2, '"step" is not a key that goes here. Did you mean "steps"?')
    ]


def test_a_key_that_stands_twice_is_told_on_its_second_line(read: Read) -> None:
    _, problems = read("name: Bridge\nname: Bridge again\n")

    assert [(one.line, one.message) for one in problems.found] == [(2, '"name" is here twice.')]


def test_all_mistakes_are_told_together_in_the_order_of_the_files() -> None:
    error = ContentError([Problem("b.yaml", 1, "Second."), Problem("a.yaml", 7, "First.")])

    assert str(error) == "a.yaml:7: First.\nb.yaml:1: Second."
