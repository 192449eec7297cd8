"""Where each app's pages begin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz
from config.manifest import manifest
from config.worker import offline, worker

urlpatterns = [
    # health
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # the app on a phone
    path("manifest.webmanifest", manifest, name="manifest"),
    path("sw.js", worker, name="worker"),
    path("offline/", offline, name="offline"),
    # homework, before the many addresses of signing in: it is what is asked for all day
    path("", include("routines.urls")),
    # people
    path("", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    # programs
    path("api/", include("routines.api.urls")),
    # therapists
    path("admin/", admin.site.urls),
]

handler400 = "routines.api.problems.bad_request"
handler500 = "routines.api.problems.server_error"
