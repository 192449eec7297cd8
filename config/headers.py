"""What every answer gets that neither Django nor django-csp adds by itself: headers, a way back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import brotli
from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.import_map import import_map_source

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

# What a page of the phone takes: 0.1 ms, 4 % more bytes than gzip at its usual level in 0.2 ms.
BROTLI_QUALITY = 3
# 64 KiB, which holds a page; the usual window of 4 MiB is set up anew for each.
BROTLI_WINDOW = 16
MOST_NOISE = 100
_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


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


def sign_in_again(get_response: GetResponse) -> GetResponse:
    """Bring people who sign in once more back to the page they were on.

    Without this they would come to a fragment's address, or to one that only takes what a form
    sends. Htmx is answered 401 and HX-Redirect, or it would swap the sign-in page into a fragment.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        htmx = getattr(request, "htmx", None)
        if response.status_code != 302 or not (htmx or request.method == "POST"):
            return response
        sign_in = resolve_url(settings.LOGIN_URL)
        path, _, query = response.headers["Location"].partition("?")
        asked = QueryDict(query).get("next")
        # Signing out leads to the same address, but nobody asked for a page there.
        if path not in (sign_in, reverse("admin:login")) or asked != request.get_full_path():
            return response
        try:
            page = htmx.current_url_abs_path if htmx else _sent_from(request)
        except ValueError:  # a header that is no address
            page = ""
        if not page and request.method != "POST":
            page = asked
        if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
            page = "/"
        address = f"{sign_in}?{urlencode({'next': page})}"
        return (
            HttpResponse(status=401, headers={"HX-Redirect": address})
            if htmx
            else HttpResponseRedirect(address)
        )

    return middleware


def wrong_method(get_response: GetResponse) -> GetResponse:
    """Give a page to somebody who opens an address that only takes what a form sends."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


def _sent_from(request: HttpRequest) -> str:
    """Return path and query of the page whose form was sent, "" where it was not one of ours."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    if referrer.netloc != request.get_host():
        return ""
    return urlunsplit(("", "", referrer.path, referrer.query, ""))


class ContentPolicy(CSPMiddleware):
    """django-csp, which put the same policy together twice for each answer; here it is done once.

    It allows the import map by its hash, so that no page needs a nonce and none is drawn.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Draw no nonce."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Send the policy of the settings."""
        # A decorator of django-csp leaves its wishes on the answer; the package knows them all.
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _policy(import_map_source()))
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the wishes of an answer, with the import map among them."""
        parts = super().get_policy_parts(request, response, report_only)
        return replace(parts, update=_with_map(parts.update or {}, import_map_source()))


@lru_cache(maxsize=2)
def _policy(source: str) -> str:
    return build_policy(update=_with_map({}, source))


def _with_map(wishes: Mapping[str, Any], source: str) -> dict[str, Any]:
    scripts = [*wishes.get("script-src", ()), *([source] if source else [])]
    return {**wishes, **({"script-src": scripts} if scripts else {})}


class PageCompression(GZipMiddleware):
    """Compresses answers: whole pages by Brotli, twice as fast as gzip, and all else as Django does.

    Both hide the length behind up to a hundred random bytes, against guessing a page's secrets from
    how well it can be compressed; a page has them in a comment after its end.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave answers with an ETag alone: compressed, it would no longer be a strong one."""
        if response.has_header("ETag"):
            return response
        if not isinstance(response, HttpResponse) or not _is_page_for_brotli(request, response):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        noise = secrets.token_hex(MOST_NOISE)[: secrets.randbelow(MOST_NOISE + 1)]
        page = response.content + f"<!--{noise}-->".encode()
        packed = brotli.compress(
            page, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW
        )
        response.content = packed
        response.headers["Content-Length"] = str(len(packed))
        response.headers["Content-Encoding"] = "br"
        return response


def _is_page_for_brotli(request: HttpRequest, response: HttpResponse) -> bool:
    # A fragment ends in an element that a comment would follow into the page.
    return (
        _BROTLI.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith("text/html")
        and response.content[:9].lower() == b"<!doctype"
    )
