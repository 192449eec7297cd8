"""What a client wants to do again: their own list of three to five activities."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import Request, render_page
from routines.domain.function import FunctionError
from routines.forms.function import ActivitiesForm
from routines.models import Activity
from routines.services.function import set_activities


@require_http_methods(["GET", "POST"])
def change(request: Request) -> HttpResponse:
    """Write the list, or write it anew."""
    if request.method == "GET":
        standing = Activity.objects.current().filter(client=request.user).order_by("position")
        initial = {f"activity_{one.position}": one.name for one in standing}
        return render_page(
            request, "activities/change.html", {"form": ActivitiesForm(initial=initial)}
        )
    form = ActivitiesForm(request.POST)
    if form.is_valid():
        try:
            set_activities(client=request.user, names=form.names, at=timezone.now())
        except FunctionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved. Once a week you say how each of them goes.")
            return redirect("routines:progress-show")
    return render_page(request, "activities/change.html", {"form": form}, status=422)
