"""Signs that a therapist has not looked at yet, and steps that wait for them: facts about one care.

Each is an expression to annotate with, so that a caseload costs no statement more.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from routines.domain.attention import Sign
from routines.domain.schedule import local_day
from routines.models import Decision, Direction, Feeling, PainReport, Proposal
from routines.queries.json_rows import JsonRows, moment_of


def unseen_signs(*, client: OuterRef, clinic: OuterRef, since: dt.date) -> JsonRows:
    """Return the reports that stopped a session since a day, without those looked at already."""
    looked_at = Proposal.objects.filter(
        session=OuterRef("session"),
        assignment=OuterRef("session__assignment"),
        direction=Direction.REST,
        # What arrived after somebody had looked was not looked at.
        decided_at__gte=OuterRef("received_at"),
    )
    rows = PainReport.objects.filter(
        ~Exists(looked_at),
        feeling__in=(Feeling.SPREADING, Feeling.WARNING),
        session__client=client,
        session__assignment__clinic=clinic,
        session__local_day__gte=since,
    ).order_by("-reported_at")
    return JsonRows(
        rows,
        day="session__local_day",
        feeling="feeling",
        exercise="prescription__exercise__name",
    )


def unseen_rests(*, client: OuterRef, clinic: OuterRef) -> JsonRows:
    """Return the homework that a rule lets rest until the therapist has looked."""
    rows = Proposal.objects.filter(
        assignment__client=client,
        assignment__clinic=clinic,
        assignment__status="paused",
        direction=Direction.REST,
        decision=Decision.APPLIED,
        decided_at__isnull=True,
    ).order_by("created_at")
    return JsonRows(rows, at="created_at", name="assignment__name")


def open_proposals(*, client: OuterRef, clinic: OuterRef) -> Coalesce:
    """Return how many proposals wait for the therapist."""
    rows = (
        Proposal.objects.open()
        .filter(assignment__client=client, assignment__clinic=clinic)
        .order_by()
        .values("assignment__client")
        .annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(rows.values("number"), output_field=IntegerField()), 0)


def signs_of(care: Any, *, today: dt.date) -> tuple[Sign, ...]:
    """Return the signs fetched with a care, none of a day that is still to come."""
    return tuple(
        Sign(
            day=min(dt.date.fromisoformat(row["day"]), today),
            is_warning=row["feeling"] == Feeling.WARNING,
            exercise=row["exercise"] or "",
        )
        for row in care.signs
    )


def rests_of(care: Any) -> tuple[tuple[dt.date, str], ...]:
    """Return since when which homework rests, by the client's own days."""
    return tuple(
        (local_day(moment_of(row["at"]), care.client.time_zone), row["name"]) for row in care.rests
    )
