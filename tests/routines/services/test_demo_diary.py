"""The verbs of the demo: each day is counted back in the demo's own time zone."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import ExerciseSession, Outcome, Source
from routines.services.demo_diary import DemoDiary
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment

# A quarter to one at night in Los Angeles, when the server's day is another one.
NOW = dt.datetime(2026, 3, 20, 7, 45, tzinfo=dt.UTC)
ZONE = "America/Los_Angeles"


def diary() -> DemoDiary:
    return DemoDiary(now=NOW, time_zone=ZONE)


def test_days_are_counted_back_from_today_there() -> None:
    assert diary().day(0) == dt.date(2026, 3, 20)
    assert diary().day(20) == dt.date(2026, 2, 28)
    # Summer time began on 8 March.
    assert diary().at(20, hour=9) == dt.datetime(2026, 2, 28, 17, 0, tzinfo=dt.UTC)
    assert diary().at(1, hour=9) == dt.datetime(2026, 3, 19, 16, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_session_of_today_is_never_begun_in_the_future() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya, time_zone=ZONE)
    assignment = make_assignment(client=ivan, at=NOW - dt.timedelta(days=3))
    book = diary()

    book.do(assignment, ago=0, hour=19, pain=3)
    session = book.begin(assignment, ago=1, hour=19, source=Source.BACK_FILLED)
    book.log(session, only=1)

    done = ExerciseSession.objects.get(local_day=book.today)
    assert done.started_at < NOW
    assert (done.pain_after, done.is_performed) == (3, True)
    assert [one.outcome for one in session.logs.all()] == [Outcome.PERFORMED]
