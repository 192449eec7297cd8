"""Whom to call, wherever somebody is."""

from __future__ import annotations

import pytest

from routines.domain.contacts import Contacts, contacts_for


@pytest.mark.parametrize(
    ("zone", "number"),
    [
        ("Europe/Berlin", "112"),
        ("Europe/London", "999"),
        ("Europe/Moscow", "112"),
        ("America/Chicago", "911"),
        ("America/Toronto", "911"),
        ("Australia/Perth", "000"),
        ("Pacific/Auckland", "111"),
        ("America/Sao_Paulo", ""),
        ("Asia/Tokyo", ""),
        ("UTC", ""),
    ],
)
def test_the_number_is_the_regions_and_none_is_guessed(zone: str, number: str) -> None:
    assert contacts_for(Contacts(), time_zone=zone).emergency == number


def test_what_the_clinic_set_goes_first() -> None:
    own = Contacts(emergency="144")

    found = contacts_for(own, time_zone="Europe/London")

    assert (found.emergency, found.urgent) == ("144", "111")


def test_a_message_names_the_numbers_or_says_them_in_words() -> None:
    text = "Call {emergency_number} or {urgent_line}, or {crisis_line}."

    assert Contacts(emergency="112", urgent="116117", crisis="988").fill(text) == (
        "Call 112 or 116117, or 988."
    )
    assert Contacts().fill(text) == (
        "Call your local emergency number or your doctor, or a crisis line."
    )
