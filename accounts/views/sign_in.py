"""Signing in: allauth's views with 422 for what a form refuses, and where one lands after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.webauthn import views as webauthn_views
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.forms.sign_in import ConfirmCodeForm
from accounts.http import Request
from accounts.models import User
from accounts.services.push_subscriptions import HERE, forget
from accounts.services.ways_in import Closed, OtherEmailError, prove_email

CODE_EXPIRED = gettext_lazy("This code does not count any more. Ask for a new one.")


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
    """Type the code. The first one ever also shows whose the email is."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, after closing what was made before anybody knew whose the email is."""
        # The same page also sends the code again, with a form of its own.
        if isinstance(form, ConfirmCodeForm):
            user, email = self._process.user, self._process.state["email"]
            try:
                closed = prove_email(user=user, email=email, at=timezone.now())
            except OtherEmailError:
                self._process.abort()
                messages.warning(self.request, CODE_EXPIRED)
                return redirect("account_request_login_code")
            if closed is not None:
                _tell(self.request, user, closed)
                get_adapter().send_notification_mail(
                    "account/email/email_proved", user, {"closed": closed.said}
                )
        response: HttpResponse = super().form_valid(form)
        return response


class Reauthenticate(_Refuses, allauth_views.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""


class ReauthenticateWithPasskey(_Refuses, webauthn_views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The passkey once more."""


class ResetPassword(_Refuses, allauth_views.PasswordResetView):  # type: ignore[misc]
    """Ask for a link to a new password."""


class ResetPasswordFromKey(_Refuses, allauth_views.PasswordResetFromKeyView):  # type: ignore[misc]
    """Choose the new password."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Store it and say what was closed."""
        response: HttpResponse = super().form_valid(form)
        _tell(self.request, self.reset_user, form.closed)
        return response


class SignOut(allauth_views.LogoutView):  # type: ignore[misc]
    """Sign out with a button."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session and let the browser forget what it kept of our pages.

        Only its cache: "storage" would take logs that still wait to be sent. Who signs out here is
        not reminded here any more.
        """
        user, here = self.request.user, self.request.session.get(HERE)
        if isinstance(user, User) and here:
            forget(user=user, subscription=UUID(here))
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


@method_decorator(login_required, name="dispatch")
class ConfirmEmail(allauth_views.ConfirmEmailView):  # type: ignore[misc]
    """Say that an email is one's own, signed in to the account that asked.

    The link alone would let a stranger's account have the email of whoever opens it.
    """

    def get_object(self, queryset: Any = None) -> Any:
        """Return what the link confirms; 404 for the link of another account."""
        confirmation = super().get_object(queryset)
        if confirmation.email_address.user_id != self.request.user.pk:
            raise Http404
        return confirmation

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let the email count, unless another account came first."""
        email = self.get_object().email_address.email
        if User.objects.filter(email=email).exclude(pk=self.request.user.pk).exists():
            messages.warning(
                self.request,
                _("Another account has this email. If it is yours, sign in there with a code."),
            )
            return redirect("account_email")
        response: HttpResponse = super().post(*args, **kwargs)
        return response


def _tell(request: HttpRequest, user: User, closed: Closed) -> None:
    """Say what was closed, on the next page; and whom a stranger may have let in."""
    messages.info(request, closed.said)
    if not closed.is_first_proof:
        return
    care = user.care_received.in_force().select_related("therapist", "clinic")
    for relationship in care.order_by("started_at"):
        messages.info(
            request,
            _(
                "%(therapist)s of %(clinic)s sees what you log here. Not your therapist?"
                " Stop sharing in Settings."
            )
            % {"therapist": relationship.therapist, "clinic": relationship.clinic},
        )
