"""Who may look at whom, said once. Rows are guarded by `visible_to` on each model."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Membership, User


def is_therapist(user: User | AnonymousUser) -> bool:
    """Tell whether the person treats people in some clinic today (one query)."""
    return _holds(user, Membership.Role.THERAPIST)


def is_manager(user: User | AnonymousUser) -> bool:
    """Tell whether the person runs some clinic today (one query)."""
    return _holds(user, Membership.Role.MANAGER)


def clients_of(user: User | AnonymousUser) -> QuerySet[User]:
    """Return the people this therapist treats now, lazily, fit to be used as a subquery.

    Nobody for a stranger, for a therapist who left the clinic, and for managers.
    """
    if not isinstance(user, User):
        return User.objects.none()
    return User.objects.in_care_of(user)


def _holds(user: User | AnonymousUser, role: Membership.Role) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.memberships.current().filter(role=role).exists()
