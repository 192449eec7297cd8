"""Bearer tokens: made once, shown once, looked up by hash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.database import write_transaction
from accounts.models import AccessToken, User
from accounts.secrets import hash_secret, new_secret
from accounts.services.ways_in import require_unchanged

PREFIX = "carryover_"
# Fine enough for "last used", and no write on each call.
USE_IS_NOTED_EVERY = timedelta(minutes=10)


class NewToken(NamedTuple):
    """A stored token and the only copy of its text."""

    token: AccessToken
    plain: str


@write_transaction
def create_token(*, user: User, name: str, at: datetime, days: int | None) -> NewToken:
    """Make a token that lives for so many days, or until revoked when `days` is None.

    Raises `ValidationError` for an empty name or fewer days than one, and
    `SignedOutMeanwhileError`.
    """
    require_unchanged(user)
    plain = PREFIX + new_secret()
    token = AccessToken(
        user=user,
        name=name,
        token_hash=hash_secret(plain),
        created_at=at,
        expires_at=None if days is None else at + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    return NewToken(token, plain)


@write_transaction
def revoke_token(*, token: AccessToken, at: datetime) -> AccessToken:
    """Close a token for the very next request; a closed one stays closed."""
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
    return token


def use_token(*, plain: str, at: datetime) -> AccessToken | None:
    """Return the live token of this text with its person, noting its use; else None."""
    if not plain.startswith(PREFIX):
        return None
    live = AccessToken.objects.live(at).select_related("user")
    token = live.filter(token_hash=hash_secret(plain)).first()
    if token is None:
        return None
    if token.last_used_at is None or token.last_used_at <= at - USE_IS_NOTED_EVERY:
        token.last_used_at = at
        with write_transaction():
            token.save(update_fields=["last_used_at"])
    return token
