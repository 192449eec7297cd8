"""Static files: whatever is referred to exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
# A name is taken from elsewhere after `from`, or alone after `import`; what is exported and defined
# in the same line may hold any other text.
IMPORTED = re.compile(
    r"""(?m)
    (?: ^\s* import \s*
      | ^\s* (?:import|export) \b [^"'`;(=]* \b from \s*
      | \b import \s* \( \s* )
    ["'] ([^"']+) ["']""",
    re.VERBOSE,
)


def text_of(folder: Path, pattern: str) -> Iterator[tuple[Path, str]]:
    """Give each file with its text, block comments taken out."""
    for path in sorted(folder.rglob(pattern)):
        yield path, re.sub(r"(?s)/\*.*?\*/", "", path.read_text())


def test_each_static_reference_in_a_template_exists() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in text_of(ROOT / "templates", "*.*")
        for name in re.findall(r"{%\s*static\s+[\"']([^\"']+)", text)
        if not finders.find(name)
    ]

    assert missing == []


def test_each_reference_in_a_style_sheet_exists() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in text_of(STATIC, "*.css")
        for name in re.findall(r"(?:@import\s+|url\()\s*(?:url\()?[\"']?([^\"')\s;]+)", text)
        if not (path.parent / name).is_file()
    ]

    assert missing == []


def test_each_style_sheet_is_used() -> None:
    sources = [
        text
        for folder, pattern in ((ROOT / "templates", "*.html"), (STATIC, "*.css"))
        for _, text in text_of(folder, pattern)
    ]
    sources += [path.read_text() for path in (ROOT / "routines").rglob("*.py")]
    everything = "\n".join(sources)

    assert [
        str(path.relative_to(ROOT))
        for path in sorted(STATIC.rglob("*.css"))
        if path.name not in everything
    ] == []


def test_each_module_a_script_imports_exists() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in text_of(STATIC, "*.js")
        for name in IMPORTED.findall(text)
        if not (name.startswith(("./", "../")) and (path.parent / name).is_file())
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('import { a } from "./a.js";', ["./a.js"]),
        ("import * as guide from '../guide.js';", ["../guide.js"]),
        ('import {\n  a,\n  b,\n} from "./a.js";', ["./a.js"]),
        ('import "./co-figure.js";', ["./co-figure.js"]),
        ('  const a = await import("./late.js");', ["./late.js"]),
        ('export { a } from "./a.js";\nexport * from "lodash";', ["./a.js", "lodash"]),
        ('export const NO_KEY = "0000";', []),
        ('export const isWork = (step) => ["set", "timed"].includes(step.kind);', []),
        ('export function view(now) {\n  return { kind: "over" };\n}', []),
    ],
)
def test_an_import_is_told_from_text(script: str, names: list[str]) -> None:
    assert IMPORTED.findall(script) == names


def test_styles_use_logical_directions() -> None:
    physical = re.compile(
        r"(?m)^\s*(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right)\s*:"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.strip()}"
        for path, text in text_of(STATIC, "*.css")
        for match in physical.findall(text)
    ]

    assert found == []
