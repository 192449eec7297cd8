"""When to stop and get help. Open to everybody, signed in or not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import render_page
from accounts.models import User
from routines.domain.contacts import Contacts
from routines.queries.care import care_of
from routines.queries.contacts import contacts_of
from routines.queries.sessions import was_stopped
from routines.views.way_back import session_key


@require_GET
@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    """The warning signs in plain words, and whom to call."""
    person = request.user if isinstance(request.user, User) else None
    key = session_key(request)
    # None: it is somebody else's, or has not arrived, and the phone knows the way back into it.
    is_stopped = was_stopped(client=person, session=key) if person and key else None
    care = care_of(person) if person else None
    context = {
        "care": care,
        "contacts": contacts_of(person, care.clinic if care else None) if person else Contacts(),
        "session_key": key if is_stopped is not None else None,
        "is_stopped": is_stopped,
    }
    return render_page(request, "help/show.html", context)
