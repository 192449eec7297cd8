"""From the help or an exercise back into the session somebody came from."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from accounts.identifiers import uuid7
from routines.views.way_back import session_key
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_session


@pytest.mark.parametrize("asked", ["", "?session=", "?session=//evil.example", "?session=7"])
def test_what_is_no_key_leads_nowhere(rf: RequestFactory, asked: str) -> None:
    assert session_key(rf.get(f"/help/{asked}")) is None


@pytest.mark.django_db
def test_the_arrow_on_the_help_page_leads_back_to_the_session(client: Client) -> None:
    session = make_session(
        assignment=make_assignment(
            client=make_client(therapist=make_therapist(clinic=make_clinic()))
        )
    )
    client.force_login(session.client)

    page = client.get(f"/help/?session={session.pk}").content.decode()

    assert f'href="/sessions/{session.pk}/"' in page
    assert "co-way-back" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/check-ins/new/"])
def test_the_phone_knows_the_way_back_into_a_session_that_has_not_arrived(
    client: Client, address: str
) -> None:
    client.force_login(make_client())

    page = client.get(f"{address}?session={uuid7()}")

    assert page.status_code == 200
    assert 'data-back="' in page.content.decode()
    assert "<co-way-back></co-way-back>" in page.content.decode()
    assert "/sessions/" not in page.content.decode()


@pytest.mark.django_db
def test_without_a_session_it_leads_to_today(client: Client) -> None:
    client.force_login(make_client())

    page = client.get("/help/").content.decode()

    assert '<a class="icon-button" href="/"' in page
