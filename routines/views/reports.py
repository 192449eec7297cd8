"""What somebody feels in the middle of an exercise. Two answers end the session."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import Request, render_page
from routines.forms.guided import ReportForm
from routines.models import Feeling, Prescription
from routines.queries.sessions import for_logging
from routines.services.once import SentBeforeError
from routines.services.reports import report
from routines.services.sessions import SessionError


@require_POST
def create(request: Request, pk: UUID) -> HttpResponse:
    """Keep the answer; after one that ends the session, say what to do."""
    session = get_object_or_404(for_logging(request.user), pk=pk)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _refused(request, form.sentence, status=422)
    of_version = Prescription.objects.filter(version=session.version_id)
    prescription = of_version.filter(pk=form.cleaned_data["prescription"]).first()
    now = timezone.now()
    try:
        stored = report(
            key=form.key,
            session=session,
            prescription=prescription,
            feeling=Feeling(form.cleaned_data["feeling"]),
            by=request.user,
            at=form.cleaned_data["at"] or now,
            now=now,
        )
    except (SessionError, SentBeforeError) as conflict:
        return _refused(request, str(conflict), status=409)
    if request.htmx:
        return HttpResponse(status=204)
    if stored.row.stops_the_session:
        return redirect(f"{reverse('routines:help-show')}?session={session.pk}")
    return redirect("routines:session-play", pk=session.pk)


def _refused(request: Request, sentence: str, *, status: int) -> HttpResponse:
    return render_page(request, "reports/create.html", {"refused": sentence}, status=status)
