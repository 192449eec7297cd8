"""What the page of a day at the desk is made of; how it looks is tested with its view."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.desk import DeskRules, WorkHours
from routines.queries.desk_page import built_in_breaks, desk_homework, desk_page, say_hours
from tests.desk_factories import send_desk
from tests.factories import NOW, make_client, make_clinic
from tests.homework_factories import make_performed_session, make_self_start
from tests.library_factories import make_routine

TUESDAY = dt.date(2026, 3, 10)
SUNDAY = dt.date(2026, 3, 15)
MORNING = (dt.time(8), dt.time(12))
WHOLE = (dt.time(9), dt.time(17, 30))


@pytest.mark.parametrize(
    ("week", "day", "said"),
    [
        ((*(WHOLE,) * 5, None, None), TUESDAY, "Mon to Fri 9:00 to 17:30"),
        ((WHOLE,) * 7, TUESDAY, "Every day 9:00 to 17:30"),
        ((WHOLE, MORNING, *(None,) * 5), TUESDAY, "Today 8:00 to 12:00"),
        ((WHOLE, MORNING, *(None,) * 5), SUNDAY, "No work today"),
        ((None,) * 7, TUESDAY, "No work hours yet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_work_hours_are_said_in_one_line(
    week: tuple[tuple[dt.time, dt.time] | None, ...], day: dt.date, said: str
) -> None:
    rules = DeskRules(interval=45, hours=WorkHours(week), time_zone="UTC")

    assert say_hours(rules, on=day) == said


@pytest.mark.django_db
def test_the_phone_is_told_what_happened_today_and_how_much_before() -> None:
    client = make_client()
    given = make_self_start(client=client)
    done = make_performed_session(assignment=given)
    tap = send_desk(client, "started").row
    send_desk(client, "stood", at=NOW - dt.timedelta(days=1))
    send_desk(client, "stood", at=NOW - dt.timedelta(days=2))

    facts = desk_page(client, now=NOW).facts

    # Sunday is another week.
    assert facts["before"] == 1
    assert [one["key"] for one in facts["taps"]] == [str(tap.pk)]
    assert [one["key"] for one in facts["breaks"]] == [str(done.pk)]
    assert facts["assignments"] == {str(given.pk): given.current_version.exercise_count}


@pytest.mark.django_db
def test_only_running_breaks_may_be_begun() -> None:
    client = make_client()
    running, resting = (
        make_self_start(
            client=client, routine=make_routine(field="desk", availability="self-start")
        )
        for _ in range(2)
    )
    resting.status = "paused"
    resting.save()

    assert [one.assignment for one in desk_homework(client)] == [running]


@pytest.mark.django_db
def test_what_anybody_may_begin_alone_is_built_in_and_a_break() -> None:
    meant = make_routine(field="desk", availability="self-start")
    make_routine(field="core", availability="self-start")
    make_routine(field="desk")
    make_routine(field="desk", availability="self-start", clinic=make_clinic())

    assert built_in_breaks() == (meant,)
