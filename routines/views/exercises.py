"""How to do one exercise: alone, or as prescribed to one client."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.http import Request, render_page
from routines.domain.doses import Dose
from routines.models import Exercise, Prescription
from routines.queries.homework import alternatives, prescribed
from routines.queries.library import exercises_by_region, main_place
from routines.queries.precautions import WordsOfCare, told_by
from routines.queries.sessions import begun, dosage_asked
from routines.views.way_back import session_key


@require_GET
def list(request: Request) -> HttpResponse:
    """Every exercise this person may look at, by part of the body."""
    context = {"shelves": exercises_by_region(request.user)}
    return render_page(request, "exercises/list.html", context)


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """The steps, what to feel, and when to stop; with `?prescription=` the client's own dosage."""
    told = told_by(request.user.pk, is_anywhere=True)
    exercise = get_object_or_404(Exercise.objects.visible_to(request.user).annotate(**told), pk=pk)
    prescription = _prescription(request, exercise)
    session = begun(request.user, session_key(request))
    words = _words_of_care(request, exercise, prescription)
    context = {
        "exercise": exercise,
        "exercise_place": main_place([exercise]),
        "prescription": prescription,
        "dosage": prescription and dosage_asked(prescription, session=session, dose=_dose(request)),
        "alternatives": alternatives(request.user, exercise, words=words),
        # One that has not arrived: the phone knows the way back into it.
        "session_key": session and session.pk,
        "barred": words.barred(exercise),
        "chosen": words.chosen(exercise),
        "care": words.notes(exercise),
    }
    return render_page(request, "exercises/show.html", context)


def _words_of_care(
    request: Request, exercise: Exercise, prescription: Prescription | None
) -> WordsOfCare:
    if prescription is None:
        return WordsOfCare(request.user.pk, row=exercise)
    # Whoever looks, it is about the client it was given to.
    return WordsOfCare(prescription.version.assignment.client_id, row=prescription)


def _dose(request: Request) -> Dose:
    try:
        return Dose(request.GET.get("dose", Dose.FULL.value))
    except ValueError:
        raise Http404 from None


def _prescription(request: Request, exercise: Exercise) -> Prescription | None:
    asked = request.GET.get("prescription")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(prescribed(request.user, exercise, key))
