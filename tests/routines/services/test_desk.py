"""What happens at a desk is stored once, whenever it arrives; and how a day goes is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.desk import Begins, ImpossibleDeskError, WorkHours
from routines.models import DeskEvent, DeskPlan
from routines.services.once import SentBeforeError
from tests.desk_factories import make_desk_plan, send_desk
from tests.factories import NOW, make_client
from tests.library_factories import make_routine

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def ivan() -> User:
    return make_client(time_zone="Europe/Berlin")


def test_sent_twice_it_is_stored_once(ivan: User) -> None:
    key = uuid7()

    assert send_desk(ivan, "stood", key=key).is_new
    again = send_desk(ivan, "stood", key=key, now=NOW + MINUTE)

    assert (again.is_new, DeskEvent.objects.count()) == (False, 1)


def test_a_key_stands_for_one_thing(ivan: User) -> None:
    key = uuid7()
    first = send_desk(ivan, "stood", key=key).row

    with pytest.raises(SentBeforeError) as other_body:
        send_desk(ivan, "skipped", key=key)
    with pytest.raises(SentBeforeError) as other_person:
        send_desk(make_client(), "stood", key=key)

    assert (other_body.value.stored, other_person.value.stored) == (first, None)


def test_a_late_one_counts_on_the_day_of_its_tap(ivan: User) -> None:
    late = send_desk(ivan, "stood", at=NOW - dt.timedelta(days=3), now=NOW).row

    assert (late.local_day, late.received_at) == (dt.date(2026, 3, 7), NOW)


def test_the_day_is_that_of_the_phone(ivan: User) -> None:
    evening = dt.datetime(2026, 3, 10, 20, 0, tzinfo=dt.UTC)

    assert send_desk(ivan, "stood", at=evening).row.local_day == dt.date(2026, 3, 10)
    there = send_desk(ivan, "stood", at=evening, time_zone="Asia/Tokyo").row
    assert (there.local_day, there.time_zone) == (dt.date(2026, 3, 11), "Asia/Tokyo")


def test_a_phone_with_a_wrong_clock_loses_nothing_and_a_pause_keeps_its_length(ivan: User) -> None:
    in_1970 = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    until = in_1970 + 30 * MINUTE
    event = send_desk(ivan, "paused", at=in_1970, until=until, now=NOW).row

    assert event.at == NOW - dt.timedelta(days=31)
    assert event.until == event.at + 30 * MINUTE


@pytest.mark.parametrize(
    ("kind", "length"),
    [("stood", 5 * MINUTE), ("paused", 0 * MINUTE), ("paused", dt.timedelta(hours=13))],
    ids=["not a pause", "no length", "too long"],
)
def test_an_end_that_no_pause_can_have_is_refused(
    ivan: User, kind: str, length: dt.timedelta
) -> None:
    with pytest.raises(ImpossibleDeskError) as refused:
        send_desk(ivan, kind, until=NOW + length)

    assert (refused.value.field, DeskEvent.objects.count()) == ("until", 0)


def test_who_begins_a_day_without_a_plan_gets_the_usual_one(ivan: User) -> None:
    send_desk(ivan, "stood")
    assert not DeskPlan.objects.exists()

    send_desk(ivan, "started")
    send_desk(ivan, "started")
    plan = DeskPlan.objects.get()
    assert (plan.client, plan.interval_minutes, plan.is_on) == (ivan, 45, True)


def test_a_plan_is_one_row_that_changes(ivan: User) -> None:
    make_desk_plan(client=ivan)
    hours = WorkHours((None, (dt.time(8), dt.time(12)), *(None,) * 5))
    lunch = (dt.time(12), dt.time(12, 30))
    make_desk_plan(client=ivan, hours=hours, interval=30, begins=Begins.CLOCK, lunch=lunch)

    plan = DeskPlan.objects.get()
    assert plan.hours == [None, ["08:00", "12:00"], None, None, None, None, None]
    assert (plan.interval_minutes, plan.begins) == (30, "clock")
    assert (plan.lunch_from, plan.lunch_until) == lunch


@pytest.mark.parametrize(
    "routine",
    [{"field": "core", "availability": "self-start"}, {"field": "desk"}],
    ids=["no desk break", "not for self-start"],
)
def test_only_a_break_that_may_be_begun_alone_can_be_picked(
    ivan: User, routine: dict[str, Any]
) -> None:
    with pytest.raises(ImpossibleDeskError) as refused:
        make_desk_plan(client=ivan, routine=make_routine(**routine))

    assert (refused.value.field, DeskPlan.objects.count()) == ("routine", 0)


def test_what_cannot_be_leaves_the_plan_as_it_was(ivan: User) -> None:
    make_desk_plan(client=ivan)

    with pytest.raises(ImpossibleDeskError):
        make_desk_plan(client=ivan, interval=91)
    assert DeskPlan.objects.get().interval_minutes == 45
