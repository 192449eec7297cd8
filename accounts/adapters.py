"""Where allauth asks us: who may sign up, what a new person looks like, how errors sound."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.hashers import TooManyHashesError
from accounts.lifetimes import limit_session
from accounts.models import User
from accounts.services.ways_in import change_password


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by our rules; see docs/decisions/0020 and 0022."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask your clinic if that is a mistake."),
        "email_password_mismatch": _(
            "This email and password do not go together. Check both, or get a code by email."
        ),
        "email_taken": _("We cannot use this email for a new account. Is it yours? Then sign in."),
        "enter_current_password": _("This is not your password as it is now."),
        "incorrect_code": _("That is not the code. Check each letter, or ask for a new one."),
        "incorrect_password": _("That is not your password. Try again."),
        "invalid_or_expired_key": _("This link is too old or was used. Ask for a new one."),
        "invalid_password_reset": _("This link is too old or was used. Ask for a new one."),
        "too_many_login_attempts": _("There were many tries in a short time. Wait five minutes."),
        "rate_limited": _("There were many tries in a short time. Wait five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether people without a therapist may make an account here."""
        return bool(getattr(settings, "SELF_SIGN_UP", True))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Store a desk worker who signed up alone: a client without a clinic."""
        user.display_name = form.cleaned_data["display_name"]
        user.time_zone = form.cleaned_data["time_zone"] or user.time_zone
        user.joined_at = timezone.now()
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def set_password(self, user: User, password: str) -> None:
        """Store a new password, unless the account was closed to this session meanwhile."""
        change_password(user=user, password=make_password(password))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; a try that never came to it does not count as a wrong one."""
        try:
            user: User | None = super().authenticate(request, **credentials)
        except TooManyHashesError:
            self._rollback_login_failed_rl_usage()
            raise
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in, staff for a workday."""
        super().login(request, user)
        limit_session(request, user)

    def get_login_stages(self) -> list[str]:
        """Return allauth's steps of signing in, without a passkey as a second factor.

        A passkey is a way in of its own here. As a second factor it would lock a client out who
        lost the phone and still has the password.
        """
        second_factor = "allauth.mfa.stages.AuthenticateStage"
        return [stage for stage in super().get_login_stages() if stage != second_factor]


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How passkeys are named."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site as the phone shows it: our name, this host's passkeys."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Carryover"}
