"""The client's own list of what they want to do again."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.function import FunctionError
from routines.models import Activity, FunctionRating
from routines.services.function import set_activities
from tests.check_in_factories import make_check_in
from tests.factories import NOW, make_client

pytestmark = pytest.mark.django_db

THREE = ["Walk to the shop", "Sleep through", "Sit for an hour"]
LATER = NOW + dt.timedelta(days=7)


def test_the_list_is_kept_in_order() -> None:
    sam = make_client()

    set_activities(client=sam, names=["", *THREE, "  "], at=NOW)

    standing = Activity.objects.current().filter(client=sam).order_by("position")
    assert [one.name for one in standing] == THREE


def test_what_stays_keeps_its_ratings_and_what_goes_is_kept_too() -> None:
    sam = make_client()
    walk, _, sit = set_activities(client=sam, names=THREE, at=NOW)
    make_check_in(client=sam, ratings={walk.pk: 3, sit.pk: 4})

    set_activities(client=sam, names=["Sleep through", "walk to the shop", "Dance"], at=LATER)

    standing = Activity.objects.current().filter(client=sam).order_by("position")
    assert [one.name for one in standing] == ["Sleep through", "walk to the shop", "Dance"]
    assert FunctionRating.objects.get(activity__in=standing).rating == 3
    assert FunctionRating.objects.count() == 2


@pytest.mark.parametrize(
    "names", [["Walk", "Sleep"], [*THREE, "Run", "Swim", "Dance"], ["Walk", "walk", "Sleep"]]
)
def test_too_few_too_many_or_twice_the_same_is_refused_with_a_sentence(names: list[str]) -> None:
    sam = make_client()

    with pytest.raises(FunctionError, match=r"\.$"):
        set_activities(client=sam, names=names, at=NOW)

    assert not Activity.objects.exists()
