"""What a therapist wants to be told is kept by each change."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from routines.models import Thresholds
from routines.services.assignments import NotInYourCareError
from routines.services.thresholds import set_thresholds
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_therapist,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def put(ivan: User, by: User, *, at: dt.datetime = NOW, **limits: int | None) -> Thresholds:
    clinic = ivan.care_received.current().select_related("clinic")[0].clinic
    return set_thresholds(client=ivan, clinic=clinic, by=by, at=at, **limits)  # type: ignore[arg-type]


def test_a_change_replaces_what_was_and_keeps_it(maya: User, ivan: User) -> None:
    first = put(ivan, maya, pain_rise=3)

    second = put(ivan, maya, at=NOW + HOUR, pain_rise=4, pain_at_least=7)

    first.refresh_from_db()
    assert (first.pain_rise, first.replaced_at) == (3, NOW + HOUR)
    assert list(Thresholds.objects.in_force()) == [second]
    assert (second.pain_at_least, second.changed_by, second.changed_at) == (7, maya, NOW + HOUR)


def test_the_same_once_more_changes_nothing(maya: User, ivan: User) -> None:
    first = put(ivan, maya, pain_rise=3)

    assert put(ivan, maya, at=NOW + HOUR, pain_rise=3) == first

    assert Thresholds.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"pain_rise": 0}, {"pain_at_least": 11}, {"missed_days": 31}, {"levels_down": 8}]
)
def test_a_limit_out_of_range_leaves_the_old_ones_in_force(
    maya: User, ivan: User, wrong: dict[str, int]
) -> None:
    first = put(ivan, maya, pain_rise=3)

    with pytest.raises(ValidationError):
        put(ivan, maya, at=NOW + HOUR, **wrong)

    first.refresh_from_db()
    assert first.replaced_at is None
    assert Thresholds.objects.count() == 1


def test_each_clinic_sets_its_own(maya: User, ivan: User) -> None:
    harbour = make_clinic(name="Harbour")
    tom = make_therapist(clinic=harbour, display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    own = put(ivan, maya, pain_rise=3)

    theirs = set_thresholds(client=ivan, clinic=harbour, by=tom, at=NOW, pain_rise=5)

    assert set(Thresholds.objects.in_force()) == {own, theirs}
    assert list(Thresholds.objects.visible_to(maya)) == [own]
    with pytest.raises(NotInYourCareError):
        set_thresholds(client=ivan, clinic=harbour, by=maya, at=NOW, pain_rise=1)


def test_only_who_treats_the_client_sets_them(ivan: User) -> None:
    clinic = ivan.care_received.current().select_related("clinic")[0].clinic
    strangers = (
        ivan,
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_manager(clinic=clinic),
    )
    for stranger in strangers:
        with pytest.raises(NotInYourCareError):
            put(ivan, stranger, pain_rise=3)

    assert not Thresholds.objects.exists()
