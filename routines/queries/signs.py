"""Signs that a therapist has not looked at yet, and steps that wait for them: facts about one care.

Each is an expression to annotate with, so that a caseload costs no statement more.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.time_zones import zone_or_utc
from routines.domain.attention import Limits, RaisedFlag, Reach, Sign
from routines.domain.body import lane_of
from routines.domain.schedule import local_day
from routines.domain.warning_signs import Urgency
from routines.models import (
    CheckIn,
    Decision,
    Direction,
    Feeling,
    Flag,
    PainReport,
    Proposal,
    Thresholds,
)
from routines.queries.json_rows import JsonRows, as_list, moment_of

NOWHERE = "nowhere"


def unseen_signs(*, client: OuterRef, clinic: OuterRef, since: dt.date) -> JsonRows:
    """Return the reports that stopped a session since a day, without those looked at already.

    One that a flag tells of is not told twice.
    """
    told = Flag.objects.filter(
        Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=OuterRef("received_at")),
        client=OuterRef("session__client"),
        clinic=OuterRef("session__assignment__clinic"),
        report__isnull=False,
        received_at__lte=OuterRef("received_at"),
    )
    looked_at = Proposal.objects.filter(
        session=OuterRef("session"),
        assignment=OuterRef("session__assignment"),
        direction=Direction.REST,
        # What arrived after somebody had looked was not looked at.
        decided_at__gte=OuterRef("received_at"),
    )
    rows = PainReport.objects.filter(
        ~Exists(looked_at),
        ~(Q(feeling=Feeling.WARNING) & Exists(told)),
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


def open_flags(*, client: OuterRef, clinic: OuterRef) -> JsonRows:
    """Return the flags that nobody in this clinic has acknowledged."""
    rows = Flag.objects.unanswered().filter(client=client, clinic=clinic).order_by("raised_at")
    return JsonRows(rows, urgency="urgency", because="because", raised="raised_at", due="due_at")


def last_reach(*, client: OuterRef, since: dt.date) -> JsonRows:
    """Return where pain reached at the check-ins since a day."""
    rows = (
        CheckIn.objects.standing()
        .with_map()
        .filter(client=client, local_day__gte=since)
        .order_by("answered_at")
    )
    return JsonRows(
        rows, day="local_day", left="furthest_left", right="furthest_right", urgency="urgency"
    )


def last_told(*, client: OuterRef, since: dt.date) -> JsonRows:
    """Return the last pain told in a check-in since a day, one row at most."""
    rows = CheckIn.objects.standing().filter(
        client=client, pain__isnull=False, local_day__gte=since
    )
    return JsonRows(
        rows.order_by("-answered_at")[:1], day="local_day", pain="pain", at="answered_at"
    )


def limits_in_force(*, client: OuterRef, clinic: OuterRef) -> JsonRows:
    """Return what the therapist set as worth a look; none where the usual limits hold."""
    rows = Thresholds.objects.in_force().filter(client=client, clinic=clinic)
    return JsonRows(
        rows,
        pain_rise="pain_rise",
        missed_days="missed_days",
        levels_down="levels_down",
        pain_at_least="pain_at_least",
    )


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


def flags_of(care: Any) -> tuple[RaisedFlag, ...]:
    """Return the flags fetched with a care, in the client's own time."""
    zone = zone_or_utc(care.client.time_zone)
    return tuple(
        RaisedFlag(
            is_emergency=row["urgency"] == Urgency.NOW,
            because=str(next(iter(as_list(row["because"])), "")),
            raised=moment_of(row["raised"]).astimezone(zone),
            due=moment_of(row["due"]).astimezone(zone) if row["due"] else None,
            is_urgent=row["urgency"] != Urgency.VISIT,
        )
        for row in care.flags
    )


def reach_of(care: Any) -> tuple[Reach, ...]:
    """Return where pain reached, oldest first; no pain anywhere is as far up as the back."""
    found = []
    for row in care.reach:
        furthest = max(
            (one for one in (row["left"], row["right"]) if one is not None), default=None
        )
        found.append(
            Reach(
                day=dt.date.fromisoformat(row["day"]),
                level=furthest or 0,
                place=NOWHERE if furthest is None else lane_of(furthest),
                has_sign=bool(row["urgency"]),
            )
        )
    return tuple(found)


def told_of(care: Any, *, rated_at: dt.datetime | None) -> tuple[dt.date, int] | None:
    """Return the day and the pain told in a check-in after the last session that was rated, or None."""
    for row in care.told:
        if rated_at is None or moment_of(row["at"]) > rated_at:
            return dt.date.fromisoformat(row["day"]), row["pain"]
    return None


def limits_of(care: Any) -> Limits:
    """Return the limits of one client: the therapist's, else the usual ones."""
    return Limits(**care.limits[0]) if care.limits else Limits()


def rests_of(care: Any) -> tuple[tuple[dt.date, str], ...]:
    """Return since when which homework rests, by the client's own days."""
    return tuple(
        (local_day(moment_of(row["at"]), care.client.time_zone), row["name"]) for row in care.rests
    )
