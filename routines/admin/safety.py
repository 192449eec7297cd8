"""What a therapist does about a client's safety: flags, known signs, limits, precautions, scores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import CareRelationship, Client, User
from accounts.services.care import CareError, note_phone
from routines.admin.client_page import show_client
from routines.admin.scope import get_visible_or_404, say_sorry, the_user
from routines.domain.function import FunctionError
from routines.domain.triage import Answer
from routines.domain.warning_signs import Urgency
from routines.forms.clients import PhoneForm
from routines.forms.safety import (
    AcknowledgeForm,
    KnownForm,
    PrecautionForm,
    ScoreForm,
    ThresholdsForm,
)
from routines.models import Clearance, Flag, FlagAction, KnownSign
from routines.queries.flags import treating
from routines.services import flags
from routines.services.assignments import AssignmentError
from routines.services.measures import record_score
from routines.services.precautions import PrecautionError, answer, end_clearance
from routines.services.thresholds import set_thresholds


def safety_urls(wrap: Any) -> list[URLPattern]:
    """Return what can be done about a client's safety, below the client's own address."""
    return [
        path("flags/<uuid:pk>/", wrap(show_flag), name="routines_flag_show"),
        path("flags/<uuid:pk>/acknowledge/", wrap(acknowledge), name="routines_flag_acknowledge"),
        path("flags/<uuid:pk>/clear/", wrap(clear), name="routines_flag_clear"),
        path("flags/<uuid:pk>/known/", wrap(known), name="routines_flag_known"),
        path("known/<uuid:pk>/end/", wrap(end_known), name="routines_known_end"),
        path("clearances/<uuid:pk>/end/", wrap(end_cleared), name="routines_clearance_end"),
        path("<uuid:pk>/phone/", wrap(phone), name="accounts_client_phone"),
        path("<uuid:pk>/limits/", wrap(limits), name="accounts_client_limits"),
        path("<uuid:pk>/precautions/", wrap(precaution), name="accounts_client_precaution"),
        path("<uuid:pk>/scores/", wrap(score), name="accounts_client_score"),
    ]


@require_safe
def show_flag(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show why one flag was raised, to whoever has to see that somebody looks. No answers.

    Whoever treats the client reads them, too: on the client's page.
    """
    flag = _flag(request, pk)
    if _has_page(the_user(request), flag.client_id):
        page = reverse("admin:accounts_client_change", args=[flag.client_id])
        return HttpResponseRedirect(f"{page}#flag-{flag.pk}")
    return _show_flag(request, flag)


@require_POST
def acknowledge(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep what was done about a flag."""
    user = the_user(request)
    flag = _flag(request, pk)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        if not _has_page(user, flag.client_id):
            return _show_flag(request, flag, refused=form)
        return show_client(request, flag.client_id, refused=form, about=flag.pk)
    try:
        flags.acknowledge(
            flag=flag,
            by=user,
            action=FlagAction(form.cleaned_data["action"]),
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
    except (flags.FlagError, AssignmentError) as error:
        say_sorry(request, error)
    else:
        messages.success(request, _said_after(flag, is_treated=_has_page(user, flag.client_id)))
    return _back(request, flag.client_id)


@require_POST
def clear(request: HttpRequest, pk: Any) -> HttpResponseRedirect:
    """Let exercises go on after a flag."""
    user = the_user(request)
    flag = _flag(request, pk)
    try:
        flags.clear(flag=flag, by=user, at=timezone.now())
    except (flags.FlagError, AssignmentError) as error:
        say_sorry(request, error)
    else:
        messages.success(
            request,
            _("Exercises may go on, unless another flag stands.")
            if flag.closes_exercises
            else _("Put away. Your client's Today no longer speaks of it."),
        )
    return _back(request, flag.client_id)


@require_POST
def known(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep that a sign of a flag is this client's usual state."""
    user = the_user(request)
    flag = _flag(request, pk)
    if flag.clinic is None:
        raise Http404
    form = KnownForm(request.POST)
    if not form.is_valid():
        return show_client(request, flag.client_id, refused=form, about=flag.pk)
    try:
        flags.record_known(
            client=flag.client,
            clinic=flag.clinic,
            sign=form.cleaned_data["sign"],
            note=form.cleaned_data["note"],
            by=user,
            at=timezone.now(),
        )
    except (flags.FlagError, AssignmentError) as error:
        say_sorry(request, error)
    else:
        messages.success(request, _("Kept as known. A change on the body map still raises a flag."))
    return _back(request, flag.client_id)


@require_POST
def end_known(request: HttpRequest, pk: Any) -> HttpResponseRedirect:
    """Let a sign raise flags again."""
    user = the_user(request)
    standing = get_visible_or_404(KnownSign, pk=pk, user=user)
    _not_ones_own(standing, user)
    try:
        flags.end_known(known=standing, by=user, at=timezone.now())
    except AssignmentError as error:
        say_sorry(request, error)
    else:
        messages.success(request, _("This sign raises flags again."))
    return _back(request, standing.client_id)


@require_POST
def end_cleared(request: HttpRequest, pk: Any) -> HttpResponseRedirect:
    """Take back that an exercise is fine in spite of a precaution."""
    user = the_user(request)
    standing = get_visible_or_404(Clearance, pk=pk, user=user)
    _not_ones_own(standing, user)
    try:
        end_clearance(clearance=standing, by=user, at=timezone.now())
    except AssignmentError as error:
        say_sorry(request, error)
    else:
        messages.success(request, _("The precaution counts for this exercise again."))
    return _back(request, standing.client_id)


@require_POST
def phone(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep where this client can be called."""
    user = the_user(request)
    care = _own_care(request, pk)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return show_client(request, care.client_id, refused=form)
    try:
        note_phone(client=care.client, phone=form.cleaned_data["phone"], by=user)
    except CareError as error:
        say_sorry(request, error)
    else:
        messages.success(request, _("Saved."))
    return _back(request, care.client_id)


@require_POST
def limits(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep what is worth a look for this client."""
    user = the_user(request)
    care = _own_care(request, pk)
    form = ThresholdsForm(request.POST)
    if not form.is_valid():
        return show_client(request, care.client_id, refused=form)
    set_thresholds(
        client=care.client, clinic=care.clinic, by=user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("Saved. Your caseload goes by these from now on."))
    return _back(request, care.client_id)


@require_POST
def precaution(request: HttpRequest, pk: Any) -> HttpResponse:
    """Set a precaution, or take it back; homework is fitted to it at once."""
    user = the_user(request)
    care = _own_care(request, pk)
    form = PrecautionForm(request.POST)
    if not form.is_valid():
        return show_client(request, care.client_id, refused=form)
    try:
        answer(
            client=care.client,
            answers={form.cleaned_data["precaution"]: Answer(form.cleaned_data["answer"])},
            note=form.cleaned_data["note"],
            by=user,
            at=timezone.now(),
        )
    except (PrecautionError, AssignmentError) as error:
        say_sorry(request, error)
    else:
        messages.success(request, _("Saved. Homework that it speaks of was fitted to it."))
    return _back(request, care.client_id)


@require_POST
def score(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep the score of a licensed measure."""
    user = the_user(request)
    care = _own_care(request, pk)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return show_client(request, care.client_id, refused=form)
    try:
        record_score(
            client=care.client,
            measure=form.cleaned_data["measure"],
            score=form.cleaned_data["score"],
            on=form.cleaned_data["measured_on"],
            by=user,
            at=timezone.now(),
        )
    except FunctionError as error:
        form.add_error(None, str(error))
        return show_client(request, care.client_id, refused=form)
    except AssignmentError as error:
        say_sorry(request, error)
    else:
        messages.success(request, _("The score is kept."))
    return _back(request, care.client_id)


def _own_care(request: HttpRequest, pk: Any) -> CareRelationship:
    user = the_user(request)
    client = get_visible_or_404(Client, pk=pk, user=user)
    own = user.care_given.in_force().filter(client=client).select_related("client", "clinic")
    care = own.order_by("started_at").first()
    if care is None:
        raise Http404
    return care


def _not_ones_own(row: Any, user: User) -> None:
    # What is about oneself is not for oneself to look at.
    if row.client_id == user.pk:
        raise Http404


def _flag(request: HttpRequest, pk: Any) -> Flag:
    user = the_user(request)
    flag: Flag = get_visible_or_404(Flag, pk=pk, user=user)
    _not_ones_own(flag, user)
    return flag


def _show_flag(
    request: HttpRequest, flag: Flag, *, refused: AcknowledgeForm | None = None
) -> TemplateResponse:
    context = {
        **admin.site.each_context(request),
        "title": flag.client.display_name,
        "flag": flag,
        "treating": treating(flag),
        "flag_actions": FlagAction.choices,
        "now": timezone.now(),
        "refused": refused,
    }
    status = 200 if refused is None else 422
    return TemplateResponse(request, "admin/clients/flag_alone.html", context, status=status)


def _said_after(flag: Flag, *, is_treated: bool) -> str:
    if flag.urgency == Urgency.VISIT:
        return _("Saved.")
    if not flag.closes_exercises:
        return _("Saved. Homework stays open; nothing rests for this.")
    if is_treated:
        return _("Saved. Exercises stay closed until you open them.")
    return _("Saved. Exercises stay closed until whoever treats this client opens them.")


def _has_page(user: User, client: UUID) -> bool:
    return Client.objects.visible_to(user).filter(pk=client).exists()


def _back(request: HttpRequest, client: UUID) -> HttpResponseRedirect:
    if not _has_page(the_user(request), client):
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:accounts_client_change", args=[client]))
