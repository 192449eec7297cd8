"""Collected files, served by WhiteNoise, each looked at when somebody asks for it first.

WhiteNoise looks at all of them before the first request. There are 1,300, with what a phone may be
sent of each, and a worker needs the few dozen of the figures that its own clients move to. See
docs/decisions/0109-files-are-looked-at-when-asked-for.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.base import MissingFileError
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Every page's own files, and the figures of some hundred exercises. Each takes about 6 kB.
MOST_KEPT = 512


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """Serves what lies under `STATIC_URL`; what is not there is left to the pages.

    What it has found it takes as unchanged until the process ends, as WhiteNoise does; while
    developing it looks anew for each request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._found = lru_cache(maxsize=MOST_KEPT)(self._find)
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the file, or with what the pages say."""
        path = request.path_info
        if path.startswith(self.static_prefix):
            found = self.find_file(path) if self.autorefresh else self._kept(path)
            if found is not None:
                answer: HttpResponseBase = self.serve(found, request)
                return answer
        page: HttpResponseBase = self.get_response(request)
        return page

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        """Note the folder; called by WhiteNoise to look through it."""
        self.directories.insert(0, (root, prefix))

    def _kept(self, path: str) -> StaticFile | None:
        try:
            return self._found(path)
        except MissingFileError:
            return None

    def _find(self, path: str) -> StaticFile:
        found = self.find_file(path)
        if found is None:
            # Raised and not returned: what is not there must push nothing out.
            raise MissingFileError(path)
        return found
