"""What clients did lately: performed sessions by day, pain, and mornings that were asked about.

For lists of many clients; what one client does today is in `today`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from accounts.rows import as_key, raw_key
from routines.models import ExerciseSession
from routines.queries.due import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What one client was asked for and did lately."""

    asked: tuple[Asked, ...] = ()
    performed: Mapping[UUID, Mapping[dt.date, int]] = field(default_factory=dict)
    pain: tuple[tuple[dt.date, int], ...] = ()
    # Days with homework, and whether the question of the morning after was answered.
    mornings: Mapping[dt.date, bool] = field(default_factory=dict)


def activities_in(
    homework: Iterable[Asked], sessions: QuerySet[ExerciseSession]
) -> dict[tuple[UUID, UUID | None], Activity]:
    """Return what each client did, from their homework and its sessions (1 statement).

    Keyed by client and clinic: what one clinic gave is not the other clinic's business.
    """
    given: dict[tuple[UUID, UUID | None], list[Asked]] = defaultdict(list)
    for one in homework:
        given[one.client_id, one.clinic_id].append(one)
    performed: dict[UUID, Counter[dt.date]] = defaultdict(Counter)
    pain: dict[tuple[UUID, UUID | None], list[tuple[dt.date, int]]] = defaultdict(list)
    mornings: dict[tuple[UUID, UUID | None], dict[dt.date, bool]] = defaultdict(dict)
    # Nothing can be logged for a day after the end, so each session's homework is known here.
    places = {
        as_key(one.assignment_id): (
            performed[one.assignment_id],
            pain[one.client_id, one.clinic_id],
            mornings[one.client_id, one.clinic_id],
        )
        for ones in given.values()
        for one in ones
    }
    for assignment, day, is_performed, pain_after, next_morning in sessions.order_by(
        "started_at"
    ).values_list(
        raw_key("assignment_id"), "local_day", "is_performed", "pain_after", "pain_next_day"
    ):
        if assignment not in places:
            continue
        counts, ratings, told = places[assignment]
        if is_performed:
            counts[day] += 1
            # One answer is about the whole day before, whatever was done on it.
            told[day] = told.get(day, False) or next_morning is not None
        if pain_after is not None:
            ratings.append((day, pain_after))
    return {
        key: Activity(
            asked=tuple(ones),
            performed={one.assignment_id: performed[one.assignment_id] for one in ones},
            pain=tuple(pain[key]),
            mornings=mornings[key],
        )
        for key, ones in given.items()
    }
