"""What is worth a look for one client: each change is kept, the same once more is none."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Clinic, User
from routines.models import Thresholds
from routines.services.assignments import NotInYourCareError
from routines.services.thresholds import set_thresholds
from tests.factories import NOW, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def test_a_change_replaces_what_stood_and_keeps_it(maya: User, ivan: User, clinic: Clinic) -> None:
    set_thresholds(client=ivan, clinic=clinic, by=maya, at=NOW, pain_at_least=6)
    set_thresholds(client=ivan, clinic=clinic, by=maya, at=LATER, pain_at_least=7, missed_days=5)

    before, now = Thresholds.objects.order_by("changed_at")
    assert (before.pain_at_least, before.replaced_at) == (6, LATER)
    assert (now.pain_at_least, now.missed_days, now.changed_by) == (7, 5, maya)


def test_the_same_once_more_changes_nothing(maya: User, ivan: User, clinic: Clinic) -> None:
    first = set_thresholds(client=ivan, clinic=clinic, by=maya, at=NOW)

    assert set_thresholds(client=ivan, clinic=clinic, by=maya, at=LATER) == first
    assert Thresholds.objects.count() == 1


def test_a_limit_out_of_range_is_refused(maya: User, ivan: User, clinic: Clinic) -> None:
    with pytest.raises(ValidationError):
        set_thresholds(client=ivan, clinic=clinic, by=maya, at=NOW, pain_rise=11)


def test_nobody_else_sets_them(ivan: User, clinic: Clinic) -> None:
    mia = make_therapist(clinic=clinic, display_name="Mia Falk")

    with pytest.raises(NotInYourCareError):
        set_thresholds(client=ivan, clinic=clinic, by=mia, at=NOW)
