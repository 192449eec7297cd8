"""A calendar feed (RFC 5545): entries at wall times of one zone, written by the icalendar library.

An entry keeps its wall time when the clocks change, because it names its zone and not an offset.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.time_zones import zone_or_utc
from routines.domain.breaks import monday_of

if TYPE_CHECKING:
    from icalendar import Event

NAME = "Carryover"
# At least so far ahead; whole weeks, so that what is written changes once a week by itself.
DAYS_AHEAD = 60
REFRESH = dt.timedelta(hours=6)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """Something that comes at one wall time on some days, for so many minutes.

    `key` and `at` make its UID, so that it stays the same entry whenever it is fetched. `changed_at`
    is an aware moment.
    """

    key: uuid.UUID
    summary: str
    at: dt.time
    minutes: int
    days: tuple[dt.date, ...]
    changed_at: dt.datetime


def feed_days(today: dt.date) -> list[dt.date]:
    """Return the days a feed tells of: from this Monday to a Sunday at least 60 days ahead."""
    first = monday_of(today)
    last = monday_of(today + dt.timedelta(days=DAYS_AHEAD)) + dt.timedelta(days=6)
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def is_quiet(at: dt.time, *, quiet_from: dt.time, quiet_until: dt.time) -> bool:
    """Whether a wall time falls into quiet hours, which may run over midnight; equal ones are none."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def write_feed(
    entries: Iterable[CalendarEntry], *, time_zone: str, today: dt.date, address: str
) -> bytes:
    """Return the feed as a calendar program reads it; the same bytes for the same entries all week.

    `time_zone` is the name of the client's zone, `address` where the app is opened.
    """
    # Loaded where it is needed: it takes 3 MiB, and most processes never write a calendar.
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("prodid", "-//Carryover//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    local = zone_or_utc(time_zone)
    told = [one for one in entries if one.days]
    if told and local.key != "UTC":
        days = feed_days(today)
        # A year before, so that it begins with a change of the clocks and not in the middle.
        calendar.add_component(
            Timezone.from_tzinfo(
                local,
                local.key,
                first_date=dt.date(days[0].year - 1, 1, 1),
                last_date=dt.date(days[-1].year + 1, 1, 1),
            )
        )
    for one in told:
        calendar.add_component(_event(one, local=local, address=address))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: CalendarEntry, *, local: dt.tzinfo, address: str) -> Event:
    from icalendar import Alarm, Event

    days = sorted(entry.days)
    event = Event()
    event.add("uid", str(uuid.uuid5(entry.key, f"{entry.at:%H:%M}")))
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("summary", entry.summary)
    event.add("dtstart", _moment(days[0], entry.at, local))
    event.add("duration", dt.timedelta(minutes=entry.minutes))
    if len(days) > 1:
        weekdays = {day.weekday() for day in days}
        event.add(
            "rrule",
            {
                "freq": "weekly",
                "until": _moment(days[-1], entry.at, local).astimezone(dt.UTC),
                "byday": [_WEEKDAYS[weekday] for weekday in sorted(weekdays)],
            },
        )
        missing = _between(days, weekdays)
        if missing:
            event.add("exdate", [_moment(day, entry.at, local) for day in missing])
    # Nobody is busy because of it, and whoever sees the calendar need not see this.
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", address)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", dt.timedelta())
    alarm.add("description", entry.summary)
    event.add_component(alarm)
    return event


def _moment(day: dt.date, at: dt.time, local: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, at, tzinfo=local)


def _between(days: Collection[dt.date], weekdays: Collection[int]) -> list[dt.date]:
    """Return the days on these weekdays from the first to the last that are not among `days`."""
    first, last = min(days), max(days)
    all_days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in all_days if day.weekday() in weekdays and day not in days]
