"""Locks that several services take, always in the same order: homework first, then its sessions."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.models import User
from accounts.rows import as_key
from routines.models import Assignment, ExerciseSession, Status

Locked = Mapping[UUID, Assignment]

_ACCOUNT = "SELECT 1 FROM accounts_user WHERE id = %s FOR NO KEY UPDATE"


def lock_account(user: User) -> None:
    """Lock the row of an account until the transaction ends (1 statement; SQLite: none).

    SQLite lets one transaction write at a time; whoever is in one has it to themselves.
    """
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(_ACCOUNT, [as_key(user.pk)])


def lock_homework(*sessions: ExerciseSession) -> Locked:
    """Lock and read all running homework of the sessions' one client, and that of the sessions.

    Two statements, in the order of the keys: a sign in one session may rest all of it, and who
    begins a session locks its homework first, too. With version, routine and client.
    """
    rows = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("routine", "client")
        # By a statement of its own, after the wait: a join would miss a version made meanwhile.
        .prefetch_related("version")
        .filter(
            Q(client=sessions[0].client_id) & ~Q(status=Status.ENDED)
            | Q(pk__in={one.assignment_id for one in sessions})
        )
        .order_by("pk")
    )
    return {one.pk: one for one in rows}


def lock_all_homework(client: User) -> Locked:
    """Lock and read all running homework of a client, in the order of the keys (2 statements)."""
    rows = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("routine", "client")
        # By a statement of its own, after the wait: a join would miss a version made meanwhile.
        .prefetch_related("version")
        .filter(client=client)
        .exclude(status=Status.ENDED)
        .order_by("pk")
    )
    return {one.pk: one for one in rows}
