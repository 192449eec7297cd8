"""Collected files, served by WhiteNoise, each made ready when somebody asks for it first.

At the start WhiteNoise makes ready for every file what a browser may be answered. There are 1,300, and
a worker is asked for the few dozen of the figures that its own clients move to. See
docs/decisions/0109-files-are-made-ready-when-asked-for.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise itself: it serves what lay in the folder at the start, and nothing else."""

    def get_static_file(
        self, path: str, url: str, stat_cache: Mapping[str, Any] | None = None
    ) -> StaticFile | LaterFile:
        """Return what answers for a file; while developing, where files change, at once."""
        if stat_cache is not None:
            return LaterFile(self, path, url)
        ready: StaticFile = super().get_static_file(path, url)
        return ready


class LaterFile:
    """Stands for a file that nobody has asked for yet; there are many, so it is kept small."""

    __slots__ = ("_files", "_path", "_ready", "_url")

    def __init__(self, files: StaticFiles, path: str, url: str) -> None:
        self._files, self._path, self._url = files, path, url
        self._ready: StaticFile | None = None

    def get_response(self, method: str, request_headers: Mapping[str, str]) -> Response:
        """Return WhiteNoise's answer to a request for this file."""
        if self._ready is None:
            self._ready = self._files.get_static_file(self._path, self._url)
        return self._ready.get_response(method, request_headers)
