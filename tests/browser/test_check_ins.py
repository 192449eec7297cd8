"""A check-in on the phone: "Nowhere" is an answer, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from routines.models import CheckIn
from tests.factories import PASSWORD, make_client, make_clinic, make_therapist

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_nowhere_is_said_and_kept(open_phone: Callable[..., Any], javascript: bool) -> None:
    ivan = make_client(
        therapist=make_therapist(clinic=make_clinic()),
        email="ivan@example.org",
        is_checked=False,
    )
    phone = open_phone(javascript=javascript)
    phone.goto("/sign-in/")
    phone.get_by_label("Email").fill("ivan@example.org")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    phone.wait_for_url(re.compile(r":\d+/$"))
    phone.goto("/check-ins/new/?kind=change")

    phone.get_by_role("button", name="Nowhere", exact=True).click()
    phone.wait_for_url(re.compile(r"/check-ins/[0-9a-f-]{36}/$"))

    row = CheckIn.objects.get(client=ivan)
    assert (row.has_map, row.marks) == (True, [])
