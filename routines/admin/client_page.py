"""The page of one client, as it is opened and as it comes back when something typed was refused."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from routines.admin.scope import the_user
from routines.domain.attention import Limits
from routines.domain.function import MEASURES
from routines.domain.precautions import precautions
from routines.forms.clients import PhoneForm
from routines.forms.safety import PrecautionForm, ScoreForm, ThresholdsForm
from routines.models import FlagAction
from routines.queries.client_safety import ClientSafety, client_safety
from routines.queries.clients import ClientPage, client_page


def show_client(
    request: HttpRequest,
    client_id: UUID,
    *,
    refused: forms.Form | None = None,
    about: UUID | None = None,
) -> TemplateResponse:
    """Show one client's page; a `refused` form keeps what was typed and says what is wrong.

    `about` is the flag that form belongs to. Raises `Http404` for whom the person does not treat.
    """
    user = the_user(request)
    now = timezone.now()
    page = client_page(client_id=client_id, viewer=user, now=now)
    if page is None:
        raise Http404
    context = {
        **admin.site.each_context(request),
        "title": page.client.display_name,
        "page": page,
        "now": now,
        **_safety(page, viewer=user, now=now, refused=refused),
        "refused": refused,
        "refused_about": about,
    }
    status = 200 if refused is None else 422
    return TemplateResponse(request, "admin/clients/show.html", context, status=status)


def _safety(
    page: ClientPage, *, viewer: User, now: dt.datetime, refused: forms.Form | None
) -> dict[str, Any]:
    safety = client_safety(page.client, care=page.care, viewer=viewer, now=now)
    return {
        "safety": safety,
        "flag_actions": FlagAction.choices,
        "all_precautions": [(slug, one.label) for slug, one in precautions().items()],
        "all_measures": [(slug, one.name) for slug, one in MEASURES.items()],
        "limits_form": refused
        if isinstance(refused, ThresholdsForm)
        else ThresholdsForm(initial=_limits(safety)),
        "phone_form": refused
        if isinstance(refused, PhoneForm)
        else PhoneForm(initial={"phone": page.client.phone}),
        "precaution_form": refused if isinstance(refused, PrecautionForm) else None,
        "score_form": refused
        if isinstance(refused, ScoreForm)
        else ScoreForm(initial={"measured_on": timezone.localdate(now).isoformat()}),
    }


def _limits(safety: ClientSafety) -> dict[str, Any]:
    standing = safety.thresholds or Limits()
    return {name: getattr(standing, name) for name in ThresholdsForm.base_fields}
