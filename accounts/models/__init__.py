"""Rows about people: who they are, where they work, who looks after whom."""

from __future__ import annotations

from accounts.models.care import CareRelationship, Consent
from accounts.models.invitations import Invitation
from accounts.models.people import Client, Clinic, Membership, User
from accounts.models.push import PushSubscription
from accounts.models.tokens import AccessToken

__all__ = [
    "AccessToken",
    "CareRelationship",
    "Client",
    "Clinic",
    "Consent",
    "Invitation",
    "Membership",
    "PushSubscription",
    "User",
]
