"""The style sheets in one piece each: css/app.css and css/staff.css with their imports written out.

Sixteen files are pleasant to read, and sixteen requests are slow on a phone. Nothing else is built,
and without this finder the pages still work.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

STYLE_SHEETS = ("css/app.css", "css/staff.css")
_IMPORT = re.compile(r'@import "\./(?P<path>[^"]+)" layer\((?P<layer>\w+)\)(?: (?P<media>\w+))?;')
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def written_out(contents: Path) -> str:
    """Return the style sheet `contents` with every import replaced by the file it names.

    A file that is missing raises FileNotFoundError.
    """

    def layered(match: re.Match[str]) -> str:
        text = (contents.parent / match["path"]).read_text(encoding="utf-8")
        block = f"@layer {match['layer']} {{\n{text}\n}}"
        return f"@media {match['media']} {{\n{block}\n}}" if match["media"] else block

    text = _IMPORT.sub(layered, contents.read_text(encoding="utf-8"))
    return _INDENT.sub("\n", _COMMENT.sub("", text)).strip() + "\n"


class StyleSheetFinder(BaseFinder):
    """Finds the style sheets, written out, for the server and for collectstatic.

    It has to come before the finder of the folder that holds the tables of contents.
    """

    def __init__(self, app_names: Iterable[str] | None = None) -> None:
        self.source = settings.BASE_DIR / "static"
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "assets")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing here is configured, so nothing can be wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the written out style sheet lies, or nothing for any other path."""
        if path not in STYLE_SHEETS:
            return []
        found = str(self._fresh(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the files that this finder knows."""
        for path in STYLE_SHEETS:
            self._fresh(path)
            yield path, self.storage

    def _fresh(self, path: str) -> Path:
        contents = self.source / path
        target = Path(self.storage.path(path))
        newest = max(file.stat().st_mtime_ns for file in contents.parent.rglob("*.css"))
        if not target.exists() or target.stat().st_mtime_ns < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Renamed into place, so that a second worker never reads half a file.
            with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False) as draft:
                draft.write(written_out(contents))
            Path(draft.name).replace(target)
        return target
