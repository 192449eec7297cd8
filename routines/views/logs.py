"""One exercise of a session: log it, skip it, undo it, correct it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request, render_page
from routines.forms.sessions import LogForm
from routines.models import ExerciseLog, ExerciseSession, Prescription
from routines.queries.sessions import SessionExercise, for_logging
from routines.services import sessions
from routines.services.once import SentBeforeError
from routines.views.sessions import exercise_context


@require_POST
def create(request: Request, pk: UUID) -> HttpResponse:
    """Log one exercise of the session under the phone's own key."""
    session = get_object_or_404(for_logging(request.user), pk=pk)
    prescription = _prescription(session, request.POST.get("prescription", ""))
    form = LogForm(request.POST, prescription=prescription)
    if not form.is_valid():
        return _card(request, session, prescription, form=form, status=422)
    now = timezone.now()
    try:
        reason = form.skip_reason
        if reason:
            stored = sessions.log_skipped(
                key=form.key,
                session=session,
                prescription=prescription,
                reason=reason,
                at=now,
                now=now,
            )
        else:
            stored = sessions.log_performed(
                key=form.key,
                session=session,
                prescription=prescription,
                sets=form.sets,
                at=now,
                now=now,
            )
    except (SentBeforeError, sessions.SessionError) as conflict:
        stored_before = getattr(conflict, "stored", None)
        stands = stored_before if isinstance(stored_before, ExerciseLog) else None
        return _card(
            request, session, prescription, log=stands, form=form, refused=conflict, status=409
        )
    return _answer(request, session, prescription, log=stored.row)


@require_http_methods(["GET", "POST"])
def update(request: Request, pk: UUID) -> HttpResponse:
    """Correct what a log says, for a week."""
    log = _own_log(request, pk)
    if request.method == "GET":
        is_asked = log.may_edit(timezone.now()) and "leave" not in request.GET
        form = LogForm(prescription=log.prescription, log=log) if is_asked else None
        return _card(request, log.session, log.prescription, log=log, form=form)
    form = LogForm(request.POST, prescription=log.prescription, log=log)
    if not form.is_valid():
        return _card(request, log.session, log.prescription, log=log, form=form, status=422)
    try:
        sessions.correct(
            log=log, by=request.user, now=timezone.now(), sets=form.sets, reason=form.skip_reason
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
        "session__assignment__assigned_by", "session__version", "prescription__exercise"
    )
    return get_object_or_404(logs, pk=pk)


def _prescription(session: ExerciseSession, pk: str) -> Prescription:
    try:
        wanted = UUID(pk)
    except ValueError:
        wanted = session.pk  # no prescription has a session's key, so this ends in the same 404
    prescriptions = Prescription.objects.filter(version=session.version_id)
    return get_object_or_404(prescriptions.select_related("exercise"), pk=wanted)


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
    exercise = SessionExercise(number=prescription.position, prescription=prescription, log=log)
    context = {
        "session": session,
        "refused": refused,
        **exercise_context(exercise, form),
    }
    return render_page(request, "logs/update.html", context, partial="card", status=status)
