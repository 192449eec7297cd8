"""Fitting a desk break that a client begins alone to which bends did them good and which did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.models import User
from routines.domain.directions import bends_of
from routines.queries.reactions import guard_of
from routines.services.versions import PrescribedExercise


def without_worse_bends(
    exercises: Sequence[PrescribedExercise], *, client: User, today: dt.date
) -> list[PrescribedExercise]:
    """Return the exercises of a break without bends after which the client's pattern got worse.

    What a precaution blocks is exchanged or left out elsewhere, see `sparing`.
    """
    allowed = {*guard_of(client, today=today).allowed_bends()}
    return [one for one in exercises if allowed.issuperset(bends_of(one.exercise.loads))]
