"""Strong ETags: 304 for what the caller has already, 412 for an edit of what has changed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from routines.api.problems import ProblemError

_KEPT = ("ETag", "Cache-Control", "Vary")


def etag_of(data: Any) -> str:
    """Return the ETag a representation has when it is read, quotes included."""
    return _etag(JSONRenderer().render(data))


def add_etag(request: Request, response: Response) -> None:
    """Give a response its ETag as soon as it is rendered; a read then becomes 304 where it can."""

    def after_rendering(rendered: Any) -> HttpResponse | None:
        rendered.headers["ETag"] = etag = _etag(rendered.content)
        # Only this condition: Django's own helper would answer others with a 412 without a body.
        known = parse_etags(request.headers.get("If-None-Match", ""))
        is_known = "*" in known or etag in {one.removeprefix("W/") for one in known}
        if request.method not in {"GET", "HEAD"} or not is_known:
            return None
        kept = {name: rendered.headers[name] for name in _KEPT if name in rendered.headers}
        return HttpResponseNotModified(headers=kept)

    response.add_post_render_callback(after_rendering)


def check_if_match(request: Request, data: Any) -> None:
    """Refuse an edit whose `If-Match` names another state than `data`, the present one.

    Without the header nothing is checked. Raises `ProblemError` (412).
    """
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted or wanted == "*":
        return
    if etag_of(data) not in [one.strip() for one in wanted.split(",")]:
        raise ProblemError("changed-meanwhile", "Somebody changed this since you read it.")


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
