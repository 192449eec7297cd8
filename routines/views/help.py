"""When to stop and get help. Open to everybody, signed in or not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import render_page
from accounts.models import User
from routines.queries.care import care_of
from routines.views.way_back import session_key


@require_GET
@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    """The warning signs in plain words, and whom to call."""
    care = care_of(request.user) if isinstance(request.user, User) else None
    return render_page(
        request, "help/show.html", {"care": care, "session_key": session_key(request)}
    )
