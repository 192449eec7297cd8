"""The style sheet in one piece."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders

from config import assets

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"


def test_imports_are_written_out_in_their_layers(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("/* why */\np { color: red; }\n")
    (tmp_path / "b.css").write_text("p { color: black; }")
    (tmp_path / "app.css").write_text(
        '@layer base, late;\n@import "./a.css" layer(base);\n@import "./b.css" layer(late) print;\n'
    )

    text = assets.written_out(tmp_path / "app.css")

    assert text == (
        "@layer base, late;\n@layer base {\np { color: red; }\n}\n"
        "@media print {\n@layer late {\np { color: black; }\n}\n}\n"
    )


def test_a_missing_file_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_text('@import "./gone.css" layer(base);')

    with pytest.raises(FileNotFoundError):
        assets.written_out(tmp_path / "app.css")


def test_the_server_finds_the_one_piece(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    finder = assets.StyleSheetFinder()

    found = finder.find("css/app.css")

    assert Path(found).is_relative_to(tmp_path)
    assert finder.find("css/app.css", find_all=True) == [found]
    assert finder.find("css/base.css") == []
    assert [path for path, _ in finder.list([])] == ["css/app.css", "css/staff.css"]
    assert "@import" not in Path(finders.find("css/app.css") or "").read_text()


def test_the_style_sheet_stays_small() -> None:
    text = assets.written_out(CSS / "app.css")

    assert len(brotli.compress(text.encode())) <= 14_000


def test_only_utilities_insist() -> None:
    loud = [
        path.name
        for path in CSS.rglob("*.css")
        if path.name not in {"utilities.css", "staff.css"}
        and "!important" in re.sub(r"(?s)/\*.*?\*/", "", path.read_text())
    ]

    assert loud == []
