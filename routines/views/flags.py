"""A client's own flags: saying that somebody has looked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import Request
from routines.models import CheckIn, Flag
from routines.services import flags


@require_POST
def see(request: Request, pk: UUID) -> HttpResponse:
    """Keep that a professional has seen the client; the exercises open by themselves a day later."""
    flag = get_object_or_404(Flag.objects.filter(client=request.user), pk=pk)
    later = CheckIn.objects.filter(client=request.user, answered_at__gt=flag.raised_at)
    flag = flags.say_seen(
        flag=flag,
        by=request.user,
        check_in=later.order_by("received_at").last(),
        at=timezone.now(),
    )
    if flag.cleared_at is not None:
        messages.success(request, "Thank you. Your exercises are open again.")
        return redirect("routines:today-show")
    messages.success(request, "Thank you for telling. Your therapist will see it.")
    if flag.check_in_id is None:
        return redirect("routines:today-show")
    return redirect("routines:check_in-show", pk=flag.check_in_id)
