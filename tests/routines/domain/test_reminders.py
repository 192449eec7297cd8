"""When reminders are due: every zone there is, seven years of changing clocks, quiet hours."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.time_zones import known_zones
from routines.domain.reminders import (
    DueTime,
    QuietHours,
    ReminderTimes,
    is_day_off,
    next_midnight,
    peace_ends,
    snoozed_slot,
    usual_times,
)
from routines.domain.schedule import Frequency

DAY = dt.timedelta(days=1)
NIGHT = QuietHours(starts=dt.time(21), ends=dt.time(7, 30))
MONDAY = dt.date(2026, 3, 9)
WALLS = ("00:00", "02:30", "23:30")


def times(*walls: str, time_zone: str = "Europe/Berlin", **fields: Any) -> ReminderTimes:
    return ReminderTimes(times=walls, time_zone=time_zone, **fields)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def only(found: list[DueTime]) -> DueTime:
    (one,) = found
    return one


# --- clocks that change --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "wall", "at"),
    [
        # Clocks go from 02:00 to 03:00: the first moment after the gap.
        ("America/New_York", (2026, 3, 8), "02:30", utc(2026, 3, 8, 7)),
        # By half an hour, from 02:00 to 02:30.
        ("Australia/Lord_Howe", (2026, 10, 4), "02:15", utc(2026, 10, 3, 15, 30)),
        # By two hours, from 01:00 to 03:00.
        ("Antarctica/Troll", (2026, 3, 29), "01:30", utc(2026, 3, 29, 1)),
        # Midnight does not exist.
        ("Africa/Cairo", (2026, 4, 24), "00:00", utc(2026, 4, 23, 22)),
        ("America/Santiago", (2026, 9, 6), "00:00", utc(2026, 9, 6, 4)),
        # The gap ends on the next day, so it is a minute before it.
        ("America/Nuuk", (2026, 3, 28), "23:30", utc(2026, 3, 29, 0, 59)),
        ("America/Scoresbysund", (2026, 3, 28), "23:30", utc(2026, 3, 29, 0, 59)),
        # Twice: the first of the two.
        ("America/New_York", (2026, 11, 1), "01:30", utc(2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", (2026, 4, 5), "01:45", utc(2026, 4, 4, 14, 45)),
        # A time that is there as on any day.
        ("Asia/Kathmandu", (2026, 3, 10), "08:00", utc(2026, 3, 10, 2, 15)),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else None,
)
def test_each_wall_time_has_one_moment(
    zone: str, day: tuple[int, int, int], wall: str, at: dt.datetime
) -> None:
    due = only(times(wall, time_zone=zone).on(dt.date(*day)))

    assert due.at == at
    assert (due.local_day, due.slot) == (dt.date(*day), wall)


def test_a_day_that_a_zone_left_out_has_no_reminder() -> None:
    # Samoa went over the date line.
    samoa = times("08:00", time_zone="Pacific/Apia")

    assert samoa.on(dt.date(2011, 12, 30)) == []
    following = samoa.after(utc(2011, 12, 30, 9))
    assert following is not None
    assert following.local_day == dt.date(2011, 12, 31)


def test_two_times_in_one_gap_are_said_once() -> None:
    new_york = times("02:15", "02:45", "03:00", time_zone="America/New_York")

    assert only(new_york.on(dt.date(2026, 3, 8))).slot == "02:15"


@cache
def _days_to_look_at(zone: str) -> tuple[dt.date, ...]:
    # Every day around a change of the clocks, and one of each month else.
    where = ZoneInfo(zone)
    days = {dt.date(year, month, 15) for year in range(2024, 2031) for month in range(1, 13)}
    moments = [utc(2023, 12, 28) + 7 * DAY * week for week in range(366)]
    offsets = [moment.astimezone(where).utcoffset() for moment in moments]
    for index, (before, after) in enumerate(pairwise(offsets)):
        if before != after:
            last = (moments[index + 1] + 2 * DAY).date()
            days |= {last - DAY * back for back in range(12)}
    return tuple(sorted(days))


def test_no_zone_misses_doubles_or_disturbs_in_seven_years() -> None:
    quiet = QuietHours(starts=dt.time(23), ends=dt.time(2))
    shown = {wall: dt.time.fromisoformat(wall) for wall in WALLS}
    problems, checked = [], 0
    for zone in sorted(known_zones()):
        where = ZoneInfo(zone)
        loud, calm = times(*WALLS, time_zone=zone), times(*WALLS, time_zone=zone, quiet=quiet)
        before: dt.datetime | None = None
        for day in _days_to_look_at(zone):
            due = loud.on(day)
            checked += len(due)
            if [one.slot for one in due] != list(WALLS):
                problems.append((zone, day, "missed"))
            for one in due:
                here = one.at.astimezone(where)
                late = dt.datetime.combine(day, here.time()) - dt.datetime.combine(
                    day, shown[one.slot]
                )
                if here.date() != day or here.fold or not -DAY / 12 < late <= DAY / 12:
                    problems.append((zone, day, "another time"))
                if not one.at < one.ends_at <= next_midnight(one.at, zone):
                    problems.append((zone, day, "window"))
                if before is not None and one.at <= before:
                    problems.append((zone, day, "out of order"))
                before = one.at
            for one in calm.on(day):
                ends = one.ends_at.astimezone(where).time()
                if quiet.covers(one.at.astimezone(where).time()) or ends > dt.time(23):
                    problems.append((zone, day, "quiet"))

    assert problems == []
    assert checked > 150_000


@pytest.mark.parametrize(
    "zone", ["America/Nuuk", "Africa/Cairo", "Australia/Lord_Howe", "Antarctica/Troll", "Asia/Gaza"]
)
def test_one_after_the_other_is_the_same_as_day_by_day(zone: str) -> None:
    rule = times(*WALLS, "12:00", time_zone=zone)
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    by_day = [
        one for ahead in range((last - first).days + 1) for one in rule.on(first + DAY * ahead)
    ]
    moment = by_day[0].at - dt.timedelta(seconds=1)
    in_turn = []
    while (one := rule.after(moment)) is not None and one.local_day <= last:
        in_turn.append(one)
        moment = one.at

    assert in_turn == by_day
    assert rule.between(by_day[0].at - dt.timedelta(seconds=1), by_day[-1].at) == by_day


# --- which days ----------------------------------------------------------------------------


def test_homework_is_reminded_of_on_its_days_alone() -> None:
    frequency = Frequency(
        times_per_day=1, weekdays=frozenset({0, 2}), starts_on=MONDAY, ends_on=MONDAY + 9 * DAY
    )
    rule = times("18:30", frequency=frequency)
    moment, days = utc(2026, 1, 1), []
    while (one := rule.after(moment)) is not None:
        days.append((one.local_day - MONDAY).days)
        moment = one.at

    assert days == [0, 2, 7, 9]


def test_days_off_are_left_out_and_it_goes_on_after_them() -> None:
    off: dict[str, Any] = {"off_from": MONDAY, "off_until": MONDAY + 40 * DAY}
    rule = times("18:30", **off)

    assert rule.on(MONDAY + 40 * DAY) == []
    following = rule.after(utc(2026, 3, 9))
    assert following is not None
    assert following.local_day == MONDAY + 41 * DAY


def test_days_off_without_an_end_go_on() -> None:
    assert is_day_off(MONDAY + 999 * DAY, off_from=MONDAY, off_until=None)
    assert times("18:30", off_from=MONDAY).after(utc(2026, 3, 9)) is None


# --- quiet hours ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quiet", "at", "is_quiet"),
    [
        (NIGHT, dt.time(21), True),
        (NIGHT, dt.time(2), True),
        (NIGHT, dt.time(7, 30), False),
        (NIGHT, dt.time(20, 59), False),
        (QuietHours(starts=dt.time(12), ends=dt.time(14)), dt.time(13), True),
        (QuietHours(starts=dt.time(12), ends=dt.time(14)), dt.time(14), False),
        (QuietHours(starts=dt.time(8), ends=dt.time(8)), dt.time(8), False),
    ],
    ids=["from", "over-midnight", "until", "before", "by-day", "by-day-until", "none"],
)
def test_quiet_hours_may_run_over_midnight(quiet: QuietHours, at: dt.time, is_quiet: bool) -> None:
    assert quiet.covers(at) is is_quiet


def test_a_time_in_quiet_hours_is_skipped_and_not_piled_up() -> None:
    rule = times("07:00", "18:30", "22:00", quiet=NIGHT)

    assert [one.slot for one in rule.on(MONDAY)] == ["18:30"]
    assert times("07:00", quiet=NIGHT).after(utc(2026, 3, 9)) is None


def test_a_gap_never_moves_a_reminder_into_quiet_hours() -> None:
    # 02:30 would be 03:00 that night.
    quiet = QuietHours(starts=dt.time(3), ends=dt.time(4))

    assert times("02:30", time_zone="America/New_York", quiet=quiet).on(dt.date(2026, 3, 8)) == []


def test_peace_ends_when_quiet_hours_do() -> None:
    evening, noon = utc(2026, 3, 9, 21), utc(2026, 3, 9, 12)

    assert peace_ends(evening, quiet=NIGHT, time_zone="Europe/Berlin") == utc(2026, 3, 10, 6, 30)
    assert peace_ends(noon, quiet=NIGHT, time_zone="Europe/Berlin") == noon


# --- how long it is of use -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("walls", "fields", "ends"),
    [
        (("18:30",), {}, ["21:00"]),
        (("08:00", "18:30"), {}, ["18:30", "21:00"]),
        (("18:30",), {"quiet": QuietHours(starts=dt.time(20), ends=dt.time(7))}, ["20:00"]),
        (("22:15",), {}, ["23:15"]),
        (("23:30",), {}, ["00:00"]),
        (("08:30",), {"latest": dt.time(12)}, ["12:00"]),
    ],
    ids=["evening", "the-next", "quiet", "late", "midnight", "noon"],
)
def test_a_window_ends_with_the_evening_the_next_time_or_quiet_hours(
    walls: tuple[str, ...], fields: dict[str, Any], ends: list[str]
) -> None:
    due = times(*walls, **fields).on(MONDAY)

    berlin = ZoneInfo("Europe/Berlin")
    assert [f"{one.ends_at.astimezone(berlin):%H:%M}" for one in due] == ends


# --- slots ---------------------------------------------------------------------------------


def test_a_reminder_is_put_off_at_most_three_times() -> None:
    slots = ["10:45"]
    while (following := snoozed_slot(slots[-1])) is not None:
        slots.append(following)

    assert slots == ["10:45", "10:45+1", "10:45+2", "10:45+3"]


def test_usual_times_lie_within_the_day_and_are_as_many_as_asked() -> None:
    for count in range(1, 13):
        walls = usual_times(count)
        assert len(set(walls)) == count
        assert list(walls) == sorted(walls)
        assert walls[0] >= "08:00"
        assert walls[-1] <= "20:00"
