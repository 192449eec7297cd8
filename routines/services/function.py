"""Keeping what a client wants to do again: the list in their own words (PSFS, Stratford 1995)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.function import Activity as Named
from routines.domain.function import check_activities
from routines.models import Activity


@write_transaction
def set_activities(*, client: User, names: Sequence[str], at: dt.datetime) -> list[Activity]:
    """Keep the client's 3 to 5 activities, in order; return those that stand now.

    One that stays keeps its ratings; one that is left out ends, and its ratings are kept.

    Raises `FunctionError` with what to change.
    """
    wanted = [name.strip() for name in names if name.strip()]
    check_activities([Named(name=name, score=None) for name in wanted])
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
    standing = {
        one.name.casefold(): one for one in Activity.objects.current().filter(client=client)
    }
    kept = {name.casefold() for name in wanted} & set(standing)
    Activity.objects.current().filter(client=client).exclude(
        pk__in=[standing[name].pk for name in kept]
    ).update(ended_at=at)
    # Two may change places: out of the way first, for a place is taken only once.
    moving = [standing[name] for name in kept]
    for one in moving:
        one.ended_at = at
        one.save(update_fields=["ended_at"])
    found = []
    for position, name in enumerate(wanted, start=1):
        activity = standing.get(name.casefold()) or Activity(client=client, created_at=at)
        activity.name, activity.position, activity.ended_at = name, position, None
        activity.full_clean()
        activity.save()
        found.append(activity)
    return found
