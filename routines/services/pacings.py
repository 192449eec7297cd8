"""How fast one client's homework may grow in a clinic, and whether anybody is there to see it."""

from __future__ import annotations

import datetime as dt

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, User
from routines.models import Assignment, Pacing
from routines.services.assignments import NotInYourCareError


@write_transaction
def allow_growth(
    *, client: User, clinic: Clinic, by: User, allowed: bool, at: dt.datetime
) -> Pacing:
    """Say whether small steps up are applied at once for this client in this clinic.

    What needs a therapist stays a proposal either way. Raises `NotInYourCareError`.
    """
    if not by.care_given.in_force().filter(client=client, clinic=clinic).exists():
        raise NotInYourCareError("You can only decide this for clients in your own care.")
    pacing, _ = Pacing.objects.update_or_create(
        client=client,
        clinic=clinic,
        defaults={"grows_by_itself": allowed, "changed_by": by, "changed_at": at},
    )
    return pacing


def may_grow(assignment: Assignment) -> bool:
    """Return whether anybody watches over a step up: a clinic's homework needs care in force."""
    if assignment.clinic_id is None:
        return True
    care = CareRelationship.objects.in_force()
    return care.filter(client=assignment.client_id, clinic=assignment.clinic_id).exists()


def grows_by_itself(assignment: Assignment) -> bool:
    """Return whether small steps are applied at once: alone, or where the therapist allowed it."""
    if assignment.is_self_started:
        return True
    return Pacing.objects.filter(
        client=assignment.client_id, clinic=assignment.clinic_id, grows_by_itself=True
    ).exists()
