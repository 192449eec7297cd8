"""When to stop and get help: for everybody, signed in or not."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


def shown(client: Client) -> str:
    response = client.get("/help/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_anybody_reads_it_without_an_account_or_a_database(
    client: Client, count_statements: CountStatements
) -> None:
    with count_statements() as statements:
        page = shown(client)

    assert statements == []
    assert "your local emergency number" in page
    assert "between your legs" in page
    assert "not a diagnosis" in page
    assert "tabbar" not in page


def test_the_clinic_can_be_called(client: Client) -> None:
    clinic = make_clinic(phone="+44 (0)20 7946-0018")
    client.force_login(make_client(therapist=make_therapist(clinic=clinic)))

    page = shown(client)

    assert 'href="tel:+4402079460018"' in page
    assert "Riverside Clinic" in page


@pytest.mark.parametrize("has_therapist", [True, False])
def test_without_a_number_it_names_the_doctor(client: Client, has_therapist: bool) -> None:
    therapist = make_therapist(clinic=make_clinic()) if has_therapist else None
    client.force_login(make_client(therapist=therapist))

    page = shown(client)

    # No number is known of where they are: it says what to do, and where a number is found.
    assert re.findall(r'href="tel:[^"]*"', page) == ['href="tel:112"']
    assert "Call the emergency number where you are" in page
    assert "findahelpline.com" in page
    assert "your doctor or your therapist" in page


def test_where_numbers_are_known_nothing_is_said_of_others(client: Client) -> None:
    clinic = make_clinic(emergency_number="144", crisis_line="143")
    client.force_login(make_client(therapist=make_therapist(clinic=clinic)))

    page = shown(client)

    assert set(re.findall(r'href="tel:[^"]*"', page)) == {'href="tel:144"', 'href="tel:143"'}
    # The one for emergencies stays in reach, however far down one reads.
    assert page.index('class="dock"') < page.index('href="tel:144"')
    assert "findahelpline" not in page


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/help/").status_code == 405
