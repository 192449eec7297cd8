"""The private link to a client's calendar feed: made, made anew, closed."""

from __future__ import annotations

import datetime as dt

from accounts.database import write_transaction
from accounts.models import User
from accounts.secrets import hash_secret, new_secret
from routines.models import ReminderSettings


@write_transaction
def make_link(*, client: User, at: dt.datetime) -> str:
    """Return a new secret for the client's calendar, the only copy there is.

    A link that was made before stops working at once.
    """
    secret = new_secret()
    ReminderSettings.objects.update_or_create(
        client=client, defaults={"calendar_hash": hash_secret(secret), "calendar_made_at": at}
    )
    return secret


@write_transaction
def close_link(*, client: User) -> None:
    """Close the client's calendar link for the very next request; without one, nothing happens."""
    ReminderSettings.objects.filter(client=client).update(calendar_hash=None, calendar_made_at=None)
