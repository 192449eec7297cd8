"""Today: the one page a client opens every day."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request, render_page
from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.doses import Offers
from routines.domain.rating import HIGH_PAIN
from routines.domain.schedule import local_day, part_of_day
from routines.models import Flag
from routines.queries.check_ins import open_flags
from routines.queries.doses import offers_for
from routines.queries.today import Today, today
from routines.queries.todays_homework import Homework


@require_GET
def show(request: Request) -> HttpResponse:
    """What is next, what is done, and the last seven days."""
    now = timezone.now()
    day = local_day(now, request.user.time_zone)
    page = today(client=request.user, day=day)
    context = {
        "today": page,
        "offers": _offers(page.next),
        "morning": page.morning,
        "flags": _flags(request.user, page),
        "state": page.state,
        "checks": page.checks,
        "high_pain": HIGH_PAIN,
        "part_of_day": part_of_day(now, request.user.time_zone),
        "fresh_id": uuid7(),
        "fresh_id_gentle": uuid7(),
        "fresh_id_short": uuid7(),
    }
    return render_page(request, "today/show.html", context)


def _flags(client: User, page: Today) -> tuple[Flag, ...]:
    # Only where something rests or help is needed: on every other day there is nothing to ask for.
    # Where there is no homework that could rest, nothing else on the page would speak of a sign.
    rests = page.state == "paused" or (page.asks_for_help and page.state in {"over", "none"})
    return open_flags(client, rests=rests) if rests or page.asks_for_help else ()


def _offers(homework: Homework | None) -> Offers:
    # What was begun is carried on in its own dose.
    if homework is None or homework.open_session is not None:
        return Offers()
    return offers_for(homework.assignment.current_version.pk)
