"""What somebody did with a reminder, told by their phone: done, in five minutes, or opened."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import Request
from routines.forms.reminders import AnswerForm
from routines.models import Reminder, ReminderOccurrence
from routines.services.reminder_answers import answer


@require_POST
def create(request: Request) -> HttpResponse:
    """Keep it and answer 204; told again it changes nothing. A phone's clock may run ahead."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    told = form.cleaned_data
    own = Reminder.objects.visible_to(request.user)
    rows = ReminderOccurrence.objects.select_related("reminder").filter(reminder__in=own)
    occurrence = get_object_or_404(rows, pk=told["occurrence"])
    now = timezone.now()
    at = min(told["at"], now)
    answer(occurrence=occurrence, by=request.user, what=told["what"], at=at)
    return HttpResponse(status=204)
