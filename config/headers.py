"""Response headers of every answer that neither Django nor django-csp sets by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
# The screen stays on during a hold.
PERMISSIONS_POLICY = ", ".join([*(f"{name}=()" for name in _OFF), "screen-wake-lock=(self)"])


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add isolation and permission headers, and keep personal answers out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # Static files carry their own. A page that says nothing is taken to be personal, which
        # also covers the sign-in pages with their tokens.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def htmx_sign_in(get_response: GetResponse) -> GetResponse:
    """Answer 401 and HX-Redirect where htmx would swap the sign-in page into a fragment.

    After signing in, people come back to the page they were on, not to the fragment's URL.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        htmx = getattr(request, "htmx", None)
        if not htmx or response.status_code != 302:
            return response
        sign_in = resolve_url(settings.LOGIN_URL)
        path, _, query = response.headers["Location"].partition("?")
        if path not in (sign_in, reverse("admin:login")):
            return response
        page = htmx.current_url_abs_path or QueryDict(query).get("next") or "/"
        if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
            page = "/"
        answer = HttpResponse(status=401)
        answer.headers["HX-Redirect"] = f"{sign_in}?{urlencode({'next': page})}"
        return answer

    return middleware


class PageCompression(GZipMiddleware):
    """Compresses pages, with Django's random bytes against guessing from lengths."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave answers with an ETag alone: compressed, it would no longer be a strong one."""
        if response.has_header("ETag"):
            return response
        return super().process_response(request, response)
