"""Today: the one page a client opens every day."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request, render_page
from accounts.identifiers import uuid7
from routines.domain.schedule import local_day, part_of_day
from routines.queries.today import today


@require_GET
def show(request: Request) -> HttpResponse:
    """What is next, what is done, and the last seven days."""
    now = timezone.now()
    context = {
        "today": today(client=request.user, day=local_day(now, request.user.time_zone)),
        "part_of_day": part_of_day(now, request.user.time_zone),
        "fresh_id": uuid7(),
    }
    return render_page(request, "today/show.html", context)
