"""The index of figures, and what their files are called."""

from __future__ import annotations

import json
from pathlib import Path

from routines.figures.index import KINDS, file_name, kinds, read_index, write_index


def test_a_file_is_named_for_its_build_exercise_and_kind() -> None:
    assert [file_name("lift", "slim", kind) for kind in KINDS] == [
        "slim/lift.svg",
        "slim/lift-start.svg",
        "slim/lift-end.svg",
        "slim/lift-print.svg",
    ]


def test_paper_shows_everybody_in_one_build() -> None:
    assert "-print" in kinds("regular")
    assert kinds("slim") == kinds("broad") == ("", "-start", "-end")


def test_an_index_comes_back_as_it_was_written_and_sorted(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert read_index(path) == {}

    write_index(path, {"squat": {"works": ""}, "bridge": {"works": "R"}})

    assert read_index(path) == {"squat": {"works": ""}, "bridge": {"works": "R"}}
    assert list(json.loads(path.read_text())) == ["bridge", "squat"]
    assert path.read_text().endswith("}\n")
