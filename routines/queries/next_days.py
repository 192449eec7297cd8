"""The morning after: whether yesterday's homework is asked about, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from routines.domain.safety import traffic_light
from routines.domain.traffic_light import NextDay, next_day
from routines.models import ExerciseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """The client's own `day` after a day with homework.

    `pain` is this morning's answer (0 to 10), `change` its points more than `before` yesterday's
    first session; None where not known.
    """

    day: dt.date
    pain: int | None
    change: int | None
    before: int | None = None

    @property
    def verdict(self) -> NextDay | None:
        """How it settled, or None where there is nothing to compare with."""
        return next_day(self.change, light=traffic_light())

    @property
    def verdicts(self) -> str:
        """How each answer from 0 to 10 would be told, for a phone that cannot ask; "" if none is."""
        if self.before is None:
            return ""
        light = traffic_light()
        told = (next_day(pain - self.before, light=light) for pain in range(11))
        return " ".join(str(verdict) for verdict in told)

    @property
    def is_settled(self) -> bool:
        """Whether the pain is no higher than before."""
        return self.verdict is NextDay.SETTLED

    @property
    def is_same(self) -> bool:
        """Whether it is about the same."""
        return self.verdict is NextDay.SAME

    @property
    def is_not_settled(self) -> bool:
        """Whether it is higher than before."""
        return self.verdict is NextDay.NOT_SETTLED


def morning(*, client: User, day: dt.date) -> Morning | None:
    """Return what to ask or what was answered on the client's own `day` (1 statement).

    None where nothing was done on the day before, and never about an older day.
    """
    pains = (
        ExerciseSession.objects.performed()
        .filter(client=client, local_day=day - dt.timedelta(days=1))
        .order_by("started_at", "pk")
        .values_list("pain_before", "pain_next_day")
    )
    return morning_after(list(pains), day=day)


def morning_after(
    pains: Sequence[tuple[int | None, int | None]], *, day: dt.date
) -> Morning | None:
    """Return what to ask on `day`, given the pain of each session that counts on the day before.

    `pains` are pairs of the pain before and on the morning after (0 to 10, or None), oldest first.
    """
    if not pains:
        return None
    before = next((one for one, _ in pains if one is not None), None)
    # What was filled in after the answer is not asked about once more.
    pain = next((one for _, one in pains if one is not None), None)
    change = None if before is None or pain is None else pain - before
    return Morning(day=day, pain=pain, change=change, before=before)
