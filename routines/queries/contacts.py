"""Whom a client calls: the numbers of their clinic, else those of where they are."""

from __future__ import annotations

from accounts.models import Clinic, User
from routines.domain.contacts import Contacts, contacts_for
from routines.queries.care import care_of


def contacts_of(client: User, clinic: Clinic | None) -> Contacts:
    """Return whom a client calls: the clinic's numbers, else those of where the client is."""
    return contacts_for(_own(clinic) if clinic else Contacts(), time_zone=client.time_zone)


def without_a_number(user: User) -> list[Clinic]:
    """Return the clinics a person runs whose clients read no number to call for help (1 statement).

    None was typed in, and where the clinic is no one number holds everywhere.
    """
    rows = user.managed_clinics().filter(emergency_number="").order_by("name")
    return [one for one in rows if not contacts_for(_own(one), time_zone=one.time_zone).emergency]


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
