"""Beginning, ending and handing over care."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from accounts.services.care import (
    NotTreatingHereError,
    NotYourCareError,
    begin_care,
    end_care,
    note_phone,
    transfer,
)
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
    make_user,
)

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def maya(db: None) -> User:
    return make_therapist(clinic=make_clinic())


def test_beginning_twice_is_one_care(maya: User) -> None:
    ivan = make_client(therapist=maya)
    running = maya.care_given.get()

    again = begin_care(therapist=maya, client=ivan, clinic=running.clinic, at=LATER)

    assert again == running


def test_care_needs_a_therapist_who_works_there(maya: User) -> None:
    ivan, clinic = make_client(), maya.memberships.get().clinic
    for nobody in (
        make_manager(clinic=clinic),
        make_therapist(clinic=None, display_name="Nils Berg"),
        make_therapist(clinic=make_clinic(name="Hill Clinic"), display_name="Tom Lee"),
    ):
        with pytest.raises(NotTreatingHereError):
            begin_care(therapist=nobody, client=ivan, clinic=clinic, at=NOW)


def test_those_concerned_may_end_care(maya: User) -> None:
    clinic = maya.memberships.get().clinic
    for number in range(4):
        ivan = make_client(therapist=maya, email=f"ivan{number}@example.org")
        relationship = ivan.care_received.get()
        by = [ivan, maya, make_manager(clinic=clinic), make_superuser()][number]

        assert end_care(relationship=relationship, by=by, at=LATER).ended_at == LATER


def test_nobody_else_may(maya: User) -> None:
    make_client(therapist=maya)
    relationship = maya.care_given.get()
    for stranger in (
        make_user(),
        make_therapist(clinic=relationship.clinic, display_name="Lena Roth"),
        make_manager(clinic=make_clinic(name="Hill Clinic")),
    ):
        with pytest.raises(NotYourCareError):
            end_care(relationship=relationship, by=stranger, at=LATER)
    assert User.objects.in_care_of(maya).exists()


def test_ending_twice_keeps_the_first_moment(maya: User) -> None:
    make_client(therapist=maya)
    relationship = end_care(relationship=maya.care_given.get(), by=maya, at=LATER)

    end_care(relationship=relationship, by=maya, at=LATER + dt.timedelta(days=9))

    relationship.refresh_from_db()
    assert relationship.ended_at == LATER


def test_handing_over_moves_the_client(maya: User) -> None:
    ivan = make_client(therapist=maya)
    relationship = maya.care_given.get()
    lena = make_therapist(clinic=relationship.clinic, display_name="Lena Roth")

    transfer(relationship=relationship, to=lena, by=maya, at=LATER)

    assert set(User.objects.in_care_of(lena)) == {ivan}
    assert not User.objects.in_care_of(maya).exists()


def test_handing_over_leaves_the_clinic_to_nobody(maya: User) -> None:
    ivan = make_client(therapist=maya)
    tom = make_therapist(clinic=make_clinic(name="Hill Clinic"), display_name="Tom Lee")

    with pytest.raises(NotTreatingHereError):
        transfer(relationship=maya.care_given.get(), to=tom, by=maya, at=LATER)

    assert set(User.objects.in_care_of(maya)) == {ivan}


def test_only_who_treats_the_client_writes_down_a_number(maya: User) -> None:
    ivan = make_client(therapist=maya)
    clinic = maya.memberships.get().clinic

    note_phone(client=ivan, phone="+34 600 123 456", by=maya)
    for nobody in (make_manager(clinic=clinic), make_therapist(clinic=None), ivan):
        with pytest.raises(NotYourCareError):
            note_phone(client=ivan, phone="112", by=nobody)

    ivan.refresh_from_db()
    assert ivan.phone == "+34 600 123 456"
