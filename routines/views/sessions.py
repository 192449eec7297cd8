"""Doing homework on the phone: start a session, its exercises, how it felt."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request, render_page
from accounts.identifiers import uuid7
from routines.domain.rating import Finding, rating_json, say_session
from routines.domain.safety import traffic_light
from routines.domain.schedule import local_day
from routines.domain.traffic_light import judge
from routines.forms.sessions import LogForm, RatingForm, StartForm
from routines.models import Assignment, Effort, ExerciseSession, SkipReason, Source
from routines.queries.care import care_of
from routines.queries.check_ins import due_check, place_after
from routines.queries.contacts import contacts_of
from routines.queries.easier import performed_dosage
from routines.queries.evidence import session_pain
from routines.queries.plans import SessionPlan, session_plan
from routines.queries.proposals import applied_after
from routines.queries.session_links import SessionLinks, links_of
from routines.queries.sessions import (
    SessionExercise,
    for_logging,
    for_opening,
    is_stopped,
    performed_of,
    previous_pain,
    session_page,
)
from routines.queries.shown import rating_facts, shown_json
from routines.queries.today import today
from routines.services import sessions
from routines.services.once import SentBeforeError

FRESH = dt.timedelta(minutes=1)


@require_POST
def create(request: Request, pk: UUID) -> HttpResponse:
    """Begin a session of the assignment, or take up the one begun before; a check may come first."""
    own = Assignment.objects.filter(client=request.user).select_related("version")
    assignment = get_object_or_404(own, pk=pk)
    now = timezone.now()
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "That did not start, and nothing is lost. Start it from here.")
        return redirect("routines:assignment-show", pk=pk)
    # A page may lie open overnight: the day of a start is the day it is tapped.
    this_day = local_day(now, request.user.time_zone)
    day = form.cleaned_data["day"] or this_day
    is_new = day >= this_day
    due = due_check(request.user, now=now, is_break=assignment.is_break) if is_new else None
    if due is not None:
        asked = {"kind": due.value, "assignment": pk, "dose": form.cleaned_data["dose"].value}
        return redirect(f"{reverse('routines:check_in-create')}?{urlencode(asked)}")
    try:
        stored = sessions.start(
            key=form.cleaned_data["id"],
            assignment=assignment,
            client=request.user,
            day=day,
            at=now,
            now=now,
            source=Source.TAPPED if day >= this_day else Source.BACK_FILLED,
            dose=form.cleaned_data["dose"],
            take_up=True,
        )
    except (sessions.SessionError, SentBeforeError) as error:
        messages.warning(request, str(error))
        return redirect("routines:assignment-show", pk=pk)
    # What is filled in later was done already: nobody needs to be guided through it.
    page = "session-show" if stored.row.source == Source.BACK_FILLED else "session-play"
    return redirect(f"routines:{page}", pk=stored.row.pk)


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """The exercises of a session, each with its dosage and one tap to log it."""
    session = get_object_or_404(for_opening(request.user), pk=pk)
    page = session_page(session)
    stopped = is_stopped(session)
    care = care_of(request.user) if stopped else None
    context: dict[str, object] = {
        "page": page,
        "links": links_of(pk),
        "is_stopped": stopped,
        "care": care,
        "contacts": contacts_of(request.user, care.clinic if care else None) if stopped else None,
        "session": session,
        "exercises": [
            # After a sign only what was done is listed, to look at or to correct.
            {**exercise_context(one), **_on_the_phone(one, is_stopped=stopped)}
            for one in page.exercises
            if one.log is not None or not stopped
        ],
        "rendered_at": timezone.now(),
        "is_back_filled": session.source == Source.BACK_FILLED,
        "may_change_dose": not page.logged and session.finished_at is None,
        "past_day": session.local_day,
        "fresh_id": uuid7(),
        "fresh_id_gentle": uuid7(),
        "fresh_id_short": uuid7(),
    }
    return render_page(request, "sessions/show.html", context)


@require_GET
def play(request: Request, pk: UUID) -> HttpResponse:
    """The guided session: one exercise at a time, by eye and ear."""
    session = get_object_or_404(for_opening(request.user), pk=pk)
    if is_stopped(session):
        return redirect(f"{reverse('routines:help-show')}?session={pk}")
    plan = session_plan(session)
    if session.finished_at is not None or plan.is_all_logged:
        return redirect("routines:session-show", pk=pk)
    begun = timezone.now() - session.received_at
    # Only a tap on Start sets it going; a page that is opened again waits for one on play.
    is_fresh = not plan.has_logs and begun < FRESH
    return play_page(request, plan, links=links_of(pk), is_fresh=is_fresh)


@require_POST
def perform(request: Request, pk: UUID) -> HttpResponse:
    """Log everything that stands open as prescribed, in one tap."""
    session = get_object_or_404(for_logging(request.user), pk=pk)
    now = timezone.now()
    try:
        sessions.log_rest_as_prescribed(session=session, at=now, now=now)
    except sessions.SessionError as error:
        messages.warning(request, str(error))
        return redirect("routines:session-show", pk=pk)
    return redirect("routines:session-after", pk=pk)


@require_POST
def finish(request: Request, pk: UUID) -> HttpResponse:
    """End the session, early or not."""
    session = get_object_or_404(for_logging(request.user), pk=pk)
    sessions.finish(session=session, by=request.user, now=timezone.now())
    if not session.is_performed:
        messages.success(request, "Saved. Nothing was done this time, and that is fine.")
        return redirect("routines:today-show")
    return redirect("routines:session-after", pk=pk)


@require_GET
def after(request: Request, pk: UUID) -> HttpResponse:
    """How it felt: pain and effort, each saved on its tap."""
    session = get_object_or_404(for_logging(request.user), pk=pk)
    return _after(request, session, RatingForm(initial={"note": session.note}))


@require_POST
def rate(request: Request, pk: UUID) -> HttpResponse:
    """Keep one tap of pain or effort, or the note."""
    session = get_object_or_404(for_logging(request.user), pk=pk)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _after(request, session, form, status=422)
    is_note = "note" in request.POST
    try:
        sessions.rate(
            session=session,
            by=request.user,
            now=timezone.now(),
            pain=form.cleaned_data["pain"],
            effort=form.cleaned_data["effort"],
            note=form.cleaned_data["note"] if is_note else None,
        )
    except sessions.TooLateError as late:
        messages.warning(request, str(late))
        return _after(request, session, form, status=409)
    if request.htmx:
        saved = RatingForm(initial={"note": session.note})
        return _after(request, session, saved, is_note_saved=is_note)
    return redirect("routines:session-after", pk=pk)


def play_page(
    request: Request, plan: SessionPlan, *, links: SessionLinks, is_fresh: bool
) -> HttpResponse:
    """Return the player of a session, stored or not."""
    care = care_of(request.user)
    context = {
        "session": plan.session,
        "links": links,
        "plan": plan,
        "care": care,
        "contacts": contacts_of(request.user, care.clinic if care else None),
        "skip_reasons": SkipReason.choices,
        "is_fresh": is_fresh,
    }
    return render_page(request, "sessions/play.html", context)


def exercise_context(exercise: SessionExercise, form: LogForm | None = None) -> dict[str, object]:
    """Return what the card of one exercise needs: the exercise, its form, what may still change.

    What is logged has no form until somebody asks to change it: drawing it cost more than logging.
    """
    log = exercise.log
    now = timezone.now()
    if form is None and log is None:
        form = LogForm(prescription=exercise.prescription, dosage=exercise.dosage)
    return {
        "exercise": exercise,
        "form": form,
        "undo_seconds": log.undo_seconds_left(now) if log is not None else 0,
        "may_edit": log is not None and log.may_edit(now),
    }


def _on_the_phone(exercise: SessionExercise, *, is_stopped: bool) -> dict[str, object]:
    """Return what the phone needs to take a log back, and to change it, without a signal.

    Only for the page that it keeps: an answer to a single log has no use for it.
    """
    log, now = exercise.log, timezone.now()
    if log is None:
        return {}
    prescription = exercise.prescription
    context: dict[str, object] = {"shown": shown_json(log)}
    if log.undo_seconds_left(now) and not is_stopped:
        context["open_form"] = LogForm(prescription=prescription, dosage=exercise.dosage)
    if log.may_edit(now):
        done = performed_dosage(log)
        context["change_form"] = LogForm(prescription=prescription, dosage=done, log=log)
    return context


def _after(
    request: Request,
    session: ExerciseSession,
    form: RatingForm,
    *,
    is_note_saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "session": session,
        "links": links_of(session.pk),
        "form": form,
        "efforts": Effort.choices,
        "is_note_saved": is_note_saved,
        "was_rated": session.pain_after is not None or session.effort is not None,
        "finding": _finding(session),
        # Without a zone nothing was acted on yet, except for what felt too hard.
        "applied": applied_after(session) if session.zone or session.effort is not None else (),
    }
    day = local_day(timezone.now(), request.user.time_zone)
    context["asks_tomorrow"] = session.local_day == day
    if not request.htmx:
        context["rules"] = rating_json(traffic_light())
        context["facts"] = rating_facts(session)
        context["today"] = today(client=request.user, day=day)
        context["place"] = place_after(session)
        context["performed"], context["all"] = performed_of(session)
    part = "note" if "note" in request.POST else "rating"
    return render_page(request, "sessions/after.html", context, partial=part, status=status)


def _finding(session: ExerciseSession) -> Finding | None:
    if not session.zone:
        return None
    return say_session(
        judge(session_pain(session), light=traffic_light()),
        pain=session.pain_after,
        before=previous_pain(session) if session.pain_after is not None else None,
        day=session.local_day,
    )
