"""What a browser sends after a passkey was made or used."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError

from accounts import passkeys

LONGEST_CREDENTIAL = 16_384


class CredentialField(forms.JSONField):
    """A browser's answer as JSON: an object of a sensible size, or nothing."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": passkeys.UNFINISHED}

    def to_python(self, value: Any) -> Any:
        """Return the parsed answer; what cannot be one is refused, however long or deep."""
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise ValidationError(passkeys.UNFINISHED, code="invalid")
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(passkeys.UNFINISHED, code="invalid") from None


class PasskeyForm(forms.Form):
    """A passkey that was just made, and what to call it."""

    credential = CredentialField()
    name = forms.CharField(required=False, max_length=60, empty_value="")


class SignInPasskeyForm(allauth_forms.LoginWebAuthnForm):  # type: ignore[misc]  # no types
    """Sign in with a passkey."""

    credential = CredentialField()


class ReauthenticatePasskeyForm(allauth_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey once more."""

    credential = CredentialField()
