"""Whom a client calls."""

from __future__ import annotations

import pytest

from routines.queries.contacts import care_clinic, contacts_of
from tests.factories import make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


def test_the_clinics_numbers_go_before_those_of_the_region() -> None:
    clinic = make_clinic(
        emergency_number="144",
        urgent_line="1450",
        emergency_department="Riverside Hospital, 2 Mill Lane",
    )
    ivan = make_client(therapist=make_therapist(clinic=clinic), time_zone="Europe/London")

    found = contacts_of(ivan, care_clinic(ivan))

    assert (found.emergency, found.urgent, found.crisis) == ("144", "1450", "116 123")
    assert found.department == "Riverside Hospital, 2 Mill Lane"


def test_whoever_nobody_treats_has_the_numbers_of_the_region() -> None:
    sam = make_client(time_zone="Europe/Berlin")

    assert care_clinic(sam) is None
    assert contacts_of(sam, None).emergency == "112"
    assert contacts_of(sam, None).department == ""
