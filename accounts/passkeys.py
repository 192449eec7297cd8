"""Passkeys: the two halves of making one, over the parts that allauth keeps for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User

UNFINISHED = _("That did not work. Try again, or use a password instead.")


def begin(user: User) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for this person, and remember the challenge.

    Works only inside a request, whose session holds the challenge.
    """
    options: dict[str, Any] = auth.begin_registration(user, passwordless=True)
    return options


def finish(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check what the browser made against the remembered challenge and return it.

    Raises `ValidationError` for another challenge, a malformed answer, or a device that did not
    check who holds it.
    """
    try:
        auth.parse_registration_response(credential)
        binding = auth.complete_registration(dict(credential))
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise ValidationError(UNFINISHED) from error
    if not binding.is_user_verified():
        raise ValidationError(UNFINISHED)
    return credential


def held_by(user: User) -> QuerySet[Any]:
    """Return the passkeys of this person, newest first."""
    passkeys: QuerySet[Any] = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.WEBAUTHN
    ).order_by("-created_at")
    return passkeys
