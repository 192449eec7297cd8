"""Whom a client calls: the numbers of their clinic, else those of where they are."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Clinic, User
from routines.domain.contacts import Contacts, contacts_for
from routines.queries.care import care_of


def contacts_of(client: User, clinic: Clinic | None) -> Contacts:
    """Return whom a client calls: the clinic's numbers, else those of where the client is."""
    return contacts_for(_own(clinic) if clinic else Contacts(), time_zone=client.time_zone)


def without_a_number(clinics: Iterable[Clinic]) -> list[Clinic]:
    """Return those of the clinics whose clients read no number to call for help.

    None was typed in, and where the clinic is no one number holds everywhere.
    """
    return [
        one for one in clinics if not contacts_for(_own(one), time_zone=one.time_zone).emergency
    ]


def care_clinic(client: User) -> Clinic | None:
    """Return the clinic of the client's latest care, or None (1 statement)."""
    care = care_of(client)
    return care.clinic if care else None


def _own(clinic: Clinic) -> Contacts:
    return Contacts(
        emergency=clinic.emergency_number,
        urgent=clinic.urgent_line,
        crisis=clinic.crisis_line,
        department=clinic.emergency_department,
    )
