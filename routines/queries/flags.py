"""Flags as services and pages look for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts.models import CareRelationship, Clinic, User
from routines.domain.warning_signs import Urgency
from routines.models import CheckIn, Flag

MOST_WAITING = 50


def told_before(
    client: User, clinic: Clinic | None, *, urgency: Urgency, signs: Sequence[str]
) -> Flag | None:
    """Return the flag that says the same in this clinic and waits for somebody, or None.

    Saying it again while nobody has looked would only make the list longer (1 statement).
    """
    waiting = Flag.objects.open().unanswered().filter(client=client, clinic=clinic)
    told = waiting.filter(urgency=urgency.value).order_by("raised_at")
    return next((one for one in told if set(signs) <= set(one.signs)), None)


def flag_of(check_in: CheckIn) -> Flag | None:
    """Return the flag a check-in raised, or the one that had said the same before it, or None.

    The most urgent one, with its clinic (at most 2 statements).
    """
    if not check_in.urgency:
        return None
    same = Flag.objects.filter(client=check_in.client_id, urgency=check_in.urgency)
    rows = same.select_related("clinic")
    own = rows.filter(check_in=check_in).order_by("raised_at").first()
    if own is not None:
        return own
    signs = {one["sign"] for one in check_in.findings if one["urgency"] == check_in.urgency}
    earlier = rows.filter(received_at__lte=check_in.received_at).order_by("-received_at")
    return next((one for one in earlier if signs <= set(one.signs)), None)


def left_waiting(user: User) -> list[Flag]:
    """Return the flags nobody has looked at in time in the clinics a person runs (1 statement).

    The one that waits longest stands first. One's own is for somebody else to look at.
    """
    rows = Flag.objects.visible_to(user).unanswered().filter(escalated_at__isnull=False)
    if not user.is_superuser:
        rows = rows.filter(clinic__in=user.managed_clinics())
    rows = rows.exclude(client=user).select_related("client", "clinic")
    return list(rows.order_by("due_at", "raised_at")[:MOST_WAITING])


def standing_flags(clients: Iterable[User], *, viewer: User) -> dict[UUID, Flag]:
    """Return the flag of each client that stands in the way of giving them exercises (1 statement).

    By the client's key; of several the most urgent, and one that nobody has looked at before another.
    A note for the next visit stands in nobody's way, nor does what was cleared.
    """
    rows = (
        Flag.objects.visible_to(viewer)
        .open()
        .filter(client__in=[one.pk for one in clients])
        .exclude(urgency=Urgency.VISIT)
        .select_related("client")
    )
    found: dict[UUID, Flag] = {}
    for flag in sorted(rows, key=_weightiest_first):
        found.setdefault(flag.client_id, flag)
    return found


def treating(flag: Flag) -> list[User]:
    """Return who treats the client in the clinic of a flag (1 statement)."""
    care = CareRelationship.objects.in_force().filter(client=flag.client_id, clinic=flag.clinic_id)
    return [one.therapist for one in care.select_related("therapist").order_by("started_at")]


def _weightiest_first(flag: Flag) -> tuple[int, bool, dt.datetime]:
    return (-Urgency(flag.urgency).rank, flag.acknowledged_at is not None, flag.raised_at)
