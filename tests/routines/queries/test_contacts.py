"""Whom a client calls."""

from __future__ import annotations

import pytest

from routines.queries.contacts import care_clinic, contacts_of, without_a_number
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


@pytest.mark.parametrize(
    ("number", "time_zone", "is_known"),
    [("", "Asia/Tokyo", False), ("119", "Asia/Tokyo", True), ("", "Europe/Berlin", True)],
)
def test_a_clinic_of_which_no_number_for_help_is_known_is_found(
    number: str, time_zone: str, is_known: bool
) -> None:
    clinic = make_clinic(emergency_number=number, time_zone=time_zone)

    assert without_a_number([clinic]) == ([] if is_known else [clinic])
