"""The settings page: one list of what can be set, with its present value."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts import passkeys
from accounts.forms.settings import PREFERENCES
from accounts.http import Request, render_page


@require_GET
def show(request: Request) -> HttpResponse:
    """List what can be set, with its present value."""
    care = request.user.care_received.in_force().select_related("therapist", "clinic")
    context = {
        "care": care.order_by("started_at"),
        "passkeys": passkeys.held_by(request.user).count(),
        "preferences_now": {
            slug.replace("-", "_"): form().current(request.user)
            for slug, form in PREFERENCES.items()
        },
    }
    return render_page(request, "accounts/settings/show.html", context)
