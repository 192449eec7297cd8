"""Each page in the person's own language and time zone, and a kind one where hashing is too busy."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.hashers import TooManyHashesError
from accounts.models import User
from accounts.time_zones import zone_or_utc

GetResponse = Callable[[HttpRequest], HttpResponseBase]

RETRY_AFTER_SECONDS = 5


def preferences(get_response: GetResponse) -> GetResponse:
    """Speak the signed-in person's language in their time zone; to strangers, the browser's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User):
            language, zone = user.language, user.time_zone
        else:
            language, zone = translation.get_language_from_request(request), settings.TIME_ZONE
        with translation.override(language), timezone.override(zone_or_utc(zone)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not isinstance(user, User):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


class WhoAsks(AuthenticationMiddleware):
    """Django's own, but the person is looked up at once: every page wants to know who asks.

    Django puts a stand-in on the request that looks it up later, and then passes on each of a
    page's many questions to the person.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Put the person, or Django's anonymous one, on the request."""
        super().process_request(request)
        request.user = get_user(request)


class TurnAway:
    """Asks people to come back in a moment where too many passwords wait to be hashed."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 in place of the error, and leave every other error alone."""
        if not isinstance(error, TooManyHashesError):
            return None
        page = render(request, "503.html", status=503)
        page.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return page
