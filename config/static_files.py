"""Collected files, served by WhiteNoise, each made ready when somebody asks for it first.

At the start WhiteNoise makes ready for every file what a browser may be answered. There are 1,300, and
a worker is asked for the few dozen of the figures that its own clients move to. See
docs/decisions/0109-files-are-made-ready-when-asked-for.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise itself: it serves what lay in the folder at the start, and nothing else."""

    def get_static_file(
        self, path: str, url: str, stat_cache: Mapping[str, Any] | None = None
    ) -> StaticFile | LaterFile:
        """Return what answers for a file; while developing, where files change, at once."""
        ready = partial(super().get_static_file, path, url)
        return ready() if stat_cache is None else LaterFile(ready)


class LaterFile:
    """Stands for a file that nobody has asked for yet."""

    def __init__(self, ready: Callable[[], StaticFile]) -> None:
        self._ready = ready

    @cached_property
    def _file(self) -> StaticFile:
        return self._ready()

    def get_response(self, method: str, request_headers: Mapping[str, str]) -> Response:
        """Return WhiteNoise's answer to a request for this file."""
        return self._file.get_response(method, request_headers)
