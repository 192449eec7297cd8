"""From the help or an exercise back into the session somebody came from."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from accounts.identifiers import uuid7
from routines.views.way_back import session_key
from tests.factories import make_client


@pytest.mark.parametrize("asked", ["", "?session=", "?session=//evil.example", "?session=7"])
def test_what_is_no_key_leads_nowhere(rf: RequestFactory, asked: str) -> None:
    assert session_key(rf.get(f"/help/{asked}")) is None


@pytest.mark.django_db
def test_the_arrow_on_the_help_page_leads_back_to_the_session(client: Client) -> None:
    client.force_login(make_client())
    key = uuid7()

    page = client.get(f"/help/?session={key}").content.decode()

    assert f'href="/sessions/{key}/"' in page


@pytest.mark.django_db
def test_without_a_session_it_leads_to_today(client: Client) -> None:
    client.force_login(make_client())

    page = client.get("/help/").content.decode()

    assert '<a class="icon-button" href="/"' in page
