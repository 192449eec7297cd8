"""The house rules that a machine can check: layers, sizes, names, and what is not used."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("accounts", "config", "routines")
MOST_LINES = 400
NO_NAMES = {"utils", "util", "helpers", "common", "misc", "tools", "signals"}


def files(*endings: str) -> Iterator[Path]:
    """Give the project's own files with these endings, migrations left out."""
    for folder in (*SOURCES, "templates", "static", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "migrations" not in path.parts:
                yield path
    yield from (path for path in sorted(ROOT.glob("*")) if path.suffix in endings)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_flow_one_way() -> None:
    # In a process of its own: it silences every logger of the one it runs in.
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    found = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert found.returncode == 0, found.stdout


def test_no_module_grows_too_long() -> None:
    lengths = {
        short(path): len(path.read_text().splitlines())
        for path in files(".py", ".html", ".css", ".js")
    }

    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_module_begins_by_saying_what_lives_in_it() -> None:
    silent = [
        short(path)
        for path in files(".py")
        if path.read_text().strip() and not ast.get_docstring(tree(path))
    ]

    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = [
        short(path) for path in files(".py") if NO_NAMES & {path.stem, *path.parent.parts[-2:]}
    ]

    assert found == []


def test_nothing_happens_behind_signals() -> None:
    forbidden = re.compile(r"django\.dispatch|models\.signals|@receiver|\.signals import")

    assert [
        short(path)
        for path in files(".py")
        if path.parts[len(ROOT.parts)] in SOURCES and forbidden.search(path.read_text())
    ] == []


def test_saving_a_row_only_saves_it() -> None:
    overrides = [
        f"{short(path)}: {owner.name}.{method.name}"
        for app in ("accounts", "routines")
        for path in sorted((ROOT / app / "models").glob("*.py"))
        for owner in ast.walk(tree(path))
        if isinstance(owner, ast.ClassDef)
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
    ]

    assert overrides == []


def test_writing_takes_keywords_only() -> None:
    positional = [
        f"{short(path)}: {function.name}"
        for app in ("accounts", "routines")
        for path in sorted((ROOT / app / "services").rglob("*.py"))
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if "write_transaction" in ast.dump(function)
        if function.args.args or function.args.posonlyargs
    ]

    assert positional == []
