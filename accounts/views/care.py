"""What a client may do about their own care: leave it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, render_page
from accounts.models import CareRelationship
from accounts.services.care import end_care


@require_http_methods(["GET", "POST"])
def leave(request: Request, care: UUID) -> HttpResponse:
    """Explain what leaving a therapist means, and leave."""
    own = CareRelationship.objects.visible_to(request.user).current().filter(client=request.user)
    relationship = get_object_or_404(own.select_related("therapist", "clinic"), pk=care)
    if request.method == "POST":
        end_care(relationship=relationship, by=request.user, at=timezone.now())
        messages.success(request, _("Sharing has stopped. Your data is still yours."))
        return redirect("accounts:settings-show")
    return render_page(request, "accounts/care/leave.html", {"relationship": relationship})
