"""What the page of one client costs, and that it does not contradict itself."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from tests.check_in_factories import at, make_many_check_ins
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.safety_pages import page_of

pytestmark = pytest.mark.django_db


def test_two_years_of_check_ins_cost_no_statement_more_than_one(
    count_statements: CountStatements,
) -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    browser = Browser()
    browser.force_login(maya)
    url = reverse("admin:accounts_client_change", args=[ivan.pk])
    make_many_check_ins(client=ivan, count=1, marks=[at("calf")])

    with time_machine.travel(NOW, tick=False):
        with count_statements() as one:
            browser.get(url)
        make_many_check_ins(client=ivan, count=700, marks=[at("calf")])
        with count_statements() as many:
            answer = browser.get(url)

    assert "lanes__dot" in answer.content.decode()
    assert len(one) == len(many)


@pytest.mark.parametrize(
    ("maps", "title", "because"),
    [
        (1, "One body map so far", "Too few to say which way it goes."),
        (2, "Two body maps so far", "Too few to say which way it goes."),
        (3, "Where it was", "Read from the check-ins alone"),
    ],
)
def test_the_pattern_has_one_title_that_speaks_to_the_therapist(
    maps: int, title: str, because: str
) -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    make_many_check_ins(client=ivan, count=maps, marks=[at("calf")])

    page = page_of(maya, ivan)

    assert f'<h2 id="safety">{title}</h2>' in page
    assert f"The furthest place with pain: {title}." in page
    assert because in page
    assert "Not enough data" not in page
    assert "Your first dot" not in page
