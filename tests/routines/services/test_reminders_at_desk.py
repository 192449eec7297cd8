"""A working day at a desk with a fast clock: the right breaks, and nothing in calls or at lunch."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import ReminderAnswer, ReminderKind, ReminderOccurrence
from routines.services.reminder_answers import answer
from tests.desk_factories import make_desk_plan, send_desk
from tests.factories import make_client
from tests.reminder_factories import DAY, MINUTE, FakePush, make_reminder, run

pytestmark = pytest.mark.django_db

# A Tuesday, as one sees it in Berlin.
MIDNIGHT = dt.datetime(2026, 3, 9, 23, tzinfo=dt.UTC)


def at(wall: str) -> dt.datetime:
    """Return the moment of a wall time of that day."""
    hours, minutes = map(int, wall.split(":"))
    return MIDNIGHT + (60 * hours + minutes) * MINUTE


@pytest.mark.once
def test_a_working_day_has_the_right_breaks_and_no_other() -> None:
    client = make_client(time_zone="Europe/Berlin")
    make_desk_plan(client=client, now=MIDNIGHT, lunch=(dt.time(12, 30), dt.time(13)))
    make_reminder(client=client, kind=ReminderKind.DESK, now=MIDNIGHT)
    push, said = FakePush(), list[dt.datetime]()
    moment = MIDNIGHT
    while moment < MIDNIGHT + DAY:
        if moment == at("09:00"):
            send_desk(client, "started", at=moment)
        if moment == at("15:00"):
            # A call.
            send_desk(client, "paused", at=moment, until=at("16:00"))
        run(moment, push)
        if len(push.notices) > len(said):
            said.append(moment)
            row = ReminderOccurrence.objects.get(pk=push.notices[-1].occurrence)
            # The first is put off once; each other one is done on the lock screen a minute later.
            what = ReminderAnswer.SNOOZED if len(said) == 1 else ReminderAnswer.DONE
            answer(occurrence=row, by=client, what=what, at=moment + MINUTE)
        moment += MINUTE if at("09:00") <= moment < at("18:00") else 15 * MINUTE

    morning = [at(wall) for wall in ("09:45", "09:51", "10:37", "11:23", "12:09")]
    assert said == [*morning, *(at(wall) for wall in ("13:45", "14:31", "16:45"))]
    assert set(push.titles) == {"Time to stand up"}
    assert {one.path for one in push.notices} == {"/desk/"}
