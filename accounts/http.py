"""The request as our views see it, and the one place that asks whether htmx is calling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User


class Request(HttpRequest):
    """A request after our middleware: somebody is signed in and htmx is known."""

    user: User
    htmx: HtmxDetails


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a whole page, or only its named partial when htmx asked for it."""
    by_htmx = bool(getattr(request, "htmx", False))
    name = f"{template}#{partial}" if partial and by_htmx else template
    response = render(request, name, dict(context), status=status)
    # Without this the Back button may show a bare fragment.
    patch_vary_headers(response, ["HX-Request"])
    return response
