"""The person's passkeys: which there are, one more, one less."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.webauthn.internal import flows
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import passkeys
from accounts.forms.passkeys import PasskeyForm
from accounts.http import Request, render_page
from accounts.services.ways_in import add_passkey


@require_GET
def index(request: Request) -> HttpResponse:
    """List the passkeys and the other ways to sign in."""
    context = {"passkeys": passkeys.held_by(request.user)}
    return render_page(request, "accounts/passkeys/index.html", context)


@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Keep the passkey that the browser has just made; on GET show the button that makes one."""
    if request.method == "GET":
        return render_page(request, "accounts/passkeys/create.html", {})
    form = PasskeyForm(request.POST)
    try:
        credential = passkeys.finish(form.cleaned_data["credential"]) if form.is_valid() else None
    except ValidationError:
        credential = None
    if credential is None:
        context = {"error": passkeys.UNFINISHED}
        return render_page(request, "accounts/passkeys/create.html", context, status=422)
    name = form.cleaned_data["name"] or _("My phone")
    add_passkey(user=request.user, name=name, credential=credential)
    get_adapter(request).send_notification_mail("mfa/email/webauthn_added", request.user)
    messages.success(request, _("You can now sign in with this device."))
    return redirect("accounts:passkey-index")


@require_POST
def options(request: Request) -> HttpResponse:
    """Hand the browser what it needs to make a passkey for the signed-in person."""
    return JsonResponse(passkeys.begin(request.user))


@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def remove(request: Request, passkey: int) -> HttpResponse:
    """Take a passkey away, unless it is the only way in."""
    held = passkeys.held_by(request.user)
    authenticator = get_object_or_404(held, pk=passkey)
    # With an email there is always a code to ask for.
    only_way = held.count() == 1 and not request.user.email
    context = {"passkey": authenticator, "only_way": only_way}
    if request.method == "GET" or only_way:
        status = 200 if request.method == "GET" else 422
        return render_page(request, "accounts/passkeys/remove.html", context, status=status)
    flows.remove_authenticator(request, authenticator)
    return redirect("accounts:passkey-index")
