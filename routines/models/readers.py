"""Who may read rows about one client: the two rules that most rows of a check-in share."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def about_a_person(rows: Rows, user: User | AnonymousUser) -> Rows:
    """Keep one's own rows and those of the clients one treats now, in whatever clinic.

    For what belongs to no homework: whoever looks after a body has to see the whole of it.
    """
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.is_superuser:
        return rows
    return rows.filter(Q(client=user) | Q(client__in=user.care_given.in_force().values("client")))


def within_a_clinic(rows: Rows, user: User | AnonymousUser) -> Rows:
    """Keep one's own rows and those of the clients one treats now, in the clinic of that care."""
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.is_superuser:
        return rows
    treated = user.care_given.in_force().filter(
        client=OuterRef("client"), clinic=OuterRef("clinic")
    )
    return rows.filter(Q(client=user) | Exists(treated))
