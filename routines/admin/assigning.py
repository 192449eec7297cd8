"""The pages on which homework is put together: choose a routine, choose clients, adjust, send.

One form for a new assignment and for a change. Moving and adding rows sends the whole form and
gets it back, so that everything works without JavaScript and nothing typed is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import render_page
from accounts.models import Client, User
from routines.admin.cautions import Cautions
from routines.admin.draft import Basis, Draft
from routines.admin.proposals import open_proposal
from routines.admin.scope import the_user, uuid_or_404
from routines.domain.schedule import local_day
from routines.models import Assignment, AssignmentVersion, Field, Proposal, Routine
from routines.queries.flags import standing_flags
from routines.queries.library import Wish, family_name, library
from routines.services.assignments import (
    AlreadyAssignedError,
    AssignmentError,
    ChangedMeanwhileError,
    assign_to_many,
    frequency_from,
    prescribed_from,
    revise,
)
from routines.services.proposals import accept_changed
from routines.services.steps import changed_exercises, changed_frequency, proposed_changes
from routines.services.versions import prescribed_in

MOST_CLIENTS = 50
MOST_ROWS = MOST_CLIENTS * 4
_JUST_NOW = dt.timedelta(minutes=2)
_FORM = "admin/assignments/form.html"
_CHANGED_MEANWHILE = gettext_lazy(
    "This homework was changed while you worked on it. What you typed is below; look it over and"
    " save again to put it in force."
)


def assign_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Lead from a routine or from clients to the form, and send it."""
    user = the_user(request)
    clients = _clients_or_404(request, user)
    routine = _routine_or_404(request, user)
    if routine is None:
        return _choose_routine(request, site, clients)
    if not clients or len(clients) > MOST_CLIENTS or "find" in request.GET:
        return _choose_clients(request, site, routine, clients)
    now = timezone.now()
    today = min(local_day(now, client.time_zone) for client in clients)
    draft = Draft(
        request,
        Basis(
            exercises=prescribed_from(routine),
            frequency=frequency_from(routine, starts_on=today),
            rounds=routine.rounds,
            rest_between_items_seconds=routine.rest_between_items_seconds,
            today=today,
            others=_other_homework(clients, user=user),
            is_break=routine.field == Field.DESK,
        ),
    )
    context = {
        "routine": routine,
        "clients": clients,
        "replaced": _replaced(routine, clients, user=user),
        "client": clients[0] if len(clients) == 1 else None,
    }
    cautions = Cautions(request, draft, clients=clients, now=now)
    if _is_ready(request, draft, cautions):
        try:
            given = cautions.given_with_reasons(
                lambda: assign_to_many(
                    routine=routine,
                    clients=clients,
                    by=user,
                    exercises=draft.rows.prescribed,
                    frequency=draft.frequency,
                    note=draft.note,
                    at=now,
                )
            )
        except AlreadyAssignedError as error:
            sent = _sent_just_now(clients, routine=routine, user=user, now=now)
            if sent and not any(draft.changes(one.current_version) for one in sent):
                return _to_sent(sent)
            draft.head.add_error(None, str(error))
        except AssignmentError as error:
            draft.head.add_error(None, str(error))
        else:
            return _to_sent(given)
    return _render(request, site, draft, {**context, "title": routine.name})


def revise_view(request: HttpRequest, site: AdminSite, assignment: Assignment) -> HttpResponse:
    """Change homework from the client's today on."""
    user = the_user(request)
    now = timezone.now()
    version = assignment.current_version
    proposal = open_proposal(request, assignment_id=assignment.pk)
    asked = proposed_changes(proposal) if proposal else []
    draft = Draft(
        request,
        Basis(
            exercises=changed_exercises(prescribed_in(version), asked),
            frequency=changed_frequency(version.frequency, asked),
            rounds=version.rounds,
            rest_between_items_seconds=version.rest_between_items_seconds,
            today=local_day(now, assignment.client.time_zone),
            note=version.note,
            standing=version,
            others=_other_homework([assignment.client], user=user, without=assignment),
            is_break=assignment.field == Field.DESK,
        ),
    )
    seen = _number(request.POST.get("version", version.number))
    missed: list[str] = []
    cautions = Cautions(request, draft, clients=[assignment.client], now=now)
    if _is_ready(request, draft, cautions):
        try:
            after = cautions.given_with_reasons(
                lambda: _revised(
                    assignment,
                    proposal,
                    by=user,
                    exercises=draft.rows.prescribed,
                    frequency=draft.frequency,
                    note=draft.note,
                    seen=seen,
                    at=now,
                )
            )
        except ChangedMeanwhileError:
            newer = list(assignment.versions.filter(number__gt=seen).order_by("number"))
            missed = [change for each in newer for change in each.changes]
            seen = newer[-1].number if newer else version.number
            draft.head.add_error(None, _CHANGED_MEANWHILE)
        except AssignmentError as error:
            draft.head.add_error(None, str(error))
        else:
            return _to_sent([assignment], unchanged=after.pk == version.pk)
    context = {
        "assignment": assignment,
        "version": version,
        "proposal": proposal,
        # What the person started from, not what is in force by now: a row that is moved or a number
        # that is refused must not make them seem to have read a newer version.
        "seen": seen,
        "missed": missed,
        "client": assignment.client,
        "clients": [assignment.client],
        "title": assignment.name,
    }
    return _render(request, site, draft, context)


def _is_ready(request: HttpRequest, draft: Draft, cautions: Cautions) -> bool:
    """Whether the form was sent, everything in it is right, and nothing blocked lacks a reason."""
    if not draft.is_sent or request.POST.get("preview") or not draft.is_valid():
        return False
    return cautions.are_answered()


def _revised(assignment: Assignment, proposal: Proposal | None, **change: Any) -> AssignmentVersion:
    if proposal is None:
        return revise(assignment=assignment, **change)
    return accept_changed(proposal=proposal, **change)


def _render(
    request: HttpRequest, site: AdminSite, draft: Draft, context: dict[str, Any]
) -> HttpResponse:
    burden = draft.burden
    if request.POST.get("preview") and getattr(request, "htmx", False):
        return render_page(request, _FORM, {"burden": burden, **context}, partial="burden")
    wrong = draft.is_sent and not draft.is_valid()
    context = {
        **site.each_context(request),
        "draft": draft,
        "burden": burden,
        # Where the browser goes first: nobody has to look for what is wrong.
        "first_wrong": draft.first_wrong if wrong else None,
        "standing": list(standing_flags(context["clients"], viewer=the_user(request)).values()),
        **context,
    }
    return render_page(request, _FORM, context, status=422 if wrong else 200)


def _choose_routine(request: HttpRequest, site: AdminSite, clients: Sequence[User]) -> HttpResponse:
    user = the_user(request)
    words = request.GET.get("q", "").strip()[:80]
    found = library(user=user, wish=Wish(words=words)).found
    current = (
        Assignment.objects.visible_to(user).current().filter(client__in=clients)
        if len(clients) == 1
        else Assignment.objects.none()
    )
    has_already = set(current.values_list("routine_id", flat=True))
    offered = [one for one in found if one.items and one.routine.retired_at is None]
    own = [one for one in offered if one.routine.clinic_id is not None]
    built_in = sorted(
        (one for one in offered if one.routine.clinic_id is None), key=lambda one: one.family
    )
    groups = [(_("Your clinic's own"), own)] if own else []
    groups += [
        (family_name(family), list(group))
        for family, group in groupby(built_in, key=lambda one: one.family)
    ]
    context = {
        **site.each_context(request),
        "title": _("Assign a routine"),
        "clients": clients,
        "client": clients[0] if len(clients) == 1 else None,
        "groups": groups,
        "has_already": has_already,
        "words": words,
        "asked": urlencode([("client", str(client.pk)) for client in clients]),
    }
    return render_page(request, "admin/assignments/choose_routine.html", context)


def _choose_clients(
    request: HttpRequest, site: AdminSite, routine: Routine, chosen: Sequence[User]
) -> HttpResponse:
    user = the_user(request)
    words = request.GET.get("q", "").strip()[:80]
    people = Client.objects.visible_to(user).order_by("display_name", "pk")
    if words:
        people = people.filter(display_name__icontains=words)
    wrong = ""
    if len(chosen) > MOST_CLIENTS:
        wrong = _("Choose at most %(number)d clients at once.") % {"number": MOST_CLIENTS}
    elif "chosen" in request.GET and not chosen:
        wrong = _("Choose at least one client.")
    others = list(people.exclude(pk__in=[one.pk for one in chosen])[:MOST_ROWS])
    flags = standing_flags([*chosen, *others], viewer=user)
    context = {
        **site.each_context(request),
        "title": _("Assign %(name)s") % {"name": routine.name},
        "routine": routine,
        # Who is chosen stays chosen while one looks for the next.
        "chosen": [(one, flags.get(one.pk)) for one in chosen],
        "people": [(one, flags.get(one.pk)) for one in others],
        "words": words,
        "wrong": wrong,
    }
    return render_page(request, "admin/assignments/choose_clients.html", context)


def _clients_or_404(request: HttpRequest, user: User) -> list[User]:
    asked = {uuid_or_404(text) for text in request.GET.getlist("client")[:MOST_ROWS]}
    if not asked:
        return []
    found = list(Client.objects.visible_to(user).filter(pk__in=asked).order_by("display_name"))
    if len(found) != len(asked):
        raise Http404
    return found


def _routine_or_404(request: HttpRequest, user: User) -> Routine | None:
    text = request.GET.get("routine", "")
    if not text:
        return None
    routine = Routine.objects.visible_to(user).current().filter(pk=uuid_or_404(text)).first()
    if routine is None:
        raise Http404
    return routine


def _other_homework(
    clients: Sequence[User], *, user: User, without: Assignment | None = None
) -> tuple[int, int]:
    """Return the exercises and the minutes a day that one client has besides."""
    if len(clients) != 1:
        return (0, 0)
    rows = (
        Assignment.objects.visible_to(user)
        .current()
        .filter(client=clients[0], version__isnull=False)
        # Two minutes away from the chair are no homework to find time for.
        .exclude(field=Field.DESK)
        .select_related("version")
    )
    versions = [row.current_version for row in rows if row != without]
    minutes = sum(each.estimated_minutes * each.times_per_day for each in versions)
    return (sum(each.exercise_count for each in versions), minutes)


def _replaced(routine: Routine, clients: Sequence[User], *, user: User) -> list[Assignment]:
    """Return the desk breaks that end when this one is given: there is one plan at a time."""
    if routine.field != Field.DESK:
        return []
    current = Assignment.objects.visible_to(user).current().filter(client__in=clients)
    rows = current.filter(field=Field.DESK).exclude(routine=routine).select_related("client")
    return list(rows.order_by("client__display_name", "created_at"))


def _sent_just_now(
    clients: Sequence[User], *, routine: Routine, user: User, now: dt.datetime
) -> list[Assignment]:
    """Return what the same person sent a moment ago: the first click of two."""
    sent = list(
        Assignment.objects.current().filter(
            client__in=clients, routine=routine, assigned_by=user, created_at__gte=now - _JUST_NOW
        )
    )
    return sent if len(sent) == len(clients) else []


def _to_sent(given: Iterable[Assignment], *, unchanged: bool = False) -> HttpResponseRedirect:
    query: list[tuple[str, Any]] = [("assignment", one.pk) for one in given]
    if unchanged:
        query.append(("unchanged", 1))
    return HttpResponseRedirect(f"{reverse('admin:routines_assignment_sent')}?{urlencode(query)}")


def _number(text: Any) -> int:
    """Return the number of a version as it was sent; 0, which none has, where it is none."""
    try:
        return int(text)
    except (TypeError, ValueError):
        return 0
