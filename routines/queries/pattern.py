"""Where pain reached, check-in by check-in: the chart of Progress, and what changed in function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from routines.domain.body import BodyMap, read_map
from routines.domain.centralization import PatternLanes, lanes
from routines.domain.function import Activity as Rated
from routines.domain.function import FunctionChange, function_change
from routines.models import Activity, CheckIn, FunctionRating

# More check-ins than this in one chart would be a smear.
MOST_POINTS = 60
LAST_CHECK_INS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One check-in in a list: when, and where it reached."""

    key: UUID
    kind: str
    day: dt.date
    body_map: BodyMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The pain pattern between two days, with the last check-ins that may be changed."""

    since: dt.date
    until: dt.date
    lanes: PatternLanes
    last: tuple[Told, ...]

    @property
    def has_points(self) -> bool:
        """Whether anything was ever marked in these days."""
        return bool(self.lanes.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityNow:
    """An activity with its first and its last rating, 0 to 10, where there is one."""

    activity: Activity
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """What a client wants to do again, and how it changed since the first ratings."""

    activities: tuple[ActivityNow, ...]
    change: FunctionChange | None


def pattern(client: User, *, since: dt.date, until: dt.date) -> Pattern:
    """Return where pain reached between two days of the client (1 statement)."""
    rows = list(
        CheckIn.objects.standing()
        .with_map()
        .filter(client=client, local_day__range=(since, until))
        .order_by("-answered_at")
        .values_list("pk", "kind", "local_day", "marks")[:MOST_POINTS]
    )
    told = [
        Told(key=key, kind=kind, day=day, body_map=read_map(marks))
        for key, kind, day, marks in rows
    ]
    return Pattern(
        since=min((one.day for one in told), default=since),
        until=until,
        lanes=lanes([(one.day, one.body_map) for one in reversed(told)]),
        last=tuple(told[:LAST_CHECK_INS]),
    )


def function(client: User) -> Function:
    """Return the client's activities with their first and last ratings (2 statements)."""
    activities = list(Activity.objects.current().filter(client=client).order_by("position"))
    ratings: dict[UUID, list[int]] = {one.pk: [] for one in activities}
    if activities:
        rows = (
            FunctionRating.objects.filter(activity__in=activities)
            .order_by("check_in__answered_at")
            .values_list("activity_id", "rating")
        )
        for activity, rating in rows:
            ratings[activity].append(rating)
    now = tuple(
        ActivityNow(
            activity=one,
            first=ratings[one.pk][0] if ratings[one.pk] else None,
            last=ratings[one.pk][-1] if ratings[one.pk] else None,
        )
        for one in activities
    )
    return Function(activities=now, change=_change(now))


def _change(activities: Sequence[ActivityNow]) -> FunctionChange | None:
    rated = [one for one in activities if one.first is not None]
    if not rated:
        return None
    return function_change(
        [Rated(name=one.activity.name, score=one.first) for one in rated],
        [Rated(name=one.activity.name, score=one.last) for one in rated],
    )
