"""What the page of one client costs, and that it does not contradict itself."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.services.care import note_phone
from routines.models import FlagAction
from routines.services import flags
from tests.check_in_factories import FEVER, at, make_flag, make_many_check_ins
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_performed_session
from tests.safety_pages import page_of

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


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


def test_beside_a_warning_sign_less_pain_is_no_good_news() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    homework = make_assignment(client=ivan, at=NOW - 20 * DAY)
    for days in range(20, 0, -1):
        pain = 6 if days > 10 else 2
        make_performed_session(assignment=homework, pain=pain, now=NOW - days * DAY)
    assert "chip--good" in chip_of(page_of(maya, ivan))

    flag = make_flag(client=ivan, answers=FEVER)
    assert "chip--plain" in chip_of(page_of(maya, ivan))
    flags.acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW)
    assert "chip--plain" in chip_of(page_of(maya, ivan))
    flags.clear(flag=flag, by=maya, at=NOW)
    assert "chip--good" in chip_of(page_of(maya, ivan))


def test_the_call_comes_before_the_answers() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    note_phone(client=ivan, phone="+1 503 555 0187", by=maya)
    make_flag(client=ivan, answers=FEVER)

    page = page_of(maya, ivan)

    assert page.index("Call Ivan:") < page.index("What was answered") < page.index("I have looked")


def chip_of(page: str) -> str:
    """Return how the chip that says how much less pain there is begins."""
    return page[: page.index(" less</span>")].rpartition("<span")[2]
