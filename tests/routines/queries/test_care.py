"""Whom a client's pages name as their therapist."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.services.care import end_care
from routines.queries.care import care_of
from tests.factories import NOW, make_care_relationship, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


def test_it_is_the_latest_therapist_with_the_clinic() -> None:
    clinic = make_clinic(phone="+44 20 7946 0018")
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)
    lena = make_therapist(clinic=clinic, display_name="Lena Frank")
    make_care_relationship(therapist=lena, client=ivan, at=NOW + dt.timedelta(days=1))

    care = care_of(ivan)

    assert care is not None
    assert (care.therapist, care.clinic.phone) == (lena, "+44 20 7946 0018")


def test_nobody_cares_for_a_stranger_or_after_the_end() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    end_care(relationship=ivan.care_received.get(), by=maya, at=NOW + dt.timedelta(days=2))

    assert care_of(ivan) is None
    assert care_of(make_client(display_name="Dana Lee")) is None
