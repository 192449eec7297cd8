"""Who sees a check-in, what the database refuses, and what the row itself tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services.care import end_care
from routines.domain.body import BodyMap
from routines.models import CheckIn
from tests.check_in_factories import at, make_check_in
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def check_in(maya: User) -> CheckIn:
    ivan = make_client(therapist=maya, is_checked=False)
    return make_check_in(client=ivan, marks=[at("calf", pain=6), at("foot", tingling=2)])


def seen_by(user: User | AnonymousUser) -> int:
    return CheckIn.objects.visible_to(user).count()


def test_a_check_in_is_seen_by_the_client_and_who_treats_them(
    maya: User, check_in: CheckIn
) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=check_in.client)

    # In another clinic, too: whoever looks after the body has to see the whole of it.
    assert [seen_by(one) for one in (check_in.client, maya, tom, make_superuser())] == [1] * 4


def test_a_check_in_is_seen_by_nobody_else(maya: User, check_in: CheckIn) -> None:
    clinic = maya.memberships.get().clinic
    check_in.client.is_active = False
    strangers: list[User | AnonymousUser] = [
        AnonymousUser(),
        make_client(therapist=maya, display_name="Lena Vogel", is_checked=False),
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale"),
        make_manager(clinic=clinic),
        make_superuser(is_active=False),
        check_in.client,
    ]

    assert [seen_by(stranger) for stranger in strangers] == [0] * len(strangers)


def test_a_therapist_stops_seeing_it_when_care_ends(maya: User, check_in: CheckIn) -> None:
    end_care(relationship=maya.care_given.get(), by=maya, at=NOW)

    assert (seen_by(maya), seen_by(check_in.client)) == (0, 1)


def test_with_a_client_goes_what_they_reported(check_in: CheckIn) -> None:
    check_in.client.delete()

    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("pain", 11, "check_in_pain_range"),
        ("global_change", 6, "check_in_global_change_range"),
        ("global_change", -6, "check_in_global_change_range"),
        ("urgency", "soon", "check_in_urgency_known"),
    ],
)
def test_nonsense_is_refused(check_in: CheckIn, field: str, value: Any, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CheckIn.objects.filter(pk=check_in.pk).update(**{field: value})


def test_none_corrects_itself_and_one_is_corrected_once(check_in: CheckIn) -> None:
    with pytest.raises(IntegrityError, match="check_in_corrects_another"), transaction.atomic():
        CheckIn.objects.filter(pk=check_in.pk).update(corrects=check_in)

    rows = [make_check_in(client=check_in.client, pain=number) for number in (1, 2)]
    CheckIn.objects.filter(pk=rows[0].pk).update(corrects=check_in)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.filter(pk=rows[1].pk).update(corrects=check_in)


def test_what_was_corrected_no_longer_stands(check_in: CheckIn) -> None:
    newer = make_check_in(client=check_in.client, corrects=check_in, marks=[at("calf", pain=5)])

    assert list(CheckIn.objects.standing()) == [newer]
    assert check_in.correction == newer


def test_nowhere_is_a_map_and_not_being_asked_is_none(check_in: CheckIn) -> None:
    nowhere = make_check_in(client=check_in.client, marks=[])
    unasked = make_check_in(client=check_in.client, pain=1)

    assert (nowhere.body_map, unasked.body_map) == (BodyMap(), None)
    assert set(CheckIn.objects.with_map()) == {check_in, nowhere}


@pytest.mark.parametrize(
    ("left", "right", "furthest"), [(5, 2, 5), (None, 0, 0), (None, None, None)]
)
def test_the_furthest_level_is_that_of_either_side(
    left: int | None, right: int | None, furthest: int | None
) -> None:
    row = CheckIn(furthest_left=left, furthest_right=right, numb_left=right, numb_right=left)

    assert (row.furthest, row.numb) == (furthest, furthest)


def test_a_check_in_says_what_it_is_and_no_more(check_in: CheckIn) -> None:
    assert str(check_in) == f"{check_in.client_id}: change on 2026-03-10"
