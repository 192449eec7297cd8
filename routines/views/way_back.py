"""The way back into a session that somebody left to read something."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest


def session_key(request: HttpRequest) -> UUID | None:
    """Return the key in `?session=`; the page behind it decides who may open it."""
    try:
        return UUID(request.GET.get("session", ""))
    except ValueError:
        return None
