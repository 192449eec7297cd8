"""Joining from an invitation: first what is waiting, then how to sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import guessing, passkeys
from accounts.forms.joining import TOO_MANY_CODES, UNKNOWN_CODE, CodeForm, JoinForm
from accounts.http import render_page
from accounts.models import Invitation, User
from accounts.services.invitations import (
    EmailTakenError,
    InvitationError,
    NotForYouError,
    UnknownInvitationError,
    accept_invitation,
    preview,
    require_usable,
)
from accounts.time_zones import zone_or_utc

# Stands in the address in place of a secret once the invitation is known to the session.
WAITING = "waiting"
SESSION_KEY = "joining"

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Keep the page's address, which holds a secret, from other sites and from error reports."""

    @login_not_required
    @sensitive_variables()
    @sensitive_post_parameters()
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not `no-referrer`: browsers then send "Origin: null", which Django's CSRF check refuses.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


@private
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for the code from the handout."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _code_page(request, form, status=200 if request.method == "GET" else 422)
    tries = guessing.begin_try(request)
    if tries is None:
        form.add_error("code", TOO_MANY_CODES)
        return _code_page(request, form, status=429)
    try:
        invitation = preview(code=form.cleaned_data["code"], at=timezone.now())
    except InvitationError as error:
        guessing.count_wrong(request)
        is_unknown = isinstance(error, UnknownInvitationError)
        form.add_error("code", UNKNOWN_CODE if is_unknown else str(error.sentence))
        return _code_page(request, form, status=422)
    tries.rollback()
    request.session[SESSION_KEY] = str(invitation.pk)
    return redirect("accounts:invitation-show", secret=WAITING)


@private
@require_GET
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites and what is waiting; changes nothing."""
    try:
        invitation = _invitation(request, secret)
    except InvitationError as error:
        return _closed(request, error)
    context = _context(invitation, secret) | {"homework_summary": _summary(invitation.client)}
    return render_page(request, "accounts/invitations/show.html", context)


@private
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask how the client will sign in, and let them in."""
    try:
        invitation = _invitation(request, secret)
        if isinstance(request.user, User):
            return _accept_with_account(request, invitation, secret, account=request.user)
        return _accept_anew(request, invitation, secret)
    except InvitationError as error:
        return _closed(request, error)


@private
@require_POST
def passkey(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand the browser what it needs to make a passkey for this client."""
    try:
        invitation = _invitation(request, secret)
    except InvitationError as error:
        return JsonResponse({"detail": str(error.sentence)}, status=410)
    return JsonResponse(passkeys.begin(invitation.client))


@private
@require_POST
def sign_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Send somebody with an account to sign in, and back to accept with that account."""
    try:
        invitation = _invitation(request, secret)
    except InvitationError as error:
        return _closed(request, error)
    request.session[SESSION_KEY] = str(invitation.pk)
    back = reverse("accounts:invitation-accept", kwargs={"secret": WAITING})
    return redirect(reverse("account_login", query={"next": back}))


def _accept_anew(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    initial = {"email": invitation.email}
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        client=invitation.client,
        initial=initial,
    )
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return _accept_page(request, invitation, secret, form=form, status=status)
    try:
        acceptance = accept_invitation(invitation=invitation, who=form.account(), at=timezone.now())
    except EmailTakenError as error:
        form.add_error("email", str(error.sentence))
        return _accept_page(request, invitation, secret, form=form, status=422)
    except ValidationError as error:
        form.add_error(None, error)
        return _accept_page(request, invitation, secret, form=form, status=422)
    request.session.pop(SESSION_KEY, None)
    # Joining proves who one is as well as signing in does; nobody is asked again right after.
    record_authentication(request, acceptance.client, method="invitation")
    return cast(
        HttpResponse,
        perform_login(request, acceptance.client, redirect_url=reverse("accounts:home")),
    )


def _accept_with_account(
    request: HttpRequest, invitation: Invitation, secret: str, *, account: User
) -> HttpResponse:
    if request.method == "GET":
        return _accept_page(request, invitation, secret)
    try:
        accept_invitation(
            invitation=invitation, who=account, at=timezone.now(), adopt=_hook("JOIN_ADOPT")
        )
    except NotForYouError as error:
        return _accept_page(request, invitation, secret, error=str(error.sentence), status=422)
    request.session.pop(SESSION_KEY, None)
    return redirect("accounts:home")


def _invitation(request: HttpRequest, secret: str) -> Invitation:
    """Return the usable invitation that the address or the session stands for."""
    now = timezone.now()
    if secret != WAITING:
        return preview(secret=secret, at=now)
    key = request.session.get(SESSION_KEY)
    found = Invitation.objects.select_related("client", "clinic", "invited_by")
    invitation = found.filter(pk=key).first() if key else None
    if invitation is None:
        raise UnknownInvitationError
    require_usable(invitation, at=now)
    return invitation


def _context(invitation: Invitation, secret: str) -> dict[str, Any]:
    return {
        "client": invitation.client,
        "therapist": invitation.invited_by,
        "clinic": invitation.clinic,
        "secret": secret,
    }


def _accept_page(
    request: HttpRequest,
    invitation: Invitation,
    secret: str,
    *,
    form: JoinForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _context(invitation, secret) | {"form": form, "error": error}
    return render_page(request, "accounts/invitations/accept.html", context, status=status)


def _code_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render_page(request, "accounts/invitations/find.html", {"form": form}, status=status)


def _closed(request: HttpRequest, error: InvitationError) -> HttpResponse:
    status = 404 if isinstance(error, UnknownInvitationError) else 410
    context = {"sentence": error.sentence}
    return render_page(request, "accounts/invitations/closed.html", context, status=status)


def _summary(client: User) -> str:
    """Return what is waiting for the client in one sentence; the homework's app knows it."""
    summarize: Callable[[User, date], str] | None = _hook("JOIN_SUMMARY")
    if summarize is None:
        return ""
    today = timezone.now().astimezone(zone_or_utc(client.time_zone)).date()
    return summarize(client, today)


def _hook(setting: str) -> Any:
    """Return the function that another app put under this setting, if any."""
    path = getattr(settings, setting, "")
    return import_string(path) if path else None
