"""What the bare view is made of: what a new Django project has.

The product reads the session and the person in a way of its own, which is measured against this.
"""

from __future__ import annotations

SETTINGS = {
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"
