"""Whom a client calls: the numbers of their clinic, else those of where they are."""

from __future__ import annotations

from accounts.models import Clinic, User
from routines.domain.contacts import Contacts, contacts_for
from routines.queries.care import care_of


def contacts_of(client: User, clinic: Clinic | None) -> Contacts:
    """Return whom a client calls: the clinic's numbers, else those of where the client is."""
    own = Contacts()
    if clinic is not None:
        own = Contacts(
            emergency=clinic.emergency_number,
            urgent=clinic.urgent_line,
            crisis=clinic.crisis_line,
            department=clinic.emergency_department,
        )
    return contacts_for(own, time_zone=client.time_zone)


def care_clinic(client: User) -> Clinic | None:
    """Return the clinic of the client's latest care, or None (1 statement)."""
    care = care_of(client)
    return care.clinic if care else None
