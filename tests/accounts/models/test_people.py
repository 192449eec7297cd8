"""People: names, e-mails and what the database refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User


@pytest.mark.parametrize(
    ("name", "first", "initials"),
    [
        ("Maya Ortiz", "Maya", "MO"),
        ("Ivan", "Ivan", "I"),
        ("Anna Maria von Berg", "Anna", "AB"),
        ("نور حداد", "نور", "نح"),
    ],
)
def test_a_name_gives_a_first_name_and_initials(name: str, first: str, initials: str) -> None:
    person = User(display_name=name)

    assert person.first_name == first
    assert person.initials == initials


@pytest.mark.django_db
def test_an_email_is_stored_in_lower_case_and_found_in_any() -> None:
    person = User.objects.create_user("Sam.Keller@Example.org", display_name="Sam")

    assert person.email == "sam.keller@example.org"
    assert User.objects.get_by_natural_key("SAM.KELLER@example.org") == person


@pytest.mark.django_db
def test_people_without_an_email_do_not_collide() -> None:
    User.objects.create_user(None, display_name="Sam")
    User.objects.create_user("", display_name="Kim")

    assert User.objects.filter(email__isnull=True).count() == 2


@pytest.mark.django_db
def test_the_database_refuses_an_email_in_upper_case() -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(display_name="Sam", email="Sam@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"time_zone": "Mars/Olympus"}, {"text_size": 90}, {"theme": "pink"}]
)
def test_a_preference_that_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        User.objects.create_user("sam@example.org", display_name="Sam", **fields)
