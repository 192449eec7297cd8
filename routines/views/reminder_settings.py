"""One small page for each setting of the reminders."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, render_page
from routines.forms.reminders import SETTINGS
from routines.queries.reminder_rules import settings_kept
from routines.services.reminders import ReminderError, change_settings


@require_http_methods(["GET", "POST"])
def edit(request: Request, setting: str) -> HttpResponse:
    """Change one setting."""
    form_class = SETTINGS.get(setting)
    # Where no address is known there is nothing to choose.
    if form_class is None or (setting == "email" and not request.user.email):
        raise Http404
    form = form_class(
        request.POST if request.method == "POST" else None, settings=settings_kept(request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(client=request.user, now=timezone.now(), **form.cleaned_data)
        except ReminderError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("routines:reminder-list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "setting": setting}
    return render_page(request, "reminder_settings/edit.html", context, status=status)
