"""Every refusal of the API as `application/problem+json` (RFC 9457), from one handler.

Which errors of the services mean which problem is said beside the views that call them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/api/"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its stable word, its status, its title, and what to do about it."""

    code: str
    status: int
    title: str
    advice: str


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "unreadable",
            400,
            "The request cannot be read",
            "Send one JSON object, under 64 kB; an outbox under 256 kB.",
        ),
        Kind(
            "sign-in",
            401,
            "Sign in first",
            "Send a token as `Authorization: Bearer ...`, or the session cookie of the site. "
            "Keep what you wanted to send, and send it again afterwards.",
        ),
        Kind("not-allowed", 403, "You may not do this", "Signing in again does not help."),
        Kind(
            "not-found",
            404,
            "There is nothing here for you",
            "It does not exist, or it belongs to somebody else. We do not say which.",
        ),
        Kind("wrong-method", 405, "This address does not do that", "See the `Allow` header."),
        Kind(
            "sent-before",
            409,
            "This id was used before with another body",
            "The first one stands, and `stands` shows it when it is yours. Change it there.",
        ),
        Kind(
            "already-logged",
            409,
            "This exercise is logged in this session already",
            "`stands` shows that log. Change it there.",
        ),
        Kind(
            "wrong-account",
            409,
            "This belongs to another account",
            "Keep it until that account signs in here. Nothing was taken in.",
        ),
        Kind(
            "looked-at",
            409,
            "Somebody has looked at this already",
            "`stands` shows who, when, and what they did. Nothing was changed.",
        ),
        Kind(
            "too-late",
            409,
            "The time for this is over",
            "Undo works for 10 seconds, a correction for 7 days, logging and rating for 30.",
        ),
        Kind(
            "changed-meanwhile",
            412,
            "It changed since you read it",
            "Read it again, then send your change with the new `If-Match`.",
        ),
        Kind(
            "too-large",
            413,
            "The request is too large",
            "Send less than 64 kB, or fewer things of an outbox at once.",
        ),
        Kind("not-json", 415, "Only JSON is understood", "Send `Content-Type: application/json`."),
        Kind(
            "invalid",
            422,
            "Something needs another look",
            "`errors` names each field and says what to change. Nothing was saved.",
        ),
        Kind(
            "resting",
            422,
            "This homework rests",
            "It is paused, or it had ended before that day. Nothing was saved.",
        ),
        Kind("too-many", 429, "Too many requests", "Wait for the seconds in `Retry-After`."),
        Kind(
            "our-fault",
            500,
            "Something went wrong on our side",
            "Send the same request again in a moment; the same id stores it once.",
        ),
    )
}

_KIND_OF: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ValidationError, "invalid"),
    (exceptions.ParseError, "unreadable"),
    (exceptions.NotAuthenticated, "sign-in"),
    (exceptions.AuthenticationFailed, "sign-in"),
    (exceptions.PermissionDenied, "not-allowed"),
    (PermissionDenied, "not-allowed"),
    (exceptions.NotFound, "not-found"),
    (Http404, "not-found"),
    (exceptions.MethodNotAllowed, "wrong-method"),
    (exceptions.UnsupportedMediaType, "not-json"),
    (exceptions.Throttled, "too-many"),
    (RequestDataTooBig, "too-large"),
)
# What the exception itself says is worth repeating only where a person wrote it for this case.
_SAYS_MORE = frozenset({"unreadable", "sign-in", "not-allowed"})


class ProblemError(exceptions.APIException):
    """A refusal of a certain kind, with a sentence for this case.

    `errors` are pairs of field and message; `members` are added to the answer as they are.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: tuple[tuple[str, str], ...] = (),
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.kind = KINDS[code]
        self.status_code = self.kind.status
        self.errors = errors
        self.members = dict(members or {})


def problem_json(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the problem for an exception of a view, or None for a fault of our own (500)."""
    request = context.get("request")
    if isinstance(error, ProblemError):
        return _respond(
            request, error.kind, str(error.detail), errors=error.errors, members=error.members
        )
    code = next((code for kind, code in _KIND_OF if isinstance(error, kind)), None)
    if code is None:
        return None
    kind = KINDS[code]
    if isinstance(error, exceptions.ValidationError):
        errors = tuple(flat_errors(error.detail))
        return _respond(request, kind, kind.advice.replace("`", ""), errors=errors)
    detail = str(getattr(error, "detail", "")) if code in _SAYS_MORE else ""
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(getattr(error, "auth_header"))  # noqa: B009 - DRF sets it
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return _respond(request, kind, detail or kind.advice.replace("`", ""), headers=headers)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of our own: as a problem in the API, as a page elsewhere (handler500)."""
    if not request.path.startswith(API_PREFIX):
        return defaults.server_error(request)
    return _plain(request, KINDS["our-fault"])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a suspicious request: as a problem in the API, as a page elsewhere (handler400)."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    return _plain(request, KINDS["unreadable"])


def _respond(
    request: Any,
    kind: Kind,
    detail: str,
    *,
    errors: tuple[tuple[str, str], ...] = (),
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = _body(request, kind, detail)
    if errors:
        body["errors"] = [{"field": field, "message": message} for field, message in errors]
    return Response(
        body | dict(members or {}),
        status=kind.status,
        headers=dict(headers or {}),
        content_type=MEDIA_TYPE,
    )


def _plain(request: HttpRequest, kind: Kind) -> HttpResponse:
    body = _body(None, kind, kind.advice.replace("`", ""))
    return JsonResponse(body, status=kind.status, content_type=MEDIA_TYPE)


def _body(request: Any, kind: Kind, detail: str) -> dict[str, Any]:
    # The host may be what is wrong with a bad request, so an address without it has to do there.
    page = reverse("api:reference-show")
    page = request.build_absolute_uri(page) if request is not None else page
    return {
        "type": f"{page}#problem-{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "code": kind.code,
    }


def flat_errors(detail: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield pairs of field and message: {"sets": {0: {"side": ["..."]}}} is ("sets.0.side", "...")."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from flat_errors(inner, ".".join(part for part in (field, own) if part))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from flat_errors(inner, f"{field}.{place}" if nested and inner else field)
    else:
        yield field, str(detail)
