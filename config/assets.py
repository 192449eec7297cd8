"""Style sheets in one piece each, and scripts minified: without what a phone has no use for.

Sixteen files with reasons beside each line are pleasant to read, and slow to fetch on a phone.
Nothing else is built, and with Django's own finder in this one's place the pages still work.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

logger = logging.getLogger(__name__)

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


def minified(script: str) -> str:
    """Return the script without what only its readers need: comments, spaces, long inner names.

    What it imports and exports keeps its name. Where the library is not to be had, as on Apple
    silicon, the script is returned as it is. One that cannot be parsed raises ValueError.
    """
    try:
        # Here, since it brings threads of its own: only who collects or develops needs it.
        import minify
    except ImportError:
        return script
    text: str = minify.string("application/javascript", script)
    # The parts of the worker stand one after the other; without this, two calls might become one.
    return f"{text};\n"


class AssetFinder(FileSystemFinder):
    """Finds what lies in the static folder, for the server and for collectstatic.

    Style sheets are found written out and scripts minified, as copies in DATA_DIR/assets;
    everything else is found where it lies.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.copies = FileSystemStorage(location=settings.DATA_DIR / "assets")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the file to serve lies, or nothing where the folder has no such file."""
        found = super().find(path)
        if not found:
            return []
        if _is_rewritten(path):
            found = str(self._fresh(path, Path(found)))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield each path with the storage that holds what to serve."""
        for path, storage in super().list(ignore_patterns):
            if _is_rewritten(path):
                self._fresh(path, Path(storage.path(path)))
                yield path, self.copies
            else:
                yield path, storage

    def _fresh(self, path: str, source: Path) -> Path:
        target = Path(self.copies.path(path))
        text = written_out(source) if source.suffix == ".css" else _served(path, source)
        # Compared by what they say: a newer release may well have files of an older date.
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Renamed into place, so that a second worker never reads half a file.
            with tempfile.NamedTemporaryFile(
                "w", dir=target.parent, delete=False, encoding="utf-8"
            ) as draft:
                draft.write(text)
            Path(draft.name).replace(target)
        return target


def _is_rewritten(path: str) -> bool:
    where = Path(path).as_posix()
    return where in STYLE_SHEETS or (where.startswith("js/") and where.endswith(".js"))


def _served(path: str, source: Path) -> str:
    script = source.read_text(encoding="utf-8")
    try:
        return minified(script)
    except ValueError as error:
        # A browser may know a syntax that the library does not know yet.
        logger.warning("%s is served as it lies: %s", path, error)
        return script
