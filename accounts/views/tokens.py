"""API tokens: which there are, a new one shown once, closing one."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.settings import TokenForm
from accounts.http import Request, render_page
from accounts.models import AccessToken
from accounts.services.tokens import create_token, revoke_token


@require_GET
def index(request: Request) -> HttpResponse:
    """List the person's tokens; their text cannot be shown again."""
    own = AccessToken.objects.visible_to(request.user).filter(user=request.user)
    context = {"tokens": own.order_by("-created_at"), "now": timezone.now()}
    return render_page(request, "accounts/tokens/index.html", context)


@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Make a token and show it this one time."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render_page(request, "accounts/tokens/create.html", {"form": form}, status=status)
    made = create_token(
        user=request.user,
        name=form.cleaned_data["name"],
        at=timezone.now(),
        days=form.cleaned_data["days"],
    )
    # No redirect: the next page could only show the token if it were stored somewhere.
    context = {"token": made.token, "plain": made.plain}
    return render_page(request, "accounts/tokens/created.html", context)


@require_POST
def revoke(request: Request, token: UUID) -> HttpResponse:
    """Close a token for the very next request."""
    own = AccessToken.objects.visible_to(request.user).filter(user=request.user)
    revoke_token(token=get_object_or_404(own, pk=token), at=timezone.now())
    messages.success(request, _("The token is closed."))
    return redirect("accounts:token-index")
