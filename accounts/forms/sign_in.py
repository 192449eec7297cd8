"""allauth's sign-in forms in our words: no placeholders that repeat the label, kind errors."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.joining import DetectedZoneField
from accounts.lifetimes import limit_session
from accounts.models import User
from accounts.services.emails import wait_for_email
from accounts.services.ways_in import Closed, finish_reset

_EMAIL_ERRORS = {
    "required": _("Type your email."),
    "invalid": _("This does not look like an email. It needs an @ and a dot."),
}
_PASSWORD_HINT = _("At least 12 letters. A short sentence is easy to remember.")


def _tidy(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field, forms.EmailField):
            field.error_messages |= _EMAIL_ERRORS
    if "code" in form.fields:
        form.fields["code"].error_messages["required"] = _("Type the code from the email.")
    for name in ("password", "password1", "oldpassword", "password2"):
        if name in form.fields:
            form.fields[name].error_messages["required"] = _("Type your password.")
            form.fields[name].help_text = ""


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Email and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        # "webauthn" lets the phone offer a passkey in the same place.
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; allauth gives everybody the clients' lifetime last, so staff's comes after it."""
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        if isinstance(self.user, User) and request.user.is_authenticated:
            limit_session(request, self.user)
        return response


class SignUpForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """A person without a therapist: a name, an email and, if they like, a password."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        error_messages={
            "required": _("Type the name we may call you by."),
            "max_length": _("Please keep the name under 80 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = DetectedZoneField()
    field_order = ["display_name", "email", "password1", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        password = self.fields["password1"]
        password.required = False
        password.widget.is_required = False
        password.help_text = _("Or leave it out: then we email you a code each time.")

    def clean_display_name(self) -> str:
        """Return the name without spaces around it."""
        return str(self.cleaned_data["display_name"]).strip()

    def validate_unique_email(self, value: str) -> str:
        """Refuse an account's email; one that another account only waits for is free."""
        if User.objects.filter(email=value).exists():
            raise get_adapter().validation_error("email_taken")
        return value


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Where to send a sign-in code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)

    def clean_email(self) -> str:
        """Find the account by its own email, and not by one that waits to be confirmed."""
        email = str(super().clean_email())
        self._user = User.objects.filter(email=email, is_active=True).first()
        return email


class ConfirmCodeForm(allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The sign-in code from the email."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link for a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)

    def clean_email(self) -> str:
        """Find the account by its own email, and not by one that waits to be confirmed."""
        email = str(super().clean_email())
        self.users = list(User.objects.filter(email=email, is_active=True))
        return email


class _NewPasswordOnce:
    """One field for a new password: seeing what one types beats typing it twice."""

    fields: dict[str, forms.Field]

    def once(self) -> None:
        """Take the second field away and explain the first."""
        del self.fields["password2"]
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _PASSWORD_HINT


class ResetPasswordKeyForm(_NewPasswordOnce, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password behind the link."""

    closed: Closed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        self.once()

    def save(self) -> None:
        """Store the password and close the other ways in; `closed` says which there were."""
        password = make_password(self.cleaned_data["password1"])
        self.closed = finish_reset(user=self.user, password=password, at=timezone.now())


class ChangePasswordForm(_NewPasswordOnce, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        self.once()
        self.fields["oldpassword"].label = _("Current password")


class SetPasswordForm(_NewPasswordOnce, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password for somebody who had none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        self.once()


class AddEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]
    """A new email, which counts once its link was opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)

    def save(self, request: HttpRequest) -> EmailAddress:
        """Send a link to the new email.

        allauth would take away an email that was never confirmed before the new one is.
        """
        waiting = wait_for_email(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, waiting)
        return waiting
