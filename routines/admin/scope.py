"""Who looks and what they may reach, for the pages about clients, homework and the library."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest

from accounts.models import Clinic, User
from accounts.scope import ScopedAdmin

__all__ = [
    "ScopedAdmin",
    "get_visible_or_404",
    "own_clinics",
    "say_sorry",
    "the_user",
    "treats_somewhere",
    "uuid_or_404",
]


def the_user(request: HttpRequest) -> User:
    """Return who is signed in; the site lets nobody else get this far."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


def own_clinics(request: HttpRequest) -> list[Clinic]:
    """Return the clinics where the person works, asked for once in a request."""
    found: list[Clinic] | None = getattr(request, "_own_clinics", None)
    if found is None:
        found = list(Clinic.objects.worked_in_by(the_user(request)).order_by("name"))
        request._own_clinics = found  # type: ignore[attr-defined]
    return found


def treats_somewhere(request: HttpRequest) -> bool:
    """Tell whether the person may invite and assign: managers and superusers as such may not."""
    known: bool | None = getattr(request, "_treats_somewhere", None)
    if known is None:
        known = the_user(request).memberships.treating().exists()
        request._treats_somewhere = known  # type: ignore[attr-defined]
    return known


def uuid_or_404(text: Any) -> UUID:
    """Return the key in an address; anything else is no address."""
    try:
        return UUID(str(text))
    except ValueError:
        raise Http404 from None


def get_visible_or_404(model: type[Model], *, pk: Any, user: User) -> Any:
    """Return a row the person may see; everything else does not exist."""
    row = model._default_manager.visible_to(user).filter(pk=uuid_or_404(pk)).first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return row


def say_sorry(request: HttpRequest, error: Exception) -> None:
    """Show why something could not be done."""
    sentence = getattr(error, "sentence", None) or str(error)
    messages.error(request, str(sentence))
