"""What no request may bring."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/?x=%00", "/library/?q=a%00b", "/join/%00/", "/admin/?q=%00"])
def test_a_nul_in_an_address_is_refused_in_words(client: Client, address: str) -> None:
    client.force_login(make_user())

    answer = client.get(address)

    assert answer.status_code == 400
    assert "We couldn" in answer.text


def test_in_the_api_it_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/today?x=%00")

    assert answer.status_code == 400
    assert answer.json()["code"] == "unreadable"


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_nul_in_a_cookie_is_refused(client: Client, name: str) -> None:
    answer = client.get("/", headers={"Cookie": f'{name}="aaaaaaaaaa\\000"'})

    assert answer.status_code == 400


@pytest.mark.parametrize("header", ["HX-Current-URL", "Referer"])
def test_a_header_that_is_no_address_leads_to_sign_in(client: Client, header: str) -> None:
    answer = client.post("/settings/email/", headers={header: "http://[", "HX-Request": "true"})
    plain = client.post("/settings/email/", headers={header: "http://["})

    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2F"
    assert plain.headers["Location"] == "/sign-in/?next=%2F"
