"""Who calls: a program with a token of its own, or the site's own pages with their session."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.request import Request

from accounts.models import AccessToken, User
from accounts.services.tokens import use_token

_CHALLENGE = 'Bearer realm="Carryover"'


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer carryover_...`, made in Settings, kept as a hash.

    First in the list of authenticators: without a challenge of its own a signed-out phone would
    get 403 and could not tell "sign in again" from "not allowed".
    """

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """Return the token's person; None when no token was sent."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or not parts[1].isascii():
            raise exceptions.AuthenticationFailed("Send it as Authorization: Bearer <token>.")
        # Looked up on each request, so a revoked token or a closed account ends at once.
        token = use_token(plain=parts[1].decode("ascii"), at=timezone.now())
        if token is None:
            raise exceptions.AuthenticationFailed(
                "This token is not known, was revoked, or has run out. Make a new one in Settings."
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        sent = get_authorization_header(request).lower().startswith(b"bearer")
        return f'{_CHALLENGE}, error="invalid_token"' if sent else _CHALLENGE


class SiteSession(SessionAuthentication):
    """The session of somebody signed in on the site; writes need the CSRF token as well."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a write that a foreign page may have caused."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied(
                "Send the CSRF token of the page in the header X-CSRFToken."
            ) from None


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes the token."""

    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made in Settings. It is shown once; we keep only a hash.",
        }


class SiteSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes the session."""

    target_class = SiteSession
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the OpenAPI security scheme, with the cookie's name on a live site."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-sessionid",
            "description": "For the site's own pages. Writes also need the header X-CSRFToken.",
        }
