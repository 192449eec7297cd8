"""The style sheet in one piece, the scripts without comments."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders

from config import assets

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
    settings.DATA_DIR = tmp_path / "data"
    source = tmp_path / "static" / "js" / "app.js"
    source.parent.mkdir(parents=True)
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    finder = assets.AssetFinder()
    source.write_text("// why\none();\n")
    before = Path(finder.find("js/app.js"))
    assert before.read_text() == "one();\n"

    source.write_text("two();\n")
    os.utime(source, (0, 0))

    assert Path(finder.find("js/app.js")).read_text() == "two();\n"
    assert [path.name for path in before.parent.iterdir()] == ["app.js"]
    source.unlink()
    assert finder.find("js/app.js") == []


def test_a_copy_that_says_the_same_is_not_written_again(finder: assets.AssetFinder) -> None:
    before = Path(finder.find("js/app.js")).stat()

    after = Path(finder.find("js/app.js")).stat()

    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_scripts_are_served_without_lines_of_comment_and_indentation() -> None:
    script = """// What it is for.

import { a } from "./a.js"; // stays
/** @param {string} one */
export function b(one) {
  // why
  return `${one}//${a}` + "// text";
  /**
   * Longer, with `one backtick.
   */
}
"""

    assert (
        assets.without_comments(script)
        == """
import { a } from "./a.js"; // stays
export function b(one) {
return `${one}//${a}` + "// text";
}
"""
    )


@pytest.mark.parametrize(
    "script",
    [
        "a = `\n// text\n`;\n",
        "a = `${b}\n// text\n${`c`}`;\n",
        "a = `${`b\n// text\n`}`;\n",
        "a = `${b.map((c) => `${c}\n// text\n`)}`;\n",
        'a = "`" + `b\n// text\n`;\n',
        "a = '`' + `b\n// text\n`;\n",
        "a = /`/.test(b) || `c\n// text\n`;\n",
        "a = `\\`b\n// text\n`;\n",
        "a = `b` + `\n/* text */\n`;\n",
        'a = "b \\\n// text";\n',
        "a(); /* begins here\n// ends here */ b();\n",
        "a(); /* begins here\n/** ends here */\nb();\n",
        "// why\n/* begins */ a();\n",
        "// why\n/** never ends\na();\n",
    ],
)
def test_a_script_where_a_comment_may_be_text_is_left_alone(script: str) -> None:
    assert assets.without_comments(script) == script


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda source: source.name)
def test_our_own_scripts_lose_comments_and_indentation_and_nothing_else(source: Path) -> None:
    lines = source.read_text().split("\n")
    served = assets.without_comments(source.read_text()).split("\n")

    comment = re.compile(r"\s*(//.*|/\*.*|\*.*)")
    assert [line for line in served if comment.fullmatch(line)] == []
    code = [line.strip() for line in lines if line and not comment.fullmatch(line)]
    assert [line for line in served if line] == code


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
