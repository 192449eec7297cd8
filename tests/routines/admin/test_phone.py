"""Whom to call about a flag: the client's number, where one is known."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.check_in_factories import WORRY, make_flag
from tests.factories import NOW, make_client, make_clinic, make_manager, make_therapist
from tests.safety_pages import page_of, press, read

pytestmark = pytest.mark.django_db

NUMBER = "+34 600 12 34 56"
CALL = 'href="tel:+34600123456"'
PHONE = "accounts_client_phone"


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def test_a_flag_offers_the_call_it_asks_for(maya: User, ivan: User) -> None:
    make_flag(client=ivan)
    assert "No phone number is known." in page_of(maya, ivan)

    status, text = press(maya, PHONE, ivan.pk, follow=True, phone=NUMBER)

    assert status == 200
    assert text.count(CALL) == 2
    assert f"Call Ivan: {NUMBER}" in text
    assert "No phone number is known." not in text


def test_a_note_for_the_next_visit_asks_for_no_call(maya: User, ivan: User) -> None:
    make_flag(client=ivan, answers=WORRY)

    assert "No phone number is known." not in page_of(maya, ivan)


def test_what_is_no_number_comes_back_as_it_was_typed(maya: User, ivan: User) -> None:
    status, text = press(maya, PHONE, ivan.pk, phone="her daughter")

    assert status == 422
    assert 'value="her daughter"' in text
    assert "Write one number as it is dialed" in text
    ivan.refresh_from_db()
    assert ivan.phone == ""


def test_nobody_else_writes_a_number_down(maya: User, ivan: User) -> None:
    colleague = make_therapist(
        clinic=maya.memberships.get().clinic, display_name="Cleo Roy", email="cleo@example.org"
    )

    for who in (colleague, ivan):
        status, _ = press(who, PHONE, ivan.pk, phone=NUMBER)
        assert status in (302, 404)

    ivan.refresh_from_db()
    assert ivan.phone == ""


def test_whoever_runs_the_clinic_can_call_who_was_left_waiting(maya: User, ivan: User) -> None:
    ana = make_manager(clinic=maya.memberships.get().clinic)
    User.objects.filter(pk=ivan.pk).update(phone=NUMBER)
    flag = make_flag(client=ivan, escalated_at=NOW)

    status, text = read(ana, "routines_flag_show", flag.pk)

    assert status == 200
    assert CALL in text
