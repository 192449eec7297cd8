"""The pages of a session that has not arrived: they are kept ahead, so that homework begins anywhere.

The phone gives a session its key at the tap on Start. Until the server has it, these addresses stand
for its own; then they lead there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request, render_page
from routines.domain.doses import Dose
from routines.domain.rating import rating_json
from routines.domain.safety import traffic_light
from routines.domain.schedule import local_day
from routines.forms.sessions import RatingForm
from routines.models import Assignment, AssignmentVersion, Effort
from routines.queries.check_ins import place_after
from routines.queries.new_sessions import Arrived, arrived, for_beginning, new_session_page
from routines.queries.plans import plan_of
from routines.queries.session_links import NO_KEY, SessionLinks, links_of, new_links
from routines.queries.sessions import SessionPage
from routines.queries.shown import rating_facts
from routines.services.starts import AssignmentRestsError, require_awake
from routines.views.sessions import exercise_context, play_page
from routines.views.way_back import session_key


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    assignment: Assignment
    dose: Dose
    number: int
    key: UUID | None
    arrived: Arrived | None
    now: dt.datetime

    @property
    def links(self) -> SessionLinks:
        return new_links(
            self.assignment.pk,
            version=self.number,
            dose=self.dose,
            session=self.key or NO_KEY,
        )


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """The exercises of a session that has not arrived, each with its dosage."""
    asked = _asked(request, pk)
    elsewhere = _elsewhere(request, asked)
    if elsewhere is not None:
        return _lead(elsewhere, "show")
    page = _page(request, asked)
    context: dict[str, object] = {
        "page": page,
        "links": asked.links,
        "is_stopped": False,
        "session": page.session,
        "exercises": [exercise_context(one) for one in page.exercises],
        "rendered_at": asked.now,
        "is_back_filled": False,
        # Another dose is begun from Today: under this key it would be another session.
        "may_change_dose": False,
    }
    return render_page(request, "sessions/show.html", context)


@require_GET
def play(request: Request, pk: UUID) -> HttpResponse:
    """The guided session before it has arrived; the tap on Start sets it going, and not this page."""
    asked = _asked(request, pk)
    elsewhere = _elsewhere(request, asked)
    if elsewhere is not None:
        return _lead(elsewhere, "play")
    return play_page(request, plan_of(_page(request, asked)), links=asked.links, is_fresh=False)


@require_GET
def after(request: Request, pk: UUID) -> HttpResponse:
    """How it felt, asked before the session has arrived."""
    asked = _asked(request, pk)
    elsewhere = _elsewhere(request, asked)
    if elsewhere is not None:
        return _lead(elsewhere, "after")
    page = _page(request, asked)
    session = page.session
    context = {
        "rules": rating_json(traffic_light()),
        "facts": rating_facts(session, has_arrived=False),
        "performed": 0,
        "all": len(page.exercises),
        "session": session,
        "links": asked.links,
        "form": RatingForm(),
        "efforts": Effort.choices,
        "place": place_after(session),
        "asks_tomorrow": True,
    }
    return render_page(request, "sessions/after.html", context)


def _asked(request: Request, pk: UUID) -> _Asked:
    assignment = get_object_or_404(for_beginning(request.user), pk=pk)
    number = request.GET.get("version", "")
    try:
        dose = Dose(request.GET.get("dose", ""))
    except ValueError:
        raise Http404 from None
    if not (number.isascii() and number.isdecimal() and len(number) <= 4):
        raise Http404
    key = session_key(request)
    return _Asked(
        assignment=assignment,
        dose=dose,
        number=int(number),
        key=key,
        arrived=arrived(request.user, key),
        now=timezone.now(),
    )


def _elsewhere(request: Request, asked: _Asked) -> SessionLinks | Assignment | None:
    """Return where to lead instead: to the session that arrived, or to homework that rests."""
    here = asked.arrived
    if here is not None and here.is_touched:
        return links_of(here.session)
    day = local_day(asked.now, request.user.time_zone)
    try:
        require_awake(asked.assignment, day=day, today=day)
    except AssignmentRestsError as error:
        # Only whoever has tapped reads it, and not who comes along after a page was kept ahead.
        if asked.key is not None:
            messages.warning(request, str(error))
        return asked.assignment
    # As Start itself does it, with one that has only just begun, too.
    return links_of(here.session) if here is not None else None


def _lead(elsewhere: SessionLinks | Assignment, page: str) -> HttpResponse:
    if isinstance(elsewhere, Assignment):
        return redirect("routines:assignment-show", pk=elsewhere.pk)
    return redirect(getattr(elsewhere, page))


def _page(request: Request, asked: _Asked) -> SessionPage:
    versions = AssignmentVersion.objects.filter(assignment=asked.assignment)
    return new_session_page(
        asked.assignment,
        get_object_or_404(versions, number=asked.number),
        client=request.user,
        dose=asked.dose,
        key=asked.key or NO_KEY,
        now=asked.now,
    )
