"""The morning after: one question on Today, answered by one tap."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import Request, render_page
from routines.domain.schedule import local_day, part_of_day
from routines.forms.next_days import NextDayForm
from routines.queries.next_days import morning
from routines.services import next_days
from routines.services.sessions import SessionError


@require_POST
def create(request: Request) -> HttpResponse:
    """Keep how it is this morning; another tap on the same day corrects it."""
    form = NextDayForm(request.POST)
    if not form.is_valid():
        return _card(request, form, status=422)
    try:
        next_days.answer(
            client=request.user,
            day=form.cleaned_data["asked_on"],
            pain=form.cleaned_data["pain"],
            by=request.user,
            now=timezone.now(),
        )
    except SessionError as error:
        if request.htmx:
            return _card(request, form, refused=error, status=409)
        messages.warning(request, str(error))
        return redirect("routines:today-show")
    return _card(request, form) if request.htmx else redirect("routines:today-show")


def _card(
    request: Request,
    form: NextDayForm,
    *,
    refused: SessionError | None = None,
    status: int = 200,
) -> HttpResponse:
    now, zone = timezone.now(), request.user.time_zone
    context = {
        "morning": morning(client=request.user, day=local_day(now, zone)),
        "part_of_day": part_of_day(now, zone),
        "form": form,
        "refused": refused,
        "is_swapped": bool(request.htmx),
    }
    return render_page(request, "next_days/create.html", context, partial="card", status=status)
