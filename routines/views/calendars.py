"""A calendar for who has no push: its private link, and the feed behind it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.connection import ConnectionProxy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe
from rest_framework.throttling import SimpleRateThrottle

from accounts.http import Request, render_page
from routines.queries.calendars import calendar_feed, link_made_at, settings_of_link
from routines.services.calendars import close_link, make_link


class FeedThrottle(SimpleRateThrottle):
    """How often one link is read: calendars ask every few hours, and many people share an address."""

    rate = "60/hour"
    # Not the database cache: it would turn every read into a write.
    cache: Any = ConnectionProxy(caches, "throttles")

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Return the key that counts; `view` is the person whose calendar it is."""
        return f"calendar-feed-{view}"


@require_GET
def show(request: Request) -> HttpResponse:
    """Say whether there is a link, and how to bring it into a calendar."""
    return render_page(request, "calendars/show.html", {"made_at": link_made_at(request.user)})


@sensitive_variables()
@require_POST
def create(request: Request) -> HttpResponse:
    """Make a link and show it this one time; an earlier one stops working."""
    secret = make_link(client=request.user, at=timezone.now())
    link = request.build_absolute_uri(reverse("routines:calendar-feed", args=[secret]))
    # No redirect: the next page could only show the link if it were stored somewhere.
    context = {"link": link, "subscribe": f"webcal:{link.partition(':')[2]}"}
    response = render_page(request, "calendars/created.html", context)
    # The page with the link is no page that the browser goes back to.
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
def close(request: Request) -> HttpResponse:
    """Close the link for the very next request."""
    close_link(client=request.user)
    messages.success(request, _("The calendar link is closed."))
    return redirect("routines:calendar-show")


@login_not_required
@sensitive_variables()
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Answer a calendar program with the feed; the secret in the address is all it knows.

    An unknown secret is 404: nobody guesses 256 bits, and looking one up is one read.
    """
    settings = settings_of_link(secret)
    if settings is None:
        raise Http404
    throttle = FeedThrottle()
    if not throttle.allow_request(request, settings.client_id):  # type: ignore[arg-type]
        wait = round(throttle.wait() or 60)
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    body = calendar_feed(settings, now=timezone.now(), address=request.build_absolute_uri("/"))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="carryover.ics"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
