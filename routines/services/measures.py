"""Scores of licensed measures, typed in by a therapist as numbers; no wording of theirs is kept."""

from __future__ import annotations

import datetime as dt

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.function import MEASURES, FunctionError
from routines.models import MeasureScore
from routines.services.assignments import NotInYourCareError


@write_transaction
def record_score(
    *, client: User, measure: str, score: int, on: dt.date, by: User, at: dt.datetime
) -> MeasureScore:
    """Keep a score of a day; typed in again for the same day, the later one stands.

    Raises `NotInYourCareError`, and `FunctionError` for an unknown measure, a score out of its
    range, or a day that has not come yet.
    """
    if not by.care_given.in_force().filter(client=client).exists():
        raise NotInYourCareError("This client is not in your care. Nothing was changed.")
    known = MEASURES.get(measure)
    if known is None:
        raise FunctionError("Choose one of the measures.")
    known.check(score)
    if on > at.date() + dt.timedelta(days=1):
        raise FunctionError("That day has not come yet. Check the date.")
    found, _ = MeasureScore.objects.update_or_create(
        client=client,
        measure=measure,
        measured_on=on,
        defaults={"score": score, "entered_at": at, "entered_by": by},
    )
    return found
