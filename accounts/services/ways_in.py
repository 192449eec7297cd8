"""Closing the ways into an account that may be somebody else's, once its owner has come.

Why, and what stays: docs/decisions/0026-the-first-proof-of-an-email.md and
0027-a-reset-closes-every-way-in.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import PermissionDenied
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.database import write_transaction
from accounts.models import User
from accounts.services.emails import keep_only_this_email
from accounts.services.push_subscriptions import forget_all


class SignedOutMeanwhileError(PermissionDenied):
    """The password changed, or the owner closed the account to others, since this request began."""


class OtherEmailError(Exception):
    """The account has another email by now, so the old one's mailbox proves nothing."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What was closed, for telling the person. Sessions end with every closing.

    `is_first_proof` is whether the email was shown to be theirs only now.
    """

    passkeys: int
    tokens: int
    password: bool
    is_first_proof: bool

    @property
    def said(self) -> str:
        """What was closed and what to do about it, as one or two sentences."""
        parts = []
        if self.passkeys:
            parts.append(
                ngettext("%(number)d passkey", "%(number)d passkeys", self.passkeys)
                % {"number": self.passkeys}
            )
        if self.tokens:
            parts.append(
                ngettext("%(number)d API token", "%(number)d API tokens", self.tokens)
                % {"number": self.tokens}
            )
        if self.password:
            parts.append(_("the old password"))
        if not parts:
            return _("To be safe, we signed out all other devices.")
        return _(
            "To be safe, we signed out all other devices and removed %(parts)s."
            " You can make new ones in Settings. What you logged is kept."
        ) % {"parts": get_text_list(parts, _("and"))}


@write_transaction
def prove_email(*, user: User, email: str, at: datetime) -> Closed | None:
    """Note that this person reads the account's mailbox; return what that closed.

    None when it was known before, which closes nothing. The first proof closes everything that
    was made before it: passkeys, API tokens, the password and with it all sessions, and emails
    that still wait to be confirmed. `user` itself can be signed in afterwards. Raises
    `OtherEmailError` when `email` is not the account's any more.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if held.email != email.lower():
        raise OtherEmailError
    if _is_proved(held):
        return None
    closed = _close(held, at=at, password=held.has_usable_password())
    # Also where there was none: a new mark for "no password" ends the sessions.
    held.set_unusable_password()
    held.save(update_fields=["password"])
    user.password = held.password
    return closed


@write_transaction
def finish_reset(*, user: User, password: str, at: datetime) -> Closed:
    """Store the hash of a password that was chosen from a link in the mailbox, and close the rest.

    `user` is the person as the link was checked against. Raises `SignedOutMeanwhileError` when
    another password was chosen since.
    """
    require_unchanged(user)
    user.password = password
    user.save(update_fields=["password"])
    return _close(user, at=at)


@write_transaction
def change_password(*, user: User, password: str) -> None:
    """Store the hash of a new password. Raises `SignedOutMeanwhileError`.

    It ends every session, so nobody is reminded on any device until they sign in there again.
    """
    require_unchanged(user)
    user.password = password
    user.save(update_fields=["password"])
    forget_all(user=user)


@write_transaction
def add_passkey(*, user: User, name: str, credential: Mapping[str, Any]) -> None:
    """Keep a passkey that was checked already. Raises `SignedOutMeanwhileError`."""
    require_unchanged(user)
    WebAuthn.add(user, name, dict(credential))


def require_unchanged(user: User) -> None:
    """Hold the person's row; raise `SignedOutMeanwhileError` where password or email are others.

    For use inside the transaction that makes a way in. Without it a request that was let in just
    before a closing would leave a way in just after it.
    """
    rows = User.objects.select_for_update(no_key=True).filter(
        pk=user.pk, password=user.password, email=user.email
    )
    if rows.first() is None:
        raise SignedOutMeanwhileError


def _is_proved(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def _close(user: User, *, at: datetime, password: bool = False) -> Closed:
    is_first_proof = not _is_proved(user)
    passkeys, _rows = Authenticator.objects.filter(user=user).delete()
    tokens = user.access_tokens.live(at).update(revoked_at=at)
    # Others may wait to have this email too, and this account for another one. A link that was
    # sent to them leads nowhere once its row is gone.
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    keep_only_this_email(user=user)
    forget_all(user=user)
    EmailAddress.objects.filter(user=user).update(verified=True)
    return Closed(
        passkeys=passkeys, tokens=tokens, password=password, is_first_proof=is_first_proof
    )
