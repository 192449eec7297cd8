"""The demo's day at the desk: at any hour somebody who looks finds it in full swing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from routines.domain.desk_days import DeskState
from routines.models import ExerciseSession
from routines.queries.desk import day_of
from routines.services.demo_desk import ivans_desk
from tests.factories import make_client
from tests.homework_factories import make_log, make_self_start, prescriptions_of

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("hour", [4, 9, 13, 20])
@pytest.mark.parametrize("day", [10, 14], ids=["a Tuesday", "a Saturday"])
def test_ivan_sits_and_has_stood_up_three_times(hour: int, day: int) -> None:
    now = dt.datetime(2026, 3, day, hour, 5, tzinfo=BERLIN)
    ivan = make_client(time_zone="Europe/Berlin")
    assignment = make_self_start(client=ivan, at=now - dt.timedelta(days=1))

    def log(session: ExerciseSession) -> None:
        make_log(session=session, prescription=prescriptions_of(assignment)[0])

    ivans_desk(assignment, now=now, log=log)

    there = day_of(ivan, now=now)
    assert (there.state, there.taken) == (DeskState.SITTING, 3)
