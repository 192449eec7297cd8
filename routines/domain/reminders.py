"""When a reminder is due: wall times of the client's own zone, whatever their clocks do.

Nothing here reads a clock: `moment` and `day` are arguments. Moments are aware; those returned are UTC.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from accounts.time_zones import zone_or_utc
from routines.domain.desk import MOST_SNOOZES, SNOOZE_MINUTES
from routines.domain.schedule import Frequency

# Two notices for one thing within a few minutes would be one too many.
SNOOZE = dt.timedelta(minutes=SNOOZE_MINUTES)
# How long "time to stand up" is true; then it is skipped, never piled up.
DESK_WINDOW = dt.timedelta(minutes=10)
# What was set for later than a kind's usual end is still of use for a while.
LATE_WINDOW = dt.timedelta(hours=1)
EVENING = dt.time(21)
NOON = dt.time(12)
STOP_SLOT = "stop"
# So often in a row nobody answers before a reminder stops by itself.
MOST_IGNORED = 5
# The same look at the week is announced at most once in a week.
CHECK_IN_EVERY = dt.timedelta(days=6)

MORNING_QUESTION_TIMES = ("08:30",)
CHECK_IN_TIMES = ("17:00",)
_MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
# Within so many days every weekday comes up, and a time that one day's clocks leave out as well.
_LOOK_AHEAD = 9
_USUAL: dict[int, tuple[str, ...]] = {
    1: ("18:30",),
    2: ("08:00", "18:30"),
    3: ("08:00", "13:00", "18:30"),
    4: ("08:00", "11:30", "15:00", "18:30"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Wall times from `starts` until `ends` at which nobody is reminded; they may run over midnight.

    Equal ones mean that there are none.
    """

    starts: dt.time
    ends: dt.time

    def covers(self, at: dt.time) -> bool:
        """Whether a wall time is quiet; the end itself no longer is."""
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends

    @property
    def are_none(self) -> bool:
        """Whether no time is quiet."""
        return self.starts == self.ends


NEVER_QUIET = QuietHours(starts=dt.time(0), ends=dt.time(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTime:
    """One time that a reminder is due: named by the local day and its slot, `at` until `ends_at`."""

    local_day: dt.date
    slot: str
    at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderTimes:
    """The wall times ("08:00") of one reminder, in a zone, and the days and hours it keeps out of.

    `latest` is the wall time from which on it is of no use that day; what is due later keeps an hour.
    `frequency` names the days; None is every day. `off_from` to `off_until` are days off, both
    included.
    """

    times: tuple[str, ...]
    time_zone: str
    quiet: QuietHours = NEVER_QUIET
    latest: dt.time = EVENING
    frequency: Frequency | None = None
    off_from: dt.date | None = None
    off_until: dt.date | None = None

    def on(self, day: dt.date) -> list[DueTime]:
        """Return what is due on a local day, in order; never two at one moment, none in quiet hours.

        A wall time that a day does not have is due at the first moment after the gap, or where
        that is another day, a minute before it. One that a day has twice is due the first time.
        """
        if not self._is_due_on(day):
            return []
        where = zone_or_utc(self.time_zone)
        found: dict[dt.datetime, str] = {}
        for slot in sorted(self.times):
            wall = wall_time(slot)
            at = moment_of(day, wall, where)
            if at is None or self.quiet.covers(wall):
                continue
            if not self.quiet.covers(at.astimezone(where).time()):
                found.setdefault(at, slot)
        ends = self._ends(list(found), day, where)
        return [
            DueTime(local_day=day, slot=slot, at=at, ends_at=end)
            for (at, slot), end in zip(found.items(), ends, strict=True)
        ]

    def after(self, moment: dt.datetime) -> DueTime | None:
        """Return the next one that is due later than `moment`, or None when there is none any more."""
        day = moment.astimezone(zone_or_utc(self.time_zone)).date()
        if self.frequency is not None:
            day = max(day, self.frequency.starts_on)
        # Twice: once more after the days off.
        for _ in range(2):
            for ahead in range(_LOOK_AHEAD):
                for one in self.on(day + ahead * _DAY):
                    if one.at > moment:
                        return one
            if self.off_until is None or self.off_until < day:
                return None
            day = self.off_until + _DAY
        return None

    def between(self, after: dt.datetime, until: dt.datetime) -> list[DueTime]:
        """Return those that are due later than `after` and not later than `until`, in order."""
        where = zone_or_utc(self.time_zone)
        day, last = after.astimezone(where).date(), until.astimezone(where).date()
        found = []
        while day <= last:
            found += [one for one in self.on(day) if after < one.at <= until]
            day += _DAY
        return found

    def _is_due_on(self, day: dt.date) -> bool:
        if is_day_off(day, off_from=self.off_from, off_until=self.off_until):
            return False
        return self.frequency is None or self.frequency.due_on(day) > 0

    def _ends(self, moments: list[dt.datetime], day: dt.date, where: ZoneInfo) -> list[dt.datetime]:
        if not moments:
            return []
        midnight = _from(day + _DAY, dt.time(0), where)
        latest = moment_of(day, self.latest, where)
        # The next one takes the place of the one before it.
        following = [after for _, after in pairwise(moments)]
        ends = []
        for at, next_at in zip(moments, [*following, midnight], strict=True):
            usual = latest if latest is not None and latest > at else at + LATE_WINDOW
            ends.append(min(usual, next_at, midnight, self._quiet_after(at, day, where)))
        return ends

    def _quiet_after(self, at: dt.datetime, day: dt.date, where: ZoneInfo) -> dt.datetime:
        if self.quiet.are_none:
            return at + 2 * _DAY
        starts = (_from(day + ahead * _DAY, self.quiet.starts, where) for ahead in range(2))
        return next((start for start in starts if start > at), at + 2 * _DAY)


def wall_time(slot: str) -> dt.time:
    """Return the wall time of a slot: 08:00 for "08:00", 10:45 for "10:45+1"."""
    return dt.time(int(slot[:2]), int(slot[3:5]))


def slot_of(moment: dt.datetime, time_zone: str) -> str:
    """Return the slot that a moment falls on in a zone, such as "10:45"."""
    return moment.astimezone(zone_or_utc(time_zone)).strftime("%H:%M")


def snoozed_slot(slot: str) -> str | None:
    """Return the slot five minutes on, "10:45+1" after "10:45", or None after the third."""
    base, _, count = slot.partition("+")
    times = int(count or 0) + 1
    return f"{base}+{times}" if times <= MOST_SNOOZES else None


def is_snoozed(slot: str) -> bool:
    """Whether the client asked for this one themselves, by "In 5 minutes"."""
    return "+" in slot


def usual_times(times_per_day: int) -> tuple[str, ...]:
    """Return the wall times that homework for so many times a day is reminded of at first.

    From five on they are spread evenly from 08:00 to 20:00, to the half hour.
    """
    if times_per_day in _USUAL:
        return _USUAL[times_per_day]
    step = 24 / max(1, times_per_day - 1)
    halves = [16 + round(number * step) for number in range(times_per_day)]
    return tuple(f"{half // 2:02d}:{half % 2 * 30:02d}" for half in halves)


def is_day_off(day: dt.date, *, off_from: dt.date | None, off_until: dt.date | None) -> bool:
    """Whether a day lies within the days off, both included; without a last day they go on."""
    return off_from is not None and off_from <= day and (off_until is None or day <= off_until)


def moment_of(day: dt.date, wall: dt.time, where: ZoneInfo) -> dt.datetime | None:
    """Return the moment (UTC) at which clocks in a zone show a wall time on a day.

    The first of two; after a gap its first moment, but where that is the next day, a minute before
    the gap. None where the zone leaves out the whole day.
    """
    naive = dt.datetime.combine(day, wall)
    first = naive.replace(tzinfo=where).astimezone(dt.UTC)
    if first.astimezone(where).replace(tzinfo=None) == naive:
        return first
    after = _after_gap(naive, where)
    for moment in (after, after - _MINUTE):
        if moment.astimezone(where).date() == day:
            return moment
    return None


def peace_ends(moment: dt.datetime, *, quiet: QuietHours, time_zone: str) -> dt.datetime:
    """Return the first moment from `moment` on that is not in quiet hours."""
    where = zone_or_utc(time_zone)
    here = moment.astimezone(where)
    if not quiet.covers(here.time()):
        return moment
    ends = (_from(here.date() + ahead * _DAY, quiet.ends, where) for ahead in range(2))
    return next(end for end in ends if end > moment)


def next_midnight(moment: dt.datetime, time_zone: str) -> dt.datetime:
    """Return the moment at which the client's next day begins."""
    where = zone_or_utc(time_zone)
    return _from(moment.astimezone(where).date() + _DAY, dt.time(0), where)


def _from(day: dt.date, wall: dt.time, where: ZoneInfo) -> dt.datetime:
    # As `moment_of`, but after a gap always its first moment: something begins or ends then.
    naive = dt.datetime.combine(day, wall)
    first = naive.replace(tzinfo=where).astimezone(dt.UTC)
    if first.astimezone(where).replace(tzinfo=None) == naive:
        return first
    return _after_gap(naive, where)


def _after_gap(naive: dt.datetime, where: ZoneInfo) -> dt.datetime:
    # Read with the offset before the gap it lies after it, and the other way round.
    late = naive.replace(tzinfo=where).astimezone(dt.UTC)
    early = naive.replace(tzinfo=where, fold=1).astimezone(dt.UTC)
    offset = early.astimezone(where).utcoffset()
    low, high = int(early.timestamp()), int(late.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if dt.datetime.fromtimestamp(middle, where).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return dt.datetime.fromtimestamp(high, dt.UTC)
