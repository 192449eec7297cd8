"""Each page in the person's own language and time zone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]


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


def zone_or_utc(name: str) -> ZoneInfo:
    """Return the zone of this name; UTC for a name that a newer database has dropped."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
