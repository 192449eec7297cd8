"""`manage.py draw_figures`: draws what changed, takes away what is left over, and can check."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from routines.figures.body import BODIES
from routines.figures.index import file_name, kinds, read_index

COMMAND = "routines.management.commands.draw_figures"
BASES = "standing:\n  at: [0, 89.1, 0]\n"
LIFT_FILES = {"lift.svg", "lift-start.svg", "lift-end.svg", "lift-print.svg"}
POSE = "base: standing\nkeys:\n- {}\n- {arm: {flex: 60}}\n"


@dataclass
class Room:
    """A folder of poses and one of drawings, and what the command said about them."""

    poses: Path
    figures: Path
    said: str = ""
    complained: str = ""

    def write(self, slug: str, text: str = POSE) -> None:
        (self.poses / f"{slug}.yaml").write_text(text, encoding="utf-8")

    def draw(self, *slugs: str, **options: Any) -> None:
        out, err = StringIO(), StringIO()
        try:
            call_command(
                "draw_figures",
                *slugs,
                poses=self.poses,
                folder=self.figures,
                stdout=out,
                stderr=err,
                **options,
            )
        finally:
            self.said, self.complained = out.getvalue(), err.getvalue()

    def file(self, name: str) -> Path:
        return self.figures / name

    @property
    def files(self) -> dict[str, str]:
        return {
            path.relative_to(self.figures).as_posix(): path.read_text()
            for path in sorted(self.figures.rglob("*.svg"))
        }


@pytest.fixture
def room(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Room:
    settings.DATA_DIR = tmp_path / "data"
    # Threads begin at once, where processes first have to be made.
    monkeypatch.setattr(f"{COMMAND}.ProcessPoolExecutor", ThreadPoolExecutor)
    (tmp_path / "content" / "poses").mkdir(parents=True)
    (tmp_path / "content" / "bases.yaml").write_text(BASES)
    room = Room(tmp_path / "content" / "poses", tmp_path / "figures")
    room.write("lift")
    return room


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Draw nothing but the slug; return which exercises were drawn, in turn."""
    drawn: list[str] = []

    def draw(exercise: Any) -> tuple[str, dict[str, str], list[str]]:
        drawn.append(exercise.slug)
        text = f"<svg>{exercise.slug} {exercise.keys[1].pitch}</svg>"
        names = (file_name(exercise.slug, build, kind) for build in BODIES for kind in kinds(build))
        return exercise.slug, dict.fromkeys(names, text), []

    monkeypatch.setattr(f"{COMMAND}._draw", draw)
    return drawn


def test_a_figure_is_drawn_for_each_build_and_entered_in_the_index(room: Room) -> None:
    room.draw()

    assert len(room.files) == 10
    assert all("<svg" in text for text in room.files.values())
    assert read_index(room.poses.parent / "figures.json") == {"lift": {"above": False, "works": ""}}
    assert "1/1 lift" in room.said
    assert "Figures: 1 drawn, 0 as before." in room.said
    room.draw(check=True)
    assert "Figures: all 1 are as drawn." in room.said


def test_drawing_in_processes_of_their_own_gives_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.draw()
    monkeypatch.undo()

    room.draw(check=True)

    assert "all 1 are as drawn" in room.said


def test_only_what_changed_is_drawn(room: Room, quick: list[str]) -> None:
    room.write("squat")
    room.draw()
    room.draw()
    assert quick == ["lift", "squat"]
    assert "Figures: 0 drawn, 2 as before." in room.said

    room.write("squat", POSE + "camera: {yaw: 9}\n")
    room.draw()

    assert quick == ["lift", "squat", "squat"]
    assert "Figures: 1 drawn, 1 as before." in room.said


def test_what_was_lost_is_drawn_again(room: Room, quick: list[str]) -> None:
    room.draw()
    (room.figures / "slim" / "lift-end.svg").unlink()

    room.draw()

    assert quick == ["lift", "lift"]


def test_everything_is_drawn_when_the_postures_change_or_all_is_asked_for(
    room: Room, quick: list[str]
) -> None:
    room.write("squat")
    room.draw()
    quick.clear()

    (room.poses.parent / "bases.yaml").write_text(BASES + "  pitch: 1\n")
    room.draw()
    room.draw(all=True)

    assert quick == ["lift", "squat"] * 2


def test_only_the_exercises_that_are_named_are_drawn(room: Room, quick: list[str]) -> None:
    room.write("squat")

    room.draw("squat")

    assert quick == ["squat"]
    assert {path.rpartition("/")[2] for path in room.files} == {
        name.replace("lift", "squat") for name in LIFT_FILES
    }
    assert set(read_index(room.poses.parent / "figures.json")) == {"squat"}


def test_what_stands_for_no_pose_file_is_taken_away(room: Room, quick: list[str]) -> None:
    room.write("squat")
    room.draw()
    (room.poses / "squat.yaml").unlink()

    room.draw("lift")
    assert "regular/squat.svg" in room.files  # not when only some are drawn
    room.draw()

    assert {path.rpartition("/")[2] for path in room.files} == LIFT_FILES
    assert set(read_index(room.poses.parent / "figures.json")) == {"lift"}


def test_the_check_names_a_file_that_is_stale_and_changes_nothing(
    room: Room, quick: list[str]
) -> None:
    room.draw()
    room.write("lift", POSE.replace("arm: {flex: 60}", "pitch: 5"))
    before = room.files

    with pytest.raises(CommandError, match="10 things to mend"):
        room.draw(check=True)

    assert "regular/lift.svg is stale" in room.complained
    assert room.files == before


def test_the_check_names_a_file_that_somebody_changed_or_lost(room: Room, quick: list[str]) -> None:
    room.write("squat")
    room.draw()
    room.file("regular/lift.svg").write_text("<svg>mine</svg>")
    room.file("regular/squat.svg").unlink()

    with pytest.raises(CommandError):
        room.draw(check=True)

    assert "regular/lift.svg is stale" in room.complained
    assert "regular/squat.svg is stale" in room.complained


def test_the_check_names_what_is_left_over_and_what_the_index_lacks(
    room: Room, quick: list[str]
) -> None:
    room.draw()
    room.file("regular/old.svg").write_text("<svg/>")
    room.write("lift", POSE + "works: R\n")

    with pytest.raises(CommandError):
        room.draw(check=True)

    assert "old.svg stands for no exercise" in room.complained
    assert "lift is stale in figures.json" in room.complained


def test_the_check_of_one_exercise_leaves_the_others_alone(room: Room, quick: list[str]) -> None:
    room.write("squat")
    room.draw()
    room.write("squat", POSE + "works: R\n")

    room.draw("lift", check=True)

    assert "Figures: all 1 are as drawn." in room.said


def test_the_check_fails_for_a_pose_that_nobody_can_take(room: Room) -> None:
    room.write("lift", POSE.replace("arm: {flex: 60}", "leg: {flex: 60, knee: 170}"))
    room.draw()
    assert "lift: range knee.L: 12.0" in room.complained

    with pytest.raises(CommandError):
        room.draw(check=True)

    assert "lift: range knee.L: 12.0" in room.complained


@pytest.mark.parametrize("options", [{}, {"check": True}])
def test_a_mistake_is_told_with_file_and_line_and_nothing_is_drawn(
    room: Room, options: dict[str, bool], quick: list[str]
) -> None:
    room.write("squat", "base: standing\nkeys:\n- {}\n- {pich: 4}\n")

    with pytest.raises(CommandError, match=r'^squat\.yaml:4: "pich" is not known here'):
        room.draw(**options)

    assert quick == []
    assert room.files == {}


def test_an_exercise_without_a_pose_file_is_told(room: Room) -> None:
    with pytest.raises(CommandError, match=r"jump\.yaml:1: The file is missing"):
        room.draw("jump")
