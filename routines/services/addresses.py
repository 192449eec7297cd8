"""The address of this installation, for letters that nobody asked for by a request."""

from __future__ import annotations

import os

from django.conf import settings


def site_address() -> str:
    """Return scheme and host without a slash: the first of ALLOWED_HOSTS, else this machine's port."""
    if settings.DEBUG:
        return f"http://localhost:{os.environ.get('PORT', '8000')}"
    return f"https://{settings.ALLOWED_HOSTS[0]}"
