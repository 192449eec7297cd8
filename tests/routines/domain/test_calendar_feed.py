"""The calendar feed: read back by the library, on the right wall times, stable from week to week."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar

from routines.domain.calendar_feed import CalendarEntry, feed_days, is_quiet, write_feed

KEY = uuid.UUID("0192f6f0-0000-7000-8000-000000000001")
NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
TUESDAY = NOW.date()
DAY = dt.timedelta(days=1)


def entry(**changes: Any) -> CalendarEntry:
    usual = {
        "key": KEY,
        "summary": "Your 8 minutes are ready",
        "at": dt.time(8),
        "minutes": 8,
        "days": tuple(feed_days(TUESDAY)),
        "changed_at": NOW,
    }
    return CalendarEntry(**{**usual, **changes})


def written(*entries: CalendarEntry, time_zone: str = "Europe/Berlin", **changes: Any) -> bytes:
    usual = {"today": TUESDAY, "address": "https://carryover.example/"}
    return write_feed(entries, time_zone=time_zone, **{**usual, **changes})


def events(feed: bytes) -> list[Any]:
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def moments(event: Any) -> list[dt.datetime]:
    """Expand an entry the way a calendar program does, on wall times of its zone."""
    start: dt.datetime = event["DTSTART"].dt
    if "RRULE" not in event:
        return [start]
    rule = event["RRULE"].to_ical().decode()
    left_out = event.get("EXDATE", [])
    lists = left_out if isinstance(left_out, list) else [left_out]
    without = {each.dt for one in lists for each in one.dts}
    return [one for one in rrulestr(rule, dtstart=start) if one not in without]


def test_a_feed_is_read_back_as_it_was_meant() -> None:
    calendar: Any = Calendar.from_ical(written(entry()))
    (event,) = calendar.walk("VEVENT")
    (alarm,) = event.walk("VALARM")

    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == dt.timedelta(hours=6)
    assert calendar["X-PUBLISHED-TTL"] == "PT6H"
    assert event["SUMMARY"] == "Your 8 minutes are ready"
    assert event["DURATION"].dt == dt.timedelta(minutes=8)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert (event["TRANSP"], event["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", dt.timedelta())
    assert alarm["DESCRIPTION"] == event["SUMMARY"]
    assert not calendar.errors


def test_lines_end_and_fold_as_the_standard_asks_and_texts_are_escaped() -> None:
    feed = written(entry(summary="One, two; three\\four\nfive " + "é" * 60))

    assert feed.count(b"\n") == feed.count(b"\r\n")
    assert max(len(line) for line in feed.split(b"\r\n")) <= 75
    assert b"One\\, two\\; three\\\\four\\nfive" in feed.replace(b"\r\n ", b"")
    assert events(feed)[0]["SUMMARY"].startswith("One, two; three\\four\nfive é")


# Each with a change of the clocks within the sixty days: forward, forward on another day, back.
@pytest.mark.parametrize(
    ("name", "today", "offsets"),
    [
        pytest.param("Europe/Berlin", dt.date(2026, 3, 10), {1, 2}, id="berlin-forward"),
        pytest.param("America/New_York", dt.date(2026, 3, 4), {-5, -4}, id="new-york-forward"),
        pytest.param("Australia/Sydney", dt.date(2026, 3, 10), {11, 10}, id="sydney-back"),
        pytest.param("Asia/Kolkata", dt.date(2026, 3, 10), {5.5}, id="kolkata-never"),
    ],
)
def test_the_wall_time_stays_when_the_clocks_change(
    name: str, today: dt.date, offsets: set[float]
) -> None:
    days = tuple(feed_days(today))
    feed = written(entry(days=days, at=dt.time(7, 40)), time_zone=name, today=today)
    (event,) = events(feed)

    told = moments(event)

    assert [one.date() for one in told] == list(days)
    assert {one.time() for one in told} == {dt.time(7, 40)}
    assert {one.utcoffset() for one in told} == {dt.timedelta(hours=hours) for hours in offsets}


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_the_feed_brings_the_changes_of_the_clocks_with_it(name: str) -> None:
    found: Any
    (found,) = Calendar.from_ical(written(entry(), time_zone=name)).walk("VTIMEZONE")

    told, known = found.to_tz(lookup_tzid=False), ZoneInfo(name)

    for day in feed_days(TUESDAY):
        noon = dt.datetime.combine(day, dt.time(12))
        assert told.utcoffset(noon) == known.utcoffset(noon), day


def test_days_that_are_left_out_are_exceptions_of_the_rule() -> None:
    working = tuple(day for day in feed_days(TUESDAY) if day.weekday() < 5)
    away = {TUESDAY + 7 * DAY, TUESDAY + 8 * DAY}
    (event,) = events(written(entry(days=tuple(day for day in working if day not in away))))

    assert event["RRULE"]["BYDAY"] == ["MO", "TU", "WE", "TH", "FR"]
    assert {one.date() for one in moments(event)} == set(working) - away


def test_the_first_day_is_never_one_that_is_left_out() -> None:
    days = tuple(feed_days(TUESDAY))[3:]
    (event,) = events(written(entry(days=days)))

    assert event["DTSTART"].dt.date() == days[0]
    assert [one.date() for one in moments(event)] == list(days)


def test_one_day_needs_no_rule_and_none_no_entry() -> None:
    (event,) = events(written(entry(days=(TUESDAY,))))
    empty: Any = Calendar.from_ical(written(entry(days=())))

    assert "RRULE" not in event
    assert not empty.walk("VEVENT")
    assert not empty.walk("VTIMEZONE")


def test_the_same_week_gives_the_same_bytes_and_entries_keep_their_uid() -> None:
    wednesday = written(entry(days=tuple(feed_days(TUESDAY + DAY))), today=TUESDAY + DAY)
    week_later = TUESDAY + 7 * DAY
    later = written(entry(days=tuple(feed_days(week_later))), today=week_later)

    assert wednesday == written(entry())
    assert later != written(entry())
    assert [one["UID"] for one in events(later)] == [one["UID"] for one in events(wednesday)]


def test_each_time_of_day_is_an_entry_of_its_own() -> None:
    morning, evening = events(written(entry(), entry(at=dt.time(18))))

    assert morning["UID"] != evening["UID"]
    assert str(KEY) not in morning["UID"], "the key of a row is nobody else's business"


def test_utc_needs_no_zone() -> None:
    calendar: Any = Calendar.from_ical(written(entry(), time_zone="UTC"))

    assert not calendar.walk("VTIMEZONE")
    assert b"DTSTART:20260309T080000Z" in written(entry(), time_zone="UTC")


def test_a_feed_reaches_sixty_days_and_whole_weeks() -> None:
    days = feed_days(TUESDAY)

    assert (days[0].weekday(), days[-1].weekday()) == (0, 6)
    assert days[-1] >= TUESDAY + 60 * DAY


@pytest.mark.parametrize(
    ("at", "quiet_from", "quiet_until", "expected"),
    [
        pytest.param("22:00", "21:00", "07:30", True, id="late"),
        pytest.param("07:29", "21:00", "07:30", True, id="early"),
        pytest.param("07:30", "21:00", "07:30", False, id="when-they-end"),
        pytest.param("13:00", "12:00", "14:00", True, id="by-day"),
        pytest.param("13:00", "12:00", "12:00", False, id="equal-is-none"),
    ],
)
def test_quiet_hours_may_run_over_midnight(
    at: str, quiet_from: str, quiet_until: str, expected: bool
) -> None:
    read = dt.time.fromisoformat

    found = is_quiet(read(at), quiet_from=read(quiet_from), quiet_until=read(quiet_until))

    assert found is expected
