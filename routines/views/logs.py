"""One exercise of a session: log it, skip it, undo it, correct it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request, render_page
from routines.domain.sets import SetLog, as_prescribed
from routines.forms.sessions import LogForm, tapped_done
from routines.models import (
    ExerciseLog,
    ExerciseSession,
    Prescription,
    SkipReason,
)
from routines.queries.easier import performed_dosage
from routines.queries.log_rows import exercise_of_session
from routines.queries.precautions import WordsOfCare
from routines.queries.sessions import SessionExercise
from routines.services import sessions
from routines.services.once import SentBeforeError, Stored
from routines.views.sessions import exercise_context


@require_POST
def create(request: Request, pk: UUID) -> HttpResponse:
    """Log one exercise of the session under the phone's own key."""
    found = _to_log(request, pk)
    if found is None:
        raise Http404
    session, prescription = found
    dosage = session.dosage_of(prescription)
    key, sets, reason = tapped_done(request.POST), as_prescribed(dosage), None
    if key is None:
        form = LogForm(request.POST, prescription=prescription, dosage=dosage)
        if not form.is_valid():
            return _card(request, session, prescription, form=form, status=422)
        key, sets, reason = form.key, form.sets, form.skip_reason
    try:
        stored = _log(session, prescription, key=key, sets=sets, reason=reason)
    except (SentBeforeError, sessions.SessionError) as conflict:
        stands = getattr(conflict, "stored", None)
        return _card(
            request,
            session,
            prescription,
            log=stands if isinstance(stands, ExerciseLog) else None,
            form=LogForm(request.POST, prescription=prescription, dosage=dosage),
            refused=conflict,
            status=409,
        )
    return _answer(request, session, prescription, log=stored.row)


@require_http_methods(["GET", "POST"])
def update(request: Request, pk: UUID) -> HttpResponse:
    """Correct what a log says, for a week."""
    log = _own_log(request, pk)
    dosage = performed_dosage(log)
    if request.method == "GET":
        is_asked = log.may_edit(timezone.now()) and "leave" not in request.GET
        form = LogForm(prescription=log.prescription, dosage=dosage, log=log) if is_asked else None
        return _card(request, log.session, log.prescription, log=log, form=form)
    form = LogForm(request.POST, prescription=log.prescription, dosage=dosage, log=log)
    if not form.is_valid():
        return _card(request, log.session, log.prescription, log=log, form=form, status=422)
    try:
        sessions.correct(
            log=log,
            by=request.user,
            now=timezone.now(),
            sets=form.sets,
            reason=form.skip_reason,
            # What was done stays what was done; only how much of it is corrected.
            instead=log.instead,
        )
    except sessions.TooLateError as late:
        return _card(
            request, log.session, log.prescription, log=log, form=form, refused=late, status=409
        )
    return _answer(request, log.session, log.prescription, log=log)


@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """Take a log back while the ten seconds run."""
    log = _own_log(request, pk)
    try:
        sessions.undo(log=log, by=request.user, now=timezone.now())
    except sessions.TooLateError as late:
        return _card(request, log.session, log.prescription, log=log, refused=late, status=409)
    return _answer(request, log.session, log.prescription, log=None)


def _own_log(request: Request, pk: UUID) -> ExerciseLog:
    logs = ExerciseLog.objects.filter(session__client=request.user).select_related(
        *("session__assignment__assigned_by", "session__version"),
        *("prescription__exercise", "instead"),
    )
    return get_object_or_404(logs, pk=pk)


def _to_log(request: Request, pk: UUID) -> tuple[ExerciseSession, Prescription] | None:
    try:
        prescription = UUID(request.POST.get("prescription", ""))
    except ValueError:
        return None
    return exercise_of_session(request.user, session=pk, prescription=prescription)


def _log(
    session: ExerciseSession,
    prescription: Prescription,
    *,
    key: UUID,
    sets: Sequence[SetLog],
    reason: SkipReason | None,
) -> Stored[ExerciseLog]:
    now = timezone.now()
    common: dict[str, Any] = {
        **{"key": key, "session": session, "prescription": prescription},
        **{"at": now, "now": now, "source": None},
    }
    if reason is not None:
        return sessions.log_skipped(**common, reason=reason)
    return sessions.log_performed(**common, sets=sets)


def _answer(
    request: Request,
    session: ExerciseSession,
    prescription: Prescription,
    *,
    log: ExerciseLog | None,
) -> HttpResponse:
    if request.htmx:
        return _card(request, session, prescription, log=log)
    if log is not None and log.edited_at:
        messages.success(request, "Changed.")
    return redirect(
        f"{reverse('routines:session-show', args=[session.pk])}#exercise-{prescription.pk}"
    )


def _card(
    request: Request,
    session: ExerciseSession,
    prescription: Prescription,
    *,
    log: ExerciseLog | None = None,
    form: LogForm | None = None,
    refused: ValueError | None = None,
    status: int = 200,
) -> HttpResponse:
    if log is not None and log.undone_at is not None:
        # A late copy of a log that was taken back: the exercise is open.
        log = None
    exercise = SessionExercise(
        number=prescription.position,
        prescription=prescription,
        dosage=session.dosage_of(prescription),
        log=log,
        words_of_care=WordsOfCare(session.client_id, clinic=session.assignment.clinic_id),
    )
    context = {
        "session": session,
        "refused": refused,
        **exercise_context(exercise, form),
    }
    return render_page(request, "logs/update.html", context, partial="card", status=status)
