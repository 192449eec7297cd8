"""The style sheet in one piece, the scripts minified."""

from __future__ import annotations

import gzip
import os
import re
import sys
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders

from config import assets
from tests.scripts import needs_minifier

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
CSS = STATIC / "css"
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))


def _name(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


@pytest.fixture
def finder(settings: Any, tmp_path: Path) -> assets.AssetFinder:
    """Return a finder that keeps its copies in a folder of the test."""
    settings.DATA_DIR = tmp_path
    return assets.AssetFinder()


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


def test_the_server_finds_the_one_piece(finder: assets.AssetFinder, tmp_path: Path) -> None:
    found = finder.find("css/app.css")

    assert Path(found).is_relative_to(tmp_path)
    assert finder.find("css/app.css", find_all=True) == [found]
    assert finder.find("css/base.css") == str(CSS / "base.css")
    assert finder.find("css/gone.css") == []
    assert "@import" not in Path(finders.find("css/app.css") or "").read_text()


def test_collecting_takes_each_file_once_and_as_it_is_served(
    finder: assets.AssetFinder, tmp_path: Path
) -> None:
    listed = [(path, Path(storage.path(path))) for path, storage in finder.list([])]

    assert sorted(path for path, _ in listed) == sorted(
        path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()
    )
    copies = {path for path, place in listed if place.is_relative_to(tmp_path)}
    assert copies == {*assets.STYLE_SHEETS, *map(_name, SCRIPTS)}
    assert all(place == Path(finder.find(path)) for path, place in listed)


def test_a_copy_follows_its_source_even_to_an_older_date(settings: Any, tmp_path: Path) -> None:
    finder, source = _one_script(settings, tmp_path)
    source.write_text("one();\n")
    before = Path(finder.find("js/app.js"))
    assert "one()" in before.read_text()

    source.write_text("two();\n")
    os.utime(source, (0, 0))

    assert "two()" in Path(finder.find("js/app.js")).read_text()
    assert [path.name for path in before.parent.iterdir()] == ["app.js"]
    source.unlink()
    assert finder.find("js/app.js") == []


def test_a_copy_that_says_the_same_is_not_written_again(finder: assets.AssetFinder) -> None:
    before = Path(finder.find("js/app.js")).stat()

    after = Path(finder.find("js/app.js")).stat()

    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@needs_minifier
def test_scripts_are_served_without_what_only_readers_need() -> None:
    script = """// What it is for.

import { a } from "./a.js"; // why
/** @param {string} parameter */
export function b(parameter) {
  const text = ` // text ${parameter} `;
  return import(`./elements/${text}.js`);
}
"""

    assert assets.minified(script) == (
        'import{a}from"./a.js";export function b(e){const t=` // text ${e} `;'
        "return import(`./elements/${t}.js`)};\n"
    )


@needs_minifier
@pytest.mark.parametrize("source", SCRIPTS, ids=_name)
def test_each_of_our_scripts_is_understood_and_gets_smaller(source: Path) -> None:
    script = source.read_text()

    assert len(gzip.compress(assets.minified(script).encode())) < len(
        gzip.compress(script.encode())
    )


@pytest.mark.parametrize("source", SCRIPTS, ids=_name)
def test_each_of_our_scripts_still_brings_in_the_same_files(source: Path) -> None:
    script = source.read_text()

    assert _imported(assets.minified(script)) == _imported(re.sub(r"(?s)/\*.*?\*/", "", script))


def _imported(script: str) -> list[str]:
    paths = re.findall(r"""\b(?:from|import)\s*\(?\s*["'`](\.[^"'`]+)["'`]""", script)
    return sorted(re.sub(r"\$\{.*?\}", "*", path) for path in paths)


@needs_minifier
def test_scripts_that_stand_one_after_the_other_stay_two() -> None:
    one, two = assets.minified("one()\n"), assets.minified("(() => two())()\n")

    assert one + two == "one();\n(()=>two())();\n"


@needs_minifier
def test_a_script_that_is_not_understood_is_told() -> None:
    with pytest.raises(ValueError, match="line 1"):
        assets.minified("function (")


@needs_minifier
def test_a_script_that_is_not_understood_is_served_as_it_lies(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finder, source = _one_script(settings, tmp_path)
    source.write_text("// why\nfunction (\n")

    assert Path(finder.find("js/app.js")).read_text() == "// why\nfunction (\n"
    assert "js/app.js is served as it lies" in caplog.text


def test_without_the_library_scripts_are_served_as_they_lie(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "minify", None)
    finder, source = _one_script(settings, tmp_path)
    source.write_text("// why\none();\n")

    assert Path(finder.find("js/app.js")).read_text() == "// why\none();\n"


def _one_script(settings: Any, tmp_path: Path) -> tuple[assets.AssetFinder, Path]:
    """Return a finder, and the place of the only script that it finds."""
    settings.DATA_DIR = tmp_path / "data"
    source = tmp_path / "static" / "js" / "app.js"
    source.parent.mkdir(parents=True)
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    return assets.AssetFinder(), source


def test_the_style_sheet_stays_small() -> None:
    text = assets.written_out(CSS / "app.css")

    # With the headers of an answer, about 1,100 bytes, it stays under 13,600 on the wire.
    assert len(brotli.compress(text.encode())) <= 12_470


def test_only_utilities_insist() -> None:
    loud = [
        path.name
        for path in CSS.rglob("*.css")
        if path.name not in {"utilities.css", "staff.css"}
        and "!important" in re.sub(r"(?s)/\*.*?\*/", "", path.read_text())
    ]

    assert loud == []
