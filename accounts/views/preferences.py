"""One small page for each preference."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.settings import PREFERENCES
from accounts.http import Request, render_page
from accounts.services.preferences import change_preferences


@require_http_methods(["GET", "POST"])
def edit(request: Request, preference: str) -> HttpResponse:
    """Change one preference."""
    form_class = PREFERENCES.get(preference)
    if form_class is None:
        raise Http404
    name = form_class.name
    form = form_class(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(request.user, name)},
    )
    if request.method == "POST" and form.is_valid():
        change_preferences(user=request.user, **{name: form.cleaned_data[name]})
        messages.success(request, _("Saved."))
        return redirect("accounts:settings-show")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "preference": preference}
    return render_page(request, "accounts/preferences/edit.html", context, status=status)
