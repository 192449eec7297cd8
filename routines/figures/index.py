"""Which figures there are and what their files are called, without anything that draws.

`static/figures/<build>/<slug>.svg` moves, `<slug>-start.svg` and `<slug>-end.svg` are the stills,
and `regular/<slug>-print.svg` is for paper. `figures.json` beside the content says what pages must
know.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

KINDS = ("", "-start", "-end", "-print")
PRINTED = "regular"


def file_name(slug: str, build: str, kind: str) -> str:
    """Return where a figure is kept under the folder of figures; `kind` is one of `KINDS`."""
    return f"{build}/{slug}{kind}.svg"


def kinds(build: str) -> tuple[str, ...]:
    """Return the kinds of files a build has: paper shows everybody in one build."""
    return KINDS if build == PRINTED else KINDS[:3]


def read_index(path: Path) -> dict[str, dict[str, Any]]:
    """Return the index of all figures by slug, empty where there is none yet."""
    if not path.exists():
        return {}
    index: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return index


def write_index(path: Path, index: dict[str, dict[str, Any]]) -> None:
    """Write the index, sorted, so that it reads and compares well."""
    path.write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", encoding="utf-8")
