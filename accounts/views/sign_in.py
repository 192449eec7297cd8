"""Signing in: allauth's views with 422 for what a form refuses, and where one lands after."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.webauthn import views as webauthn_views
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from accounts.http import Request


@require_GET
def home(request: Request) -> HttpResponse:
    """Send people to where their work is: staff to the admin, clients to Today."""
    return redirect("admin:index" if request.user.is_staff else "routines:today-show")


class _Refuses:
    """Answers an invalid form with 422, as all our pages do."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Return the page with its errors."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignIn(_Refuses, allauth_views.LoginView):  # type: ignore[misc]  # allauth has no types
    """Email and password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page's context; whether the way to sign up is open is the adapter's to say."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"open_for_sign_up": get_adapter().is_open_for_signup(self.request)}


class SignUp(_Refuses, allauth_views.SignupView):  # type: ignore[misc]
    """An account without a therapist."""


class RequestCode(_Refuses, allauth_views.RequestLoginCodeView):  # type: ignore[misc]
    """Ask for a code by email."""


class ConfirmCode(_Refuses, allauth_views.ConfirmLoginCodeView):  # type: ignore[misc]
    """Type the code."""


class Reauthenticate(_Refuses, allauth_views.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""


class ReauthenticateWithPasskey(_Refuses, webauthn_views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The passkey once more."""


class ResetPassword(_Refuses, allauth_views.PasswordResetView):  # type: ignore[misc]
    """Ask for a link to a new password."""


class ResetPasswordFromKey(_Refuses, allauth_views.PasswordResetFromKeyView):  # type: ignore[misc]
    """Choose the new password."""


class SignOut(allauth_views.LogoutView):  # type: ignore[misc]
    """Sign out with a button."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session and let the browser forget what it kept of our pages.

        Only its cache: "storage" would take logs that still wait to be sent.
        """
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class ChangePassword(_Refuses, allauth_views.PasswordChangeView):  # type: ignore[misc]
    """Change the password."""

    success_url = reverse_lazy("accounts:passkey-index")


@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class SetPassword(_Refuses, allauth_views.PasswordSetView):  # type: ignore[misc]
    """Choose a first password."""

    success_url = reverse_lazy("accounts:passkey-index")


class Email(_Refuses, allauth_views.EmailView):  # type: ignore[misc]
    """Change the email."""
