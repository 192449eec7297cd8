"""The safety file: what ships is sound, and every mistake is told by its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from routines.domain.content_files import CONTENT_FOLDER, ContentError
from routines.domain.safety import FILE, read_traffic_light, traffic_light


def test_what_ships_has_the_thresholds_of_the_leaflets() -> None:
    light = traffic_light()

    assert (light.green.peak_at_most, light.green.rise_at_most) == (3, 1)
    assert (light.amber.peak_at_most, light.amber.rise_at_most) == (5, 2)
    assert (light.high_baseline_at_least, light.high_baseline_rise_at_most) == (6, 1)
    assert (light.settled_at_most, light.same_at_most) == (0, 1)
    assert "thomee-1997" in light.sources


def test_it_is_read_once() -> None:
    assert traffic_light() is traffic_light()


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """Return a copy of the safety file and its sources with some of the text changed."""
    shutil.copy(CONTENT_FOLDER / "sources.yaml", folder)
    text = (CONTENT_FOLDER / FILE).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / FILE).write_text(text)
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_traffic_light(folder)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("peak_at_most: 5", "peak_at_most: 2", "Amber allows at least as much as green."),
        ("rise_at_most: 2", "rise_at_most: 0", "Amber allows at least as much as green."),
        (
            "settled_at_most: 0",
            "settled_at_most: 3",
            "What is about the same is not less than what has settled.",
        ),
        ("peak_at_most: 3", "peak_at_most: 11", "has to be a whole number from 0 to 10"),
        ("    peak_at_most: 3\n", "", '"peak_at_most" is missing.'),
        ("say: A calm session.", "says: A calm session.", '"say" is missing.'),
        ("effort_at_least: 9", "effort_from: 9", '"effort_from" is not a key that goes here.'),
        ("thomee-1997", "thomee-1996", 'There is no source "thomee-1996".'),
        ("  next_day:", "  tomorrow:", '"next_day" is missing.'),
        ("traffic_light:", "traffic:", '"traffic_light" is missing.'),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = mistakes(changed(tmp_path, (old, new)))

    assert any(said in message for message in found), found


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == ["The file is missing or cannot be opened."] * 2
