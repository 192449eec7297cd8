"""Who looks after a client now, for the pages that say a name or a phone number."""

from __future__ import annotations

from accounts.models import CareRelationship, User


def care_of(client: User) -> CareRelationship | None:
    """Return the client's current care with its therapist and clinic, or None (1 statement).

    The latest one where several therapists share a client.
    """
    return (
        CareRelationship.objects.current()
        .filter(client=client)
        .select_related("therapist", "clinic")
        .order_by("started_at")
        .last()
    )
