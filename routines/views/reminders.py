"""What a client is reminded of: the list, on and off, and the times of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request, render_page
from routines.domain.schedule import local_day
from routines.forms.reminders import TimesForm
from routines.models import Assignment, Reminder
from routines.queries.reminders import most_times, reminder_page
from routines.services import reminders


@require_GET
def list(request: Request) -> HttpResponse:
    """List what there is to be reminded of, and the settings with their present values."""
    return _page(request)


@require_POST
def start(request: Request) -> HttpResponse:
    """Remind of what there is, or of the one `assignment` that is named."""
    now, key = timezone.now(), request.POST.get("assignment", "")
    if key:
        homework = Assignment.objects.current().filter(client=request.user).select_related("client")
        reminders.turn_homework_on(assignment=get_object_or_404(homework, pk=_key(key)), now=now)
    else:
        reminders.turn_all_on(client=request.user, now=now)
    messages.success(request, _("Reminders are on."))
    return redirect("routines:reminder-list")


@require_POST
def stop(request: Request) -> HttpResponse:
    """Remind of nothing any more."""
    reminders.turn_all_off(client=request.user, now=timezone.now())
    messages.success(request, _("All reminders are off. Your times are kept."))
    return redirect("routines:reminder-list")


@require_POST
def switch(request: Request, pk: UUID) -> HttpResponse:
    """Turn one on or off."""
    reminder = _own(request, pk)
    turn = reminders.turn_on if request.POST.get("is_on") == "yes" else reminders.turn_off
    turn(reminder=reminder, now=timezone.now())
    return _page(request) if request.htmx else redirect("routines:reminder-list")


@require_POST
def see(request: Request, pk: UUID) -> HttpResponse:
    """Put away the word that one stopped by itself."""
    reminders.see_stop(reminder=_own(request, pk))
    return redirect("routines:reminder-list")


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change the times of one."""
    reminder = _own(request, pk)
    if not reminder.times:
        # Desk breaks come of the working day.
        return redirect("routines:reminder-list")
    most = most_times(reminder)
    form = TimesForm(
        request.POST if request.method == "POST" else None, reminder=reminder, most=most
    )
    if request.method == "POST" and form.is_valid():
        try:
            reminders.change_times(reminder=reminder, times=form.times, now=timezone.now())
        except reminders.ReminderError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("routines:reminder-list")
    context = {"form": form, "reminder": reminder, "most": most}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "reminders/change.html", context, status=status)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _own(request: Request, pk: UUID) -> Reminder:
    rows = Reminder.objects.visible_to(request.user).select_related("client", "assignment__version")
    return get_object_or_404(rows, pk=pk)


def _page(request: Request) -> HttpResponse:
    day = local_day(timezone.now(), request.user.time_zone)
    context = {"page": reminder_page(client=request.user, day=day)}
    return render_page(request, "reminders/list.html", context, partial="lines")
