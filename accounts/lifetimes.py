"""How long somebody stays signed in: clients for weeks on their own phone, staff for a workday."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

STAFF_SESSION = timedelta(hours=8)


def limit_session(request: HttpRequest, user: User) -> None:
    """End a staff member's session eight hours from now, however busy it is; clients' stay."""
    if user.is_staff or user.is_superuser:
        request.session.set_expiry(timezone.now() + STAFF_SESSION)
