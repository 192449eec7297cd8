"""What every template knows about the person's preferences."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from accounts.models import User


def preferences(request: HttpRequest) -> dict[str, Any]:
    """Return language, direction, theme and text size for the page's <html> element."""
    # Error pages may be rendered before anybody was looked up.
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "preferences": {
            "language": translation.get_language() or "en",
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "theme": person.theme if person else User.Theme.SYSTEM.value,
            "text_size": person.text_size if person else User.TextSize.STANDARD.value,
        }
    }
