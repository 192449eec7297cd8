"""The files of figures: which are drawn, from what, and what is left over."""

from __future__ import annotations

from pathlib import Path

from routines.figures.body import BODIES
from routines.figures.exercise import Exercise
from routines.figures.files import (
    draw_builds,
    drawn_files,
    index_entry,
    leftovers,
    source_digest,
)
from routines.figures.index import file_name, kinds
from routines.figures.keys import Key

LIFT = Exercise("lift", (Key(at=(0, 70, 0)), Key(at=(0, 88, 0))), works="R")


def test_each_build_has_its_files_and_paper_one() -> None:
    files = drawn_files(LIFT, draw_builds(LIFT))

    assert set(files) == {
        *(f"{build}/lift{kind}.svg" for build in BODIES for kind in ("", "-start", "-end")),
        "regular/lift-print.svg",
    }
    assert set(files) == {file_name("lift", b, kind) for b in BODIES for kind in kinds(b)}
    assert all(text.startswith("<svg ") and text.endswith("</svg>\n") for text in files.values())
    assert len(set(files.values())) == len(files)


def test_the_digest_changes_with_the_poses_and_with_the_bases(tmp_path: Path) -> None:
    poses, bases = tmp_path / "lift.yaml", tmp_path / "bases.yaml"
    poses.write_text("a")
    bases.write_text("b")
    digests = [source_digest(poses, bases)]
    assert source_digest(poses, bases) == digests[0]

    poses.write_text("aa")
    digests.append(source_digest(poses, bases))
    bases.write_text("bb")
    digests.append(source_digest(poses, bases))

    assert len(set(digests)) == 3


def test_a_page_knows_the_side_of_a_figure_and_whether_it_is_seen_from_above() -> None:
    assert index_entry(LIFT) == {"works": "R", "above": False}
    assert index_entry(Exercise("roll", LIFT.keys, pitch=30)) == {"works": "", "above": True}


def test_files_that_stand_for_no_pose_file_are_left_over(tmp_path: Path) -> None:
    for name in (
        "regular/lift.svg",
        "regular/lift-print.svg",
        "slim/lift-print.svg",
        "slim/lift-start.svg",
        "regular/squat.svg",
        "huge/lift.svg",
        "regular/read.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")

    assert [path.relative_to(tmp_path).as_posix() for path in leftovers(tmp_path, ["lift"])] == [
        "huge/lift.svg",
        "regular/squat.svg",
        "slim/lift-print.svg",
    ]
