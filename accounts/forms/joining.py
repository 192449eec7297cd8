"""What a client types while joining: a code from paper, and how they want to sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import passkeys
from accounts.forms.passkeys import CredentialField
from accounts.models import User
from accounts.secrets import CODE_ALPHABET, CODE_LENGTH, tidy_code
from accounts.services.invitations import NewAccount
from accounts.time_zones import known_zones

UNKNOWN_CODE = _(
    "We do not know this code. Check the last letter: U and V, M and N are easy to mix up."
)

TOO_MANY_CODES = _(
    "There were many wrong codes in a short time, so we pause here. Open the link of your"
    " invitation instead, or try again later."
)


class CodeForm(forms.Form):
    """The six letters under the square on the handout."""

    code = forms.CharField(
        label=_("Or type the code"),
        max_length=20,
        error_messages={
            "required": _("Type the six letters and digits from your handout."),
            "max_length": UNKNOWN_CODE,
        },
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "one-time-code",
                "autocorrect": "off",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        """Return the code as it was printed; refuse what cannot be one without asking anybody."""
        code = tidy_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise ValidationError(_("A code has six letters and digits. Check it once more."))
        if not set(code) <= set(CODE_ALPHABET):
            raise ValidationError(UNKNOWN_CODE)
        return code


class DetectedZoneField(forms.CharField):
    """The time zone a browser says it is in; anything odd counts as not known."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=200)

    def clean(self, value: Any) -> str:
        """Return a zone of the database or an empty string; never an error."""
        name = str(value or "").strip()
        return name if name in known_zones() else ""


class JoinForm(forms.Form):
    """How the client will sign in: with the phone's lock, or with an email and a password."""

    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("Only for signing in. With your phone's lock you can leave it out."),
        error_messages={"invalid": _("This does not look like an email. It needs an @ and a dot.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 letters. A short sentence is easy to remember."),
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    credential = CredentialField(required=False)
    time_zone = DetectedZoneField()

    def __init__(self, *args: Any, client: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        # Whoever comes with a passkey needs no password; JavaScript has taken the field away.
        self.fields["password"].required = self.data.get("credential", "") in {"", "null"}

    def clean_email(self) -> str:
        """Return the email in lower case, as it is stored."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Require one way in that works by itself."""
        cleaned = super().clean() or self.cleaned_data
        if "credential" in self.errors:
            return cleaned
        # What was understood counts, not what was sent: "{}" and "null" are no passkeys.
        if not cleaned["credential"]:
            if cleaned.get("email") == "":
                self.add_error(
                    "email", _("You sign in with your email and password. Add your email.")
                )
            if cleaned.get("password") == "":
                self.add_error("password", _("Choose a password."))
        elif not self.errors:
            cleaned["credential"] = passkeys.finish(cleaned["credential"])
        return cleaned

    def clean_password(self) -> str:
        """Refuse a password that is short, common or much like the person's own name."""
        password = str(self.cleaned_data["password"])
        if password:
            email = self.cleaned_data.get("email") or ""
            person = User(email=email, display_name=self.client.display_name)
            validate_password(password, user=person)
        return password

    def account(self) -> NewAccount:
        """Return the valid form as the service takes it."""
        data = self.cleaned_data
        return NewAccount(
            email=data["email"],
            password="" if data["credential"] else data["password"],
            passkey=data["credential"] or None,
            time_zone=data["time_zone"],
            language=get_language() or "",
        )
