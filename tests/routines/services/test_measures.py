"""Scores of licensed measures are numbers in their range, typed in by who treats the client."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.domain.function import FunctionError
from routines.models import MeasureScore
from routines.services.assignments import NotInYourCareError
from routines.services.measures import record_score
from tests.factories import NOW, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def test_a_score_is_kept_and_typed_in_again_the_later_one_stands(maya: User, ivan: User) -> None:
    record_score(client=ivan, measure="rmdq", score=14, on=TODAY, by=maya, at=NOW)
    record_score(client=ivan, measure="rmdq", score=12, on=TODAY, by=maya, at=NOW)

    assert MeasureScore.objects.get().score == 12


@pytest.mark.parametrize(
    ("measure", "score", "on"),
    [
        ("rmdq", 25, TODAY),
        ("rmdq", -1, TODAY),
        ("made-up", 3, TODAY),
        ("odi", 40, TODAY + dt.timedelta(days=3)),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    maya: User, ivan: User, measure: str, score: int, on: dt.date
) -> None:
    with pytest.raises(FunctionError, match=r"\.$"):
        record_score(client=ivan, measure=measure, score=score, on=on, by=maya, at=NOW)

    assert not MeasureScore.objects.exists()


def test_nobody_else_types_in_a_score(ivan: User) -> None:
    tom = make_therapist(clinic=make_clinic(name="Other"), display_name="Tom Hale")

    for stranger in (tom, ivan):
        with pytest.raises(NotInYourCareError):
            record_score(client=ivan, measure="rmdq", score=3, on=TODAY, by=stranger, at=NOW)
