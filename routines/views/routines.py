"""The library: routines by need, one routine, and starting one without a therapist."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request, render_page
from routines.forms.routines import SelfStartForm, WishForm
from routines.models import Routine
from routines.queries.care import care_of
from routines.queries.desk_page import may_add_break
from routines.queries.library import library, shelved_routine
from routines.services.self_starts import self_start
from routines.services.versions import AssignmentError


@require_GET
def list(request: Request) -> HttpResponse:
    """Families as tiles, or what was found for the words and filters."""
    form = WishForm(request.GET)
    context = {
        "library": library(user=request.user, wish=form.wish()),
        "form": form,
        "kept": form.kept(),
    }
    return render_page(request, "routines/list.html", context, partial="results")


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """One routine: what is in it, for whom, and whether it can be started."""
    routine = get_object_or_404(Routine.objects.visible_to(request.user), pk=pk)
    return _show(request, routine, SelfStartForm())


@require_POST
def start(request: Request, pk: UUID) -> HttpResponse:
    """Take a routine marked for self-start as one's own homework."""
    routine = get_object_or_404(Routine.objects.visible_to(request.user), pk=pk)
    form = SelfStartForm(request.POST)
    if not form.is_valid():
        return _show(request, routine, form, status=422)
    try:
        assignment = self_start(client=request.user, routine=routine, at=timezone.now())
    except AssignmentError as error:
        form.add_error(None, str(error))
        return _show(request, routine, form, status=422)
    messages.success(request, f"{routine.name} is in your homework now.")
    return redirect("routines:assignment-show", pk=assignment.pk)


def _show(
    request: Request, routine: Routine, form: SelfStartForm, *, status: int = 200
) -> HttpResponse:
    shelved = shelved_routine(user=request.user, routine=routine)
    care = care_of(request.user)
    context = {
        "shelved": shelved,
        "care": care,
        "may_start": routine.may_self_start
        and shelved.assignment is None
        and (care is None or may_add_break(request.user, routine)),
        "form": form,
    }
    return render_page(request, "routines/show.html", context, status=status)
