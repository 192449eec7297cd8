"""Nobody is given exercises past a warning sign that their therapist has not seen."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from routines.models import FlagAction, Routine
from routines.services import flags
from tests.check_in_factories import make_flag
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_routine
from tests.homework_forms import form_url

pytestmark = pytest.mark.django_db

NUMB = {"new-numbness": "yes"}
WAITS = "Ivan has a warning sign that nobody has looked at"


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


@pytest.fixture
def routine() -> Routine:
    return make_routine()


def read(maya: User, url: str) -> str:
    browser = Browser()
    browser.force_login(maya)
    return browser.get(url).content.decode()


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        (NUMB, "What you give now does not rest for it: it is due at once."),
        ({"saddle-numbness": "yes"}, "What you give now rests until exercises may go on."),
        ({"self-harm": "yes"}, ""),
    ],
)
def test_whoever_assigns_reads_of_a_warning_sign_first(
    maya: User, ivan: User, routine: Routine, answers: dict[str, str], due: str
) -> None:
    make_flag(client=ivan, answers=answers)
    lena = make_client(therapist=maya, display_name="Lena Vogel")

    page = read(maya, form_url(routine, ivan, lena))

    assert page.count("a warning sign that nobody has looked at") == 1
    assert WAITS in page
    assert reverse("admin:accounts_client_change", args=[ivan.pk]) in page
    assert due in page
    assert ("What you give now" in page) is bool(due)
    assert "You marked" not in page


def test_whoever_changes_homework_reads_of_it_too_until_it_is_cleared(
    maya: User, ivan: User
) -> None:
    homework = make_assignment(client=ivan)
    url = reverse("admin:routines_assignment_change", args=[homework.pk])
    assert WAITS not in read(maya, url)

    flag = make_flag(client=ivan, answers=NUMB)
    page = read(maya, url)
    assert WAITS in page
    assert "Marked new numbness in a leg or foot." in page
    assert "What you give now" not in page

    flags.acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW)
    assert "Ivan has a warning sign that is not cleared" in read(maya, url)
    flags.clear(flag=flag, by=maya, at=NOW)
    assert "a warning sign" not in read(maya, url)


def test_among_many_clients_those_with_a_warning_sign_are_marked(
    maya: User, ivan: User, routine: Routine
) -> None:
    make_client(therapist=maya, display_name="Lena Vogel")
    make_flag(client=ivan, answers=NUMB)

    url = reverse("admin:routines_assignment_add")
    page = read(maya, f"{url}?routine={routine.pk}")
    assert page.count("Warning sign waits") == 1

    chosen = read(maya, f"{url}?routine={routine.pk}&client={ivan.pk}&find=1")
    assert chosen.count("Warning sign waits") == 1
