"""What a phone is told about the app: its name, icons, pictures, and where it begins."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

PAPER = "#F2F4F0"
# Path below the static folder, size in pixels, purpose.
ICONS = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/icon-maskable-512.png", "512x512", "maskable"),
    ("icons/icon.svg", "any", "any"),
    ("icons/icon-monochrome.svg", "any", "monochrome"),
)
# Path, size, whether it was taken on a phone or a wide screen.
SCREENSHOTS = (
    ("screenshots/today-narrow.png", "780x1688", "narrow"),
    ("screenshots/routine-narrow.png", "780x1688", "narrow"),
    ("screenshots/today-wide.png", "1280x800", "wide"),
)


@require_GET
@login_not_required
def manifest(request: HttpRequest) -> JsonResponse:
    """Serve the manifest in the language of the browser."""
    response = JsonResponse(_manifest(), content_type="application/manifest+json")
    patch_cache_control(response, no_cache=True)
    return response


def _manifest() -> dict[str, Any]:
    start = reverse("routines:today-show")
    labels = {
        "screenshots/today-narrow.png": _("Today: what comes next"),
        "screenshots/routine-narrow.png": _("A routine with its exercises"),
        "screenshots/today-wide.png": _("Today, on a wide screen"),
    }
    return {
        "id": start,
        "name": _("Carryover: exercise homework"),
        "short_name": "Carryover",
        "description": _("The exercises your therapist gave you, one calm step at a time."),
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "display_override": ["standalone", "minimal-ui"],
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "theme_color": PAPER,
        "background_color": PAPER,
        "categories": ["health", "fitness", "medical"],
        "icons": [
            {"src": staticfiles_storage.url(path), "sizes": sizes, "type": _type(path)}
            | {"purpose": purpose}
            for path, sizes, purpose in ICONS
        ],
        "screenshots": [
            {"src": staticfiles_storage.url(path), "sizes": sizes, "type": _type(path)}
            | {"form_factor": factor, "label": labels[path]}
            for path, sizes, factor in SCREENSHOTS
        ],
        "shortcuts": [
            _shortcut(_("Start today's routine"), _("Start"), start),
            _shortcut(_("Log pain"), _("Log pain"), reverse("routines:check_in-create")),
            _shortcut(_("Desk breaks"), _("Desk break"), reverse("routines:desk-show")),
        ],
    }


def _shortcut(name: str, short_name: str, url: str) -> dict[str, Any]:
    icon = {"src": staticfiles_storage.url("icons/icon-192.png"), "sizes": "192x192"}
    return {"name": name, "short_name": short_name, "url": url, "icons": [icon]}


def _type(path: str) -> str:
    return "image/svg+xml" if path.endswith(".svg") else "image/png"
