"""What the people of the demo report, and what the rules make of it."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.domain.centralization import Trend, trend
from routines.models import CheckIn, Flag, PrecautionAnswer
from routines.queries.check_ins import due_check
from routines.queries.pattern import function, pattern
from routines.queries.reactions import reactions
from routines.services.demo_check_ins import (
    IvansPattern,
    join_safely,
    raise_lenas_flag,
    wait_for_the_next_visit,
)
from routines.services.demo_diary import DemoDiary
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import NOW, TODAY, make_assignment, make_performed_session

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
DAYS = 20


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def lena(maya: User) -> User:
    return make_client(therapist=maya, display_name="Lena Vogel", is_checked=False)


def test_who_joined_safely_may_begin(lena: User) -> None:
    join_safely(lena, at=NOW)

    assert due_check(lena, now=NOW + dt.timedelta(hours=1)) is None
    assert not Flag.objects.exists()
    assert set(PrecautionAnswer.objects.values_list("answer", flat=True)) == {"no"}


def test_lena_is_to_be_looked_at_today(lena: User) -> None:
    raise_lenas_flag(lena, at=NOW)

    flag = Flag.objects.get()
    assert (flag.urgency, flag.clinic, flag.is_late(NOW + DAY)) == (
        "today",
        lena.care_received.get().clinic,
        True,
    )
    assert "new-numbness" in flag.signs


def test_a_worry_waits_for_the_next_visit(lena: User) -> None:
    wait_for_the_next_visit(lena, at=NOW)

    assert Flag.objects.get().urgency == "visit"


def test_ivans_pain_leaves_the_calf_without_an_alarm(maya: User) -> None:
    ivan = make_client(therapist=maya)
    assignment = make_assignment(client=ivan, at=NOW - DAYS * DAY)
    diary = DemoDiary(now=NOW, time_zone=ivan.time_zone)
    told = IvansPattern(ivan, maya, assignment.clinic, diary=diary)  # type: ignore[arg-type]

    told.begin(ago=DAYS)
    for ago in range(DAYS, 0, -1):
        told.morning(ago=ago)
        session = make_performed_session(
            assignment=assignment, now=diary.at(ago, hour=8), day=diary.day(ago)
        )
        told.after(session, ago=ago, pain=3)

    assert not Flag.objects.exists()
    assert CheckIn.objects.filter(kind="after").count() == DAYS
    seen = pattern(ivan, since=TODAY - (DAYS + 1) * DAY, until=TODAY)
    assert seen.lanes.title == "Leaving the leg"
    statuses = [(one.day, one.status) for one in reactions(ivan, today=TODAY)]
    assert trend(statuses, on=TODAY) is Trend.CENTRALIZER
    change = function(ivan).change
    assert change is not None
    assert change.is_worth_telling
