"""The page of one assignment: what it asks for, why, and what changed since."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request, render_page
from accounts.identifiers import uuid7
from routines.domain.schedule import local_day
from routines.models import Assignment
from routines.queries.homework import for_reading, homework_page
from routines.services.changes import mark_changes_seen


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """The exercises with this client's dosage, the therapist's note, and care to take."""
    assignment = get_object_or_404(for_reading(request.user), pk=pk)
    day = local_day(timezone.now(), assignment.client.time_zone)
    page = homework_page(assignment, day=day)
    context = {
        "page": page,
        "is_own": assignment.client_id == request.user.pk,
        "checks": page.checks,
        "fresh_id": uuid7(),
        "fresh_id_gentle": uuid7(),
        "fresh_id_short": uuid7(),
        "fresh_id_yesterday": uuid7(),
    }
    return render_page(request, "assignments/show.html", context)


@require_POST
def seen(request: Request, pk: UUID) -> HttpResponse:
    """Put the note about changes away; only the client whose homework it is can."""
    own = Assignment.objects.visible_to(request.user).filter(client=request.user)
    assignment = get_object_or_404(own.select_related("version"), pk=pk)
    shown = request.POST.get("number", "")
    mark_changes_seen(assignment=assignment, number=int(shown[:4]) if shown.isdecimal() else None)
    if request.htmx:
        return HttpResponse()
    if request.POST.get("back") == "today":
        return redirect("routines:today-show")
    return redirect("routines:assignment-show", pk=pk)
