"""Inviting a client and joining from the invitation. Secrets leave here once, unstored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from allauth.account.models import EmailAddress
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, Consent, Invitation, User
from accounts.secrets import code_hashes, hash_code, hash_secret, new_code, new_secret
from accounts.services.care import begin_care

INVITATION_LIFETIME = timedelta(days=7)
# Raise it when the words of "Who sees what" change their meaning.
SHARING_CONSENT_VERSION = "1"


class InvitationError(Exception):
    """An invitation cannot be used; `sentence` says why in words fit to be shown."""

    sentence = _("This invitation cannot be used. Ask your therapist for a new one.")


class UnknownInvitationError(InvitationError):
    """No invitation has this secret or code."""

    sentence = _(
        "We do not know this invitation. Check that the whole link was copied, or ask your"
        " therapist for a new one."
    )


class ExpiredInvitationError(InvitationError):
    """The seven days are over."""

    sentence = _(
        "This invitation is more than 7 days old. Ask your therapist for a new one;"
        " your exercises are still there."
    )


class UsedInvitationError(InvitationError):
    """Somebody joined with it already."""

    sentence = _(
        "This invitation was used already. If it was you, sign in. If not, tell your therapist."
    )


class RevokedInvitationError(InvitationError):
    """It was taken back, or the care it stands for has ended."""

    sentence = _(
        "This invitation was replaced or taken back. Use the newest one, or ask your therapist."
    )


class NotForYouError(InvitationError):
    """The signed-in person cannot become this therapist's client."""

    sentence = _("This is your own invitation. Give the link to your client.")


class AlreadyJoinedError(InvitationError):
    """The client has an account, so there is nothing left to invite to."""

    sentence = _("This client has joined already.")


class EmailTakenError(InvitationError):
    """Another account uses the e-mail."""

    sentence = _(
        "We cannot use this email for a new account. If it is yours, go back and choose"
        " “I already have an account”."
    )


class NoWayInError(InvitationError):
    """The new account could never be entered again."""

    sentence = _("Use your phone's lock, or give your email and choose a password.")


class NewInvitation(NamedTuple):
    """A stored invitation and the only copies of its secret and code."""

    invitation: Invitation
    secret: str
    code: str


class Adopt(Protocol):
    """Moves what else belongs to a client to the account they already had."""

    def __call__(self, *, placeholder: User, account: User) -> None: ...


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who has joined; `placeholder` is the row an existing account took over from."""

    client: User
    placeholder: User | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person brings who had no account: any of a password and a passkey."""

    email: str = ""
    password: str = ""
    passkey: Mapping[str, Any] | None = None
    time_zone: str = ""
    language: str = ""


@write_transaction
def invite_client(
    *, therapist: User, clinic: Clinic, display_name: str, email: str = "", at: datetime
) -> NewInvitation:
    """Create a client who has not joined yet, in this therapist's care, and invite them.

    Raises `NotTreatingHereError` and `ValidationError`.
    """
    client = User(
        display_name=display_name.strip(),
        time_zone=clinic.time_zone,
        language=therapist.language,
        # The figures look as the therapist chose until the client chooses.
        figure_build=therapist.figure_build,
        figure_tone=therapist.figure_tone,
        created_at=at,
    )
    client.set_unusable_password()
    client.full_clean()
    client.save()
    begin_care(therapist=therapist, client=client, clinic=clinic, at=at)
    return _invite(client=client, clinic=clinic, by=therapist, email=email, at=at)


@write_transaction
def renew_invitation(*, invitation: Invitation, at: datetime) -> NewInvitation:
    """Replace an invitation by a fresh one for the same client; the old one stops working.

    Raises `AlreadyJoinedError`, and `RevokedInvitationError` when the care has ended.
    """
    if invitation.client.joined_at is not None:
        raise AlreadyJoinedError
    if not _care_runs(invitation):
        raise RevokedInvitationError
    Invitation.objects.open().filter(client=invitation.client).update(revoked_at=at)
    return _invite(
        client=invitation.client,
        clinic=invitation.clinic,
        by=invitation.invited_by,
        email=invitation.email,
        at=at,
    )


@write_transaction
def revoke_invitation(*, invitation: Invitation, at: datetime) -> Invitation:
    """Take an unused invitation back; a used one stays as it is."""
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=at)
    invitation.refresh_from_db()
    return invitation


def preview(*, secret: str = "", code: str = "", at: datetime) -> Invitation:
    """Return the invitation behind a secret or a code, changing nothing.

    Raises `UnknownInvitationError`, `ExpiredInvitationError`, `UsedInvitationError` or
    `RevokedInvitationError`.
    """
    found = Invitation.objects.select_related("client", "clinic", "invited_by")
    if secret:
        invitation = found.filter(secret_hash=hash_secret(secret)).first()
    else:
        # A code may come around again after years: the newest holder is meant.
        same = found.filter(code_hash__in=code_hashes(code)).order_by("-created_at")
        invitation = same.first() if code else None
    if invitation is None:
        raise UnknownInvitationError
    require_usable(invitation, at=at)
    return invitation


def require_usable(invitation: Invitation, *, at: datetime) -> None:
    """Raise the `InvitationError` that keeps this invitation from being accepted, if any."""
    if invitation.accepted_at is not None:
        raise UsedInvitationError
    if invitation.revoked_at is not None:
        raise RevokedInvitationError
    if invitation.expires_at <= at:
        raise ExpiredInvitationError
    if not _care_runs(invitation):
        raise RevokedInvitationError


def accept_invitation(
    *,
    invitation: Invitation,
    who: User | NewAccount,
    at: datetime,
    consent_version: str = SHARING_CONSENT_VERSION,
    adopt: Adopt | None = None,
) -> Acceptance:
    """Let the client in, once: with a new account, or with one they have already.

    `invitation` comes from `preview`, which proved that the person holds its secret. For an
    existing account, care moves over to it and `adopt` is called in the
    same transaction to move what else belongs to the client. Raises the errors of `preview`,
    `NotForYouError`, `NoWayInError`, `EmailTakenError` and `ValidationError`, and then changes
    nothing.
    """
    if isinstance(who, NewAccount) and who.passkey is None and not who.email.strip():
        raise NoWayInError
    # Hashing takes about 0.1 s and must not hold up other writers.
    password = "" if isinstance(who, User) else make_password(who.password or None)
    with write_transaction():
        _claim(invitation, at=at)
        if isinstance(who, User):
            acceptance = _join_with_account(invitation, account=who, at=at, adopt=adopt)
        else:
            acceptance = _join_anew(invitation, who=who, password=password, at=at)
        Consent.objects.create(
            user=acceptance.client,
            kind=Consent.Kind.SHARING,
            version=consent_version,
            agreed_at=at,
        )
    return acceptance


def _claim(invitation: Invitation, *, at: datetime) -> None:
    """Mark the invitation used; of several at once only one gets past the condition."""
    claimed = Invitation.objects.live(at).filter(pk=invitation.pk).update(accepted_at=at)
    if not claimed:
        invitation.refresh_from_db()
        require_usable(invitation, at=at)
        raise UsedInvitationError
    if not _care_runs(invitation):
        raise RevokedInvitationError
    invitation.accepted_at = at


def _join_anew(
    invitation: Invitation, *, who: NewAccount, password: str, at: datetime
) -> Acceptance:
    client = User.objects.get(pk=invitation.client_id)
    if client.joined_at is not None:
        raise UsedInvitationError
    email = who.email.strip().lower()
    if email and User.objects.filter(email=email).exists():
        raise EmailTakenError
    client.email = email or None
    client.password = password
    client.time_zone = who.time_zone or client.time_zone
    client.language = who.language or client.language
    client.joined_at = at
    # Whether the email is free is the database's to say: it may be taken between this and the write.
    client.full_clean(validate_unique=False)
    try:
        with write_transaction():
            client.save()
            if email:
                EmailAddress.objects.create(user=client, email=email, primary=True, verified=False)
    except IntegrityError as error:
        # Somebody took the email between our look and our write.
        raise EmailTakenError from error
    if who.passkey is not None:
        WebAuthn.add(client, str(_("This phone")), dict(who.passkey))
    return Acceptance(client=client, placeholder=None)


def _join_with_account(
    invitation: Invitation,
    *,
    account: User,
    at: datetime,
    adopt: Adopt | None,
) -> Acceptance:
    placeholder = User.objects.get(pk=invitation.client_id)
    running = CareRelationship.objects.current().filter(client=placeholder)
    # A colleague may become a client; whoever treats this very client may not.
    if account.pk == invitation.invited_by_id or running.filter(therapist=account).exists():
        raise NotForYouError
    if placeholder.pk == account.pk:
        return Acceptance(client=account, placeholder=None)
    # Care of somebody who has left the clinic moves nowhere.
    for relationship in running.in_force().select_related("therapist", "clinic"):
        begin_care(
            therapist=relationship.therapist,
            client=account,
            clinic=relationship.clinic,
            at=at,
        )
    running.update(ended_at=at)
    if placeholder.phone and not account.phone:
        account.phone = placeholder.phone
        account.save(update_fields=["phone"])
    if adopt is not None:
        adopt(placeholder=placeholder, account=account)
    # Kept, because rows may still name it; it can neither sign in nor is it in anybody's care.
    placeholder.is_active = False
    placeholder.save(update_fields=["is_active"])
    return Acceptance(client=account, placeholder=placeholder)


def _invite(*, client: User, clinic: Clinic, by: User, email: str, at: datetime) -> NewInvitation:
    secret, code = new_secret(), _unused_code()
    invitation = Invitation(
        clinic=clinic,
        client=client,
        invited_by=by,
        email=email.strip().lower(),
        secret_hash=hash_secret(secret),
        code_hash=hash_code(code),
        created_at=at,
        expires_at=at + INVITATION_LIFETIME,
    )
    invitation.full_clean()
    invitation.save()
    return NewInvitation(invitation, secret, code)


def _unused_code() -> str:
    while True:
        code = new_code()
        if not Invitation.objects.open().filter(code_hash__in=code_hashes(code)).exists():
            return code


def _care_runs(invitation: Invitation) -> bool:
    running = CareRelationship.objects.in_force().filter(
        therapist=invitation.invited_by_id,
        client=invitation.client_id,
        clinic=invitation.clinic_id,
    )
    return bool(running.exists())
