"""Where letters about an account go. allauth keeps a list of its own beside the person's email."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts.database import write_transaction
from accounts.models import User


@write_transaction
def keep_only_this_email(*, user: User) -> None:
    """Forget former emails of a person, or whoever reads them could still ask for a way in."""
    known = EmailAddress.objects.filter(user=user)
    known.exclude(email=user.email or "").delete()
    if user.email and not known.update(primary=True):
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)


@write_transaction
def wait_for_email(*, user: User, email: str) -> EmailAddress:
    """Note the email a person wants instead of theirs, in place of one they wanted before.

    Theirs stays in force until the new one is confirmed, whether it was ever confirmed or not.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email or "").delete()
    return EmailAddress.objects.create(user=user, email=email.lower(), verified=False)
