"""Check-ins: where it is, safety questions, and what they say. A start of homework may wait behind one."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request, render_page
from accounts.identifiers import uuid7
from routines.domain.check_points import DUE
from routines.domain.doses import Dose
from routines.domain.findings import questions_again
from routines.domain.phone_rules import rules_json
from routines.domain.schedule import local_day
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.forms.check_ins import GLOBAL_CHANGES, SAME, CheckInForm
from routines.models import Assignment, CheckIn, ExerciseSession, Flag
from routines.queries.care import care_of
from routines.queries.check_in_pages import CheckInPage, check_in_page, outcome_of
from routines.queries.check_ins import facts_json, last_map, thorough_check
from routines.queries.new_sessions import startable
from routines.queries.session_links import NO_KEY
from routines.services import sessions
from routines.services.check_ins import CheckInError, Given, record
from routines.services.once import SentBeforeError
from routines.services.precautions import answer as answer_precautions

_ANSWER_ALL = "Please answer each question. “None of these” answers a whole group at once."


@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Ask what this check asks; keep the answers and say what they mean."""
    if request.method == "GET":
        return _ask(request, _wanted(request), CheckInForm())
    now = timezone.now()
    last = last_map(request.user, before=now)
    form = CheckInForm(request.POST, last_map=last.body_map if last else None)
    page = _page(request, form)
    if not form.is_valid():
        return _ask(request, page, form, status=422)
    if page.unanswered(form.answers):
        found = page.judge(**_said(form), now=now)
        # Whoever needs help now is not held up by a question that was left out.
        if found.urgency is not Urgency.NOW:
            form.add_error(None, _ANSWER_ALL)
            return _ask(request, page, form, status=422)
    asked = page.open_questions(**_said(form), now=now)
    if asked:
        # What the map or the words open is asked before anything is kept; asked once, it goes on.
        return _ask(request, page.with_questions(asked), form, status=422)
    try:
        stored = record(
            key=form.key,
            client=request.user,
            kind=page.kind,
            given=Given(
                body_map=form.body_map,
                pain=form.cleaned_data["pain"],
                answers=form.answers,
                words=form.cleaned_data["words"],
                global_change=form.cleaned_data["global_change"],
                ratings=form.ratings,
            ),
            at=now,
            now=now,
            session=page.arrived_session,
            corrects=page.corrects,
        )
        if form.precaution_answers:
            answer_precautions(
                client=request.user, answers=form.precaution_answers, by=request.user, at=now
            )
    except CheckInError as error:
        form.add_error(None, str(error))
        return _ask(request, page, form, status=422)
    except (sessions.SessionError, SentBeforeError) as error:
        form.add_error(None, str(error))
        return _ask(request, page, form, status=409)
    if stored.row.urgency in (Urgency.NOW, Urgency.TODAY):
        return redirect("routines:check_in-show", pk=stored.row.pk)
    if page.assignment is not None:
        return _begin(request, page.assignment, form)
    if page.arrived_session is not None and form.cleaned_data["where"] == SAME:
        messages.success(request, "Saved.")
        return redirect("routines:session-after", pk=page.arrived_session.pk)
    return redirect("routines:check_in-show", pk=stored.row.pk)


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """What a check-in says: where it moved, or what to do now."""
    own = CheckIn.objects.filter(client=request.user)
    check_in = get_object_or_404(own, pk=pk)
    context = {
        "check_in": check_in,
        "outcome": outcome_of(check_in),
        "care": care_of(request.user),
        "now": timezone.now(),
    }
    return render_page(request, "check_ins/show.html", context)


def _said(form: CheckInForm) -> dict[str, Any]:
    return {
        "answers": form.answers,
        "body_map": form.body_map,
        "pain": form.cleaned_data["pain"],
        "words": form.cleaned_data["words"],
    }


def _wanted(request: Request) -> CheckInPage:
    return check_in_page(
        request.user,
        kind=_wanted_kind(request),
        session=_own_session(request, request.GET.get("session", "")),
        corrects=_own_check_in(request, request.GET.get("corrects", "")),
        assignment=_own_assignment(request, request.GET.get("assignment", "")),
        dose=request.GET.get("dose", ""),
        now=timezone.now(),
        asked=_asked_again(request, request.GET.get("flag", "")),
    )


def _wanted_kind(request: Request) -> CheckPoint:
    asked = request.GET.get("kind", CheckPoint.CHANGE.value)
    if asked == DUE:
        return thorough_check(request.user, now=timezone.now())
    try:
        return CheckPoint(asked)
    except ValueError:
        raise Http404 from None


def _page(request: Request, form: CheckInForm) -> CheckInPage:
    sent = request.POST
    try:
        kind = CheckPoint(sent.get("kind", ""))
    except ValueError:
        kind = CheckPoint.CHANGE
    return check_in_page(
        request.user,
        kind=kind,
        session=_own_session(request, sent.get("session", "")),
        corrects=_own_check_in(request, sent.get("corrects", "")),
        assignment=_own_assignment(request, sent.get("assignment", "")),
        dose=sent.get("dose", ""),
        now=timezone.now(),
        asked=sent.get("asked", "").split(),
    )


def _ask(
    request: Request, page: CheckInPage, form: CheckInForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "page": page,
        "places": page.places(form.shown_map),
        "last_day": page.last_day or None,
        "form": form,
        "care": care_of(request.user),
        "changes": GLOBAL_CHANGES,
        "rules": _rules(page),
        "facts": facts_json(
            request.user,
            at=now,
            day=local_day(now, request.user.time_zone),
            corrects=page.corrects,
        ),
        "startable": startable(request.user) if page.assignment else [],
        "fresh_id": form.data.get("id") or uuid7(),
        "fresh_start": form.data.get("start") or uuid7(),
    }
    return render_page(request, "check_ins/create.html", context, status=status)


def _rules(page: CheckInPage) -> dict[str, object]:
    # The phone says the numbers without asking anybody.
    text = json.dumps(rules_json())
    filled: dict[str, object] = json.loads(page.contacts.fill(text))
    return filled


def _begin(request: Request, assignment: Assignment, form: CheckInForm) -> HttpResponse:
    now = timezone.now()
    try:
        stored = sessions.start(
            key=form.cleaned_data["start"] or uuid7(),
            assignment=assignment,
            client=request.user,
            day=local_day(now, request.user.time_zone),
            at=now,
            now=now,
            dose=Dose(form.cleaned_data["dose"] or Dose.FULL),
            take_up=True,
        )
    except (sessions.SessionError, SentBeforeError) as error:
        messages.warning(request, str(error))
        return redirect("routines:assignment-show", pk=assignment.pk)
    return redirect("routines:session-play", pk=stored.row.pk)


def _own_session(request: Request, key: str) -> ExerciseSession | None:
    if not key:
        return None
    found = ExerciseSession.objects.filter(pk=_key(key)).first()
    if found is None:
        # Begun without a signal, it may arrive later; the check-in does not wait for it.
        return ExerciseSession(pk=_key(key), client=request.user)
    if found.client_id != request.user.pk:
        raise Http404
    return found


def _own_check_in(request: Request, key: str) -> CheckIn | None:
    rows = CheckIn.objects.filter(client=request.user)
    return get_object_or_404(rows, pk=_key(key)) if key else None


def _own_assignment(request: Request, key: str) -> Assignment | None:
    if not key:
        return None
    if _key(key) == NO_KEY and request.method == "GET":
        # Kept on the phone for whatever homework it will come before.
        return Assignment(pk=NO_KEY, client=request.user)
    rows = Assignment.objects.filter(client=request.user).select_related("version")
    return get_object_or_404(rows, pk=_key(key))


def _asked_again(request: Request, key: str) -> tuple[str, ...]:
    # By the key of the flag: no word about health stands in an address.
    if not key:
        return ()
    flag = get_object_or_404(Flag.objects.filter(client=request.user), pk=_key(key))
    return questions_again(flag.signs, rules=warning_rules())


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
