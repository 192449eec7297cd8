"""The demo's check-ins tell a story that the rules read as it was meant."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.warning_signs import CheckPoint
from routines.models import CheckIn, Flag
from routines.queries.pattern import function, pattern
from routines.services.demo_check_ins import diegos_morning, ivans_weeks, say_all_is_well
from tests.factories import NOW, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def test_ivans_pain_leaves_the_leg_and_raises_no_flag() -> None:
    ivan = make_client(is_checked=False)

    ivans_weeks(ivan, at=lambda ago: NOW - ago * DAY)

    today = NOW.date()
    found = pattern(ivan, since=today - 27 * DAY, until=today)
    change = function(ivan).change
    assert [one.lane for one in found.lanes.points] == [3, 3, 3, 2, 3, 2, 1, 1]
    assert change is not None
    assert change.mean == 5 / 3
    assert not Flag.objects.exists()


def test_diegos_numb_foot_is_for_today_and_he_can_be_called() -> None:
    maya = make_therapist(clinic=make_clinic())
    diego = make_client(therapist=maya)

    diegos_morning(diego, by=maya, at=NOW)

    assert Flag.objects.get().urgency == "today"
    diego.refresh_from_db()
    assert diego.phone == "+1 503 555 0187"


def test_all_is_well_answers_everything_with_no() -> None:
    sam = make_client(is_checked=False)

    say_all_is_well(sam, kind=CheckPoint.JOINING, at=NOW, pain=2)

    told = CheckIn.objects.get()
    assert set(told.answers.values()) == {"no"}
    assert (told.pain, told.urgency) == (2, "")
