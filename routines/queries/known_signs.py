"""Signs recorded as known: each counts in the clinic that recorded it, and in no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef

from accounts.models import CareRelationship, User
from routines.models import KnownSign
from routines.queries.json_rows import JsonRows


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSigns:
    """The slugs that each clinic which treats the client now has recorded, by the clinic's key.

    Whom no clinic treats, `alone` holds what any has recorded before: nobody is there to be told.
    """

    by_clinic: Mapping[UUID, frozenset[str]]
    alone: frozenset[str] = frozenset()

    @property
    def everywhere(self) -> frozenset[str]:
        """What each of these clinics knows: only of that the client need not be asked or warned."""
        if not self.by_clinic:
            return self.alone
        return frozenset.intersection(*self.by_clinic.values())


def known_signs(client: User) -> KnownSigns:
    """Return what is known of a client, by clinic (1 statement, 2 where nobody treats them)."""
    standing = KnownSign.objects.standing().filter(client=client)
    care = CareRelationship.objects.in_force().filter(client=client)
    rows = care.annotate(known=JsonRows(standing.filter(clinic=OuterRef("clinic")), sign="sign"))
    by_clinic = {
        clinic: frozenset(row["sign"] for row in known)
        for clinic, known in rows.values_list("clinic", "known")
    }
    if by_clinic:
        return KnownSigns(by_clinic=by_clinic)
    return KnownSigns(by_clinic={}, alone=frozenset(standing.values_list("sign", flat=True)))
