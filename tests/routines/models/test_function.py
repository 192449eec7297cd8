"""Who sees what a client can do, and what the database refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import User
from routines.models import Activity, FunctionRating, MeasureScore
from tests.check_in_factories import make_check_in
from tests.factories import NOW, make_client, make_clinic, make_manager, make_therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


@pytest.fixture
def walking(ivan: User) -> Activity:
    return Activity.objects.create(client=ivan, name="Walk to work", position=1, created_at=NOW)


def test_who_sees_an_activity_sees_its_ratings_and_scores(
    maya: User, ivan: User, walking: Activity
) -> None:
    FunctionRating.objects.create(
        activity=walking, check_in=make_check_in(client=ivan, pain=1), rating=4
    )
    MeasureScore.objects.create(
        client=ivan, measure="odi", score=22, measured_on=NOW.date(), entered_at=NOW
    )
    people: list[User | AnonymousUser] = [
        ivan,
        maya,
        make_client(therapist=maya, display_name="Lena Vogel", is_checked=False),
        make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale"),
        make_manager(clinic=maya.memberships.get().clinic),
        AnonymousUser(),
    ]

    for rows in (Activity.objects, FunctionRating.objects, MeasureScore.objects):
        assert [rows.visible_to(one).count() for one in people] == [1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"position": 0}, "activity_position_range"),
        ({"position": 6}, "activity_position_range"),
        ({"name": ""}, "activity_has_a_name"),
    ],
)
def test_an_activity_has_a_name_and_one_of_five_places(
    walking: Activity, fields: dict[str, Any], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Activity.objects.filter(pk=walking.pk).update(**fields)


def test_a_place_is_free_again_when_an_activity_has_ended(ivan: User, walking: Activity) -> None:
    fields = {"client": ivan, "position": 1, "created_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(**fields, name="Run")

    Activity.objects.update(ended_at=NOW)
    run = Activity.objects.create(**fields, name="Run")

    assert list(Activity.objects.current()) == [run]
    assert str(run) == "Run"


def test_a_rating_is_0_to_10_and_once_for_each_check_in(ivan: User, walking: Activity) -> None:
    check_in = make_check_in(client=ivan, pain=1)
    with pytest.raises(IntegrityError, match="function_rating_range"), transaction.atomic():
        FunctionRating.objects.create(activity=walking, check_in=check_in, rating=11)
    rating = FunctionRating.objects.create(activity=walking, check_in=check_in, rating=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        FunctionRating.objects.create(activity=walking, check_in=check_in, rating=3)

    assert str(rating) == f"{walking.pk}: 10"


def test_a_score_is_kept_once_a_day(ivan: User) -> None:
    fields = {"client": ivan, "measure": "odi", "measured_on": NOW.date(), "entered_at": NOW}
    score = MeasureScore.objects.create(**fields, score=22)

    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureScore.objects.create(**fields, score=30)

    assert str(score) == f"{ivan.pk}: odi 22"
