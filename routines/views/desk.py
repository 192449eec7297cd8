"""The day at the desk: a ring until it is time to stand up, the break then, and how the days go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request, render_page
from accounts.identifiers import uuid7
from routines.domain.desk import Begins, DeskEventKind, ImpossibleDeskError
from routines.domain.desk_days import DeskState
from routines.forms.desk import DeskPlanForm, DeskTapForm, has_own_hours, said_so_far
from routines.models import DeskPlan
from routines.queries.desk_page import desk_homework, desk_page
from routines.services import desk
from routines.services.once import SentBeforeError


@require_GET
def show(request: Request) -> HttpResponse:
    """How the day stands, and the break once it is time, or wanted sooner."""
    return _show(request, is_wanted="up" in request.GET)


@require_POST
def tap(request: Request) -> HttpResponse:
    """Write down what was tapped; sent twice it is one."""
    form = DeskTapForm(request.POST)
    now = timezone.now()
    if not form.is_valid():
        return _show(request, wrong="That did not work. Tap it once more.", status=422)
    try:
        desk.record(
            key=form.key,
            client=request.user,
            kind=DeskEventKind(form.cleaned_data["kind"]),
            at=now,
            now=now,
            until=form.until(now),
        )
    except (ImpossibleDeskError, SentBeforeError) as error:
        return _show(request, wrong=str(error), status=422)
    return redirect("routines:desk-show")


@require_http_methods(["GET", "POST"])
def edit(request: Request) -> HttpResponse:
    """Work hours, minutes of sitting, how a day begins, lunch, and which break."""
    plan = DeskPlan.objects.filter(client=request.user).first()
    breaks = [one.assignment.routine for one in desk_homework(request.user)]
    is_each = (request.POST or request.GET).get("each") == "1"
    is_each = is_each or (request.method == "GET" and has_own_hours(plan))
    form = DeskPlanForm(
        request.POST if request.method == "POST" else None,
        initial=said_so_far(plan),
        is_each=is_each,
        breaks=breaks,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.change_plan(
                client=request.user,
                now=timezone.now(),
                is_on=said["is_on"],
                hours=said["hours"],
                interval=said["interval"],
                begins=Begins(said["begins"]),
                lunch=said["lunch"],
                routine=said.get("routine"),
            )
        except ImpossibleDeskError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "Your desk days are saved.")
            return redirect("routines:desk-show")
    status = 422 if form.errors else 200
    if form.errors:
        form.lead_to_first_error()
    return render_page(request, "desk/edit.html", {"form": form, "plan": plan}, status=status)


def _show(
    request: Request, *, is_wanted: bool = False, wrong: str = "", status: int = 200
) -> HttpResponse:
    page = desk_page(request.user, now=timezone.now())
    state = page.state.state
    context = {
        "page": page,
        "day": page.state,
        "mode": "up" if state is DeskState.DUE or is_wanted else state.value,
        "is_due": state is DeskState.DUE,
        "pips": ["done"] * page.state.taken + ["todo"] * max(0, page.goal - page.state.taken),
        "checks": page.checks,
        "pauses": (15, 30, 60),
        "fresh_id": uuid7(),
        "others": [(one, uuid7()) for one in page.choices[1:]],
        "is_after": page.state.ends_at is not None and page.now >= page.state.ends_at,
        "wrong": wrong,
    }
    return render_page(request, "desk/show.html", context, status=status)
