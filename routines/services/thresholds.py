"""What a therapist wants to be told about one client; each change is kept."""

from __future__ import annotations

import datetime as dt

from accounts.database import write_transaction
from accounts.models import Clinic, User
from routines.models import Thresholds
from routines.services.assignments import NotInYourCareError

_FIELDS = ("pain_at_least", "pain_rise", "missed_days", "levels_down")


@write_transaction
def set_thresholds(
    *,
    client: User,
    clinic: Clinic,
    by: User,
    at: dt.datetime,
    pain_at_least: int | None = None,
    pain_rise: int = 2,
    missed_days: int = 3,
    levels_down: int = 1,
) -> Thresholds:
    """Keep new limits for a client in a clinic; the same ones once more change nothing.

    Pain is 0 to 10, levels those of the body map. Raises `NotInYourCareError`, and
    `ValidationError` for a limit out of range.
    """
    if not by.care_given.in_force().filter(client=client, clinic=clinic).exists():
        raise NotInYourCareError("This client is not in your care. Nothing was changed.")
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
    standing = Thresholds.objects.in_force().filter(client=client, clinic=clinic).first()
    new = Thresholds(
        client=client,
        clinic=clinic,
        pain_at_least=pain_at_least,
        pain_rise=pain_rise,
        missed_days=missed_days,
        levels_down=levels_down,
        changed_at=at,
        changed_by=by,
    )
    if standing and all(getattr(standing, one) == getattr(new, one) for one in _FIELDS):
        return standing
    if standing:
        standing.replaced_at = at
        standing.save(update_fields=["replaced_at"])
    new.full_clean()
    new.save()
    return new
