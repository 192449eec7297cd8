"""Who works in a clinic: joining a team and leaving it."""

from __future__ import annotations

from datetime import datetime

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, Invitation, Membership, User


@write_transaction
def add_member(*, user: User, clinic: Clinic, role: str, at: datetime) -> Membership:
    """Let a person work in a clinic in one role; an existing membership stays as it is.

    Raises `ValidationError` for an unknown role.
    """
    held = Membership.objects.current().filter(user=user, clinic=clinic, role=role).first()
    if held is not None:
        return held
    membership = Membership(user=user, clinic=clinic, role=role, started_at=at)
    membership.full_clean()
    membership.save()
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return membership


@write_transaction
def end_membership(*, membership: Membership, at: datetime) -> Membership:
    """End a person's work in a clinic; a therapist's care and open invitations there end too."""
    if membership.ended_at is not None:
        return membership
    membership.ended_at = at
    membership.full_clean()
    membership.save(update_fields=["ended_at"])
    if membership.role == Membership.Role.THERAPIST:
        person, clinic = membership.user, membership.clinic
        CareRelationship.objects.current().filter(therapist=person, clinic=clinic).update(
            ended_at=at
        )
        Invitation.objects.open().filter(invited_by=person, clinic=clinic).update(revoked_at=at)
    _close_admin_when_nothing_is_left(membership.user)
    return membership


def _close_admin_when_nothing_is_left(user: User) -> None:
    if user.is_superuser or user.memberships.current().exists():
        return
    user.is_staff = False
    user.save(update_fields=["is_staff"])
