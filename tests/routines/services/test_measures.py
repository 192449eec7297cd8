"""Scores of licensed measures are kept as numbers, one for a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from routines.domain.function import MEASURES, FunctionError
from routines.models import MeasureScore
from routines.services.assignments import NotInYourCareError
from routines.services.measures import record_score
from tests.factories import NOW, make_client, make_clinic, make_manager, make_therapist

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def keep(ivan: User, by: User, **changes: Any) -> MeasureScore:
    usual = {"measure": "odi", "score": 34, "on": TODAY, "at": NOW}
    return record_score(client=ivan, by=by, **{**usual, **changes})


def test_a_score_is_kept_with_who_typed_it(maya: User, ivan: User) -> None:
    kept = keep(ivan, maya)

    assert kept.score == 34
    assert (kept.measured_on, kept.entered_by) == (TODAY, maya)


def test_typed_again_for_the_same_day_the_later_one_stands(maya: User, ivan: User) -> None:
    keep(ivan, maya)
    keep(ivan, maya, on=TODAY - DAY, score=40)

    keep(ivan, maya, score=30)

    rows = MeasureScore.objects.order_by("measured_on").values_list("measured_on", "score")
    assert [(day, int(score)) for day, score in rows] == [(TODAY - DAY, 40), (TODAY, 30)]


@pytest.mark.parametrize("slug", sorted(MEASURES))
def test_each_measure_refuses_what_it_cannot_reach(maya: User, ivan: User, slug: str) -> None:
    for score in (-1, 101):
        with pytest.raises(FunctionError):
            keep(ivan, maya, measure=slug, score=score)

    assert not MeasureScore.objects.exists()


def test_an_unknown_measure_and_a_day_to_come_are_refused(maya: User, ivan: User) -> None:
    with pytest.raises(FunctionError, match="Choose one of the measures"):
        keep(ivan, maya, measure="luck")
    with pytest.raises(FunctionError, match="has not come yet"):
        keep(ivan, maya, on=TODAY + 2 * DAY)

    assert not MeasureScore.objects.exists()


def test_it_is_tomorrow_already_where_some_clients_live(maya: User, ivan: User) -> None:
    assert keep(ivan, maya, on=TODAY + DAY).measured_on == TODAY + DAY


def test_only_who_treats_the_client_types_one_in(maya: User, ivan: User) -> None:
    clinic = ivan.care_received.current().select_related("clinic")[0].clinic
    strangers = (
        ivan,
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_manager(clinic=clinic),
    )
    for stranger in strangers:
        with pytest.raises(NotInYourCareError):
            keep(ivan, stranger)

    assert not MeasureScore.objects.exists()
