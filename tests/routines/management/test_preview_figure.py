"""`manage.py preview_figure`: a sheet for whoever writes poses, and what the lint says."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

COMMAND = "routines.management.commands.preview_figure"
POSE = "base: standing\nkeys:\n- {}\n- {arm: {flex: 60}}\n"

Preview = Callable[..., str]


@pytest.fixture
def content(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of two pose files, where no browser is to be had."""
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(f"{COMMAND}.CONTENT_FOLDER", tmp_path)
    monkeypatch.setattr(f"{COMMAND}.shutil.which", lambda name: None)
    (tmp_path / "poses").mkdir()
    (tmp_path / "bases.yaml").write_text("standing:\n  at: [0, 89.1, 0]\n")
    for slug in ("lift", "squat"):
        (tmp_path / "poses" / f"{slug}.yaml").write_text(POSE)
    return tmp_path


@pytest.fixture
def preview(content: Path) -> Preview:
    def run(*slugs: str, **options: Any) -> str:
        said = StringIO()
        call_command("preview_figure", *slugs, stdout=said, **options)
        return said.getvalue()

    return run


def test_start_and_end_of_one_figure_are_on_its_sheet(preview: Preview, content: Path) -> None:
    said = preview("lift")

    page = content / "data" / "figures" / "lift.html"
    assert said == f"{page}\n"
    assert page.read_text().count("<img") == 2
    assert "lift start" in page.read_text()
    assert "lift end" in page.read_text()


def test_without_a_name_all_figures_are_on_one_sheet(preview: Preview, content: Path) -> None:
    preview()

    page = (content / "data" / "figures" / "sheet.html").read_text()
    assert page.count("<img") == 4
    assert "lift start" in page
    assert "squat end" in page


def test_every_frame_of_a_movement_can_be_seen(preview: Preview, content: Path) -> None:
    preview("lift", frames=True)

    page = (content / "data" / "figures" / "lift.html").read_text()
    assert page.count("<img") >= 3
    assert "lift 0" in page
    assert f"lift {page.count('<img') - 1}" in page


def test_the_same_is_seen_from_elsewhere(preview: Preview, content: Path) -> None:
    preview("lift", cameras="0,10 40,30")

    page = (content / "data" / "figures" / "lift.html").read_text()
    assert page.count("<img") == 4
    assert "0,10 key 0" in page
    assert "40,30 key -1" in page
    pictures = [part.partition("#")[0] for part in page.split("base64,")[1:]]
    assert len(set(pictures)) == 4


def test_build_skin_theme_and_place_are_chosen(preview: Preview, content: Path) -> None:
    out = content / "mine" / "look"
    preview("lift", out=out)
    regular = out.with_suffix(".html").read_text()
    preview("lift", out=out, build="broad", tone=4, dark=True)
    broad = out.with_suffix(".html").read_text()

    assert '#t2l"' in regular
    assert '#t4d"' in broad
    assert regular.split("base64,")[1].split("#")[0] != broad.split("base64,")[1].split("#")[0]


def test_what_the_lint_finds_is_told_for_a_figure_that_is_named(
    preview: Preview, content: Path
) -> None:
    text = POSE.replace("arm: {flex: 60}", "leg: {flex: 60, knee: 170}")
    (content / "poses" / "lift.yaml").write_text(text)

    assert "lift: range knee.L: 12.0 (" in preview("lift")


def test_a_mistake_is_told_with_file_and_line(preview: Preview, content: Path) -> None:
    (content / "poses" / "lift.yaml").write_text("base: standing\nkeys: [{}]\n")

    with pytest.raises(CommandError, match=r"^lift\.yaml:2: A movement needs two key poses"):
        preview("lift")


def test_a_figure_that_nobody_wrote_is_told(preview: Preview) -> None:
    with pytest.raises(CommandError, match=r"jump\.yaml:1: The file is missing"):
        preview("jump")


def test_a_picture_is_taken_where_there_is_a_browser(
    preview: Preview, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(f"{COMMAND}.shutil.which", lambda name: f"/bin/{name}")
    picture = content / "data" / "figures" / "lift.png"

    def take(command: list[str], **_: object) -> None:
        asked.append(command)
        picture.touch()

    monkeypatch.setattr(f"{COMMAND}.subprocess.run", take)

    said = preview("lift")

    assert said == f"{picture}\n"
    (command,) = asked
    assert command[0] == "/bin/chromium"
    assert f"--screenshot={picture}" in command
    assert command[-1] == picture.with_suffix(".html").as_uri()
    assert "--window-size=840,341" in command


def test_a_browser_that_takes_no_picture_leaves_the_page(
    preview: Preview, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{COMMAND}.shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(f"{COMMAND}.subprocess.run", lambda command, **_: None)

    assert preview("lift") == f"{content / 'data' / 'figures' / 'lift.html'}\n"


@pytest.mark.parametrize("cameras", ["0", "a,b"])
def test_a_camera_that_is_none_is_told(preview: Preview, cameras: str) -> None:
    with pytest.raises(CommandError, match="yaw and pitch"):
        preview("lift", "--cameras", cameras)
