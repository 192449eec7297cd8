"""How it went: pain over time, the days of a month, the last sessions."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request, render_page
from routines.domain.schedule import local_day
from routines.forms.progress import PeriodForm
from routines.queries.break_progress import break_progress
from routines.queries.flags import standing_flags
from routines.queries.pattern import function, pattern
from routines.queries.progress import WEEKS, progress


@require_GET
def show(request: Request) -> HttpResponse:
    """The client's own progress, four weeks and this month unless another is asked for."""
    now = timezone.now()
    day = local_day(now, request.user.time_zone)
    month, weeks = PeriodForm(request.GET).period(today=day)
    since = day - dt.timedelta(weeks=weeks) + dt.timedelta(days=1)
    context = {
        "pattern": pattern(request.user, since=since, until=day),
        "function": function(request.user),
        "breaks": break_progress(client=request.user, day=day),
        "progress": progress(client=request.user, day=day, month=month, weeks=weeks, now=now),
        "offered_weeks": WEEKS,
        # Beside a warning sign nothing is good news; asked only where there would be some.
        "has_sign": partial(standing_flags, [request.user], viewer=request.user),
    }
    return render_page(request, "progress/show.html", context)
