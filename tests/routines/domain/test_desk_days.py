"""A day at a desk: what is due when, whatever was tapped and in whatever order it arrived."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from routines.domain.desk import (
    MOST_SNOOZES,
    Begins,
    DeskBreak,
    DeskEventKind,
    DeskRules,
    DeskTap,
    WorkHours,
)
from routines.domain.desk_days import DeskDay, DeskState, desk_day
from tests.desk_days import TUESDAY, a_day

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = dt.date(2026, 3, 14)
NINE_TO_HALF_PAST_FIVE = WorkHours.from_json([])
LUNCH = (dt.time(12, 0), dt.time(13, 0))


def at(clock: str, day: dt.date = TUESDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), BERLIN)


def rules(**changes: Any) -> DeskRules:
    usual: dict[str, Any] = {
        "interval": 45,
        "hours": NINE_TO_HALF_PAST_FIVE,
        "time_zone": "Europe/Berlin",
    }
    return DeskRules(**{**usual, **changes})


def tap(kind: str, clock: str, until: str = "") -> DeskTap:
    end = at(until) if until else None
    return DeskTap(kind=DeskEventKind(kind), at=at(clock), until=end, key=f"{kind} {clock}")


def taps(*said: str) -> list[DeskTap]:
    """Return taps from texts such as "09:00 started" and "10:00 paused 10:30"."""
    parts = [one.split() for one in said]
    return [tap(part[1], part[0], *part[2:]) for part in parts]


def look(now: str, *said: str, breaks: list[DeskBreak] | None = None, **changes: Any) -> DeskDay:
    return desk_day(rules(**changes), TUESDAY, taps=taps(*said), breaks=breaks or [], now=at(now))


def clock(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(BERLIN):%H:%M}" if moment else ""


def said(day: DeskDay) -> tuple[str, str, str]:
    """Return the state, since when somebody sits, and when it is time to stand up."""
    return day.state.value, clock(day.sitting_since), clock(day.due_at)


# --- beginning -----------------------------------------------------------------------------


def test_a_day_that_begins_by_a_tap_waits_for_it() -> None:
    assert said(look("09:30")) == ("idle", "", "")
    assert look("09:30").next_at is None


def test_a_day_that_begins_by_the_clock_begins_with_the_work_hours() -> None:
    by_the_clock: dict[str, Any] = {"begins": Begins.CLOCK}

    assert said(look("08:00", **by_the_clock)) == ("idle", "", "09:45")
    assert said(look("09:30", **by_the_clock)) == ("sitting", "09:00", "09:45")


def test_the_first_tap_begins_and_a_second_one_changes_nothing() -> None:
    day = look("09:40", "09:10 started", "09:30 started")

    assert said(day) == ("sitting", "09:10", "09:55")


def test_who_begins_before_the_hours_is_left_alone_until_they_begin() -> None:
    assert said(look("08:55", "08:50 started")) == ("sitting", "08:50", "09:35")
    assert said(look("08:10", "07:00 started")) == ("sitting", "07:00", "09:45")
    assert said(look("09:10", "07:00 started")) == ("sitting", "09:00", "09:45")


def test_standing_up_begins_a_day_that_nobody_began() -> None:
    assert said(look("10:05", "10:00 stood")) == ("sitting", "10:00", "10:45")


# --- standing up ---------------------------------------------------------------------------


def test_it_is_due_one_interval_after_sitting_down() -> None:
    assert look("09:44", "09:00 started").state is DeskState.SITTING
    assert said(look("09:45", "09:00 started")) == ("due", "09:00", "09:45")
    assert said(look("09:45", "09:00 started", interval=60)) == ("sitting", "09:00", "10:00")


def test_just_stood_up_begins_anew_and_counts() -> None:
    day = look("09:50", "09:00 started", "09:46 stood")

    assert (said(day), day.taken) == (("sitting", "09:46", "10:31"), 1)


def test_the_same_standing_up_tapped_twice_counts_once() -> None:
    day = look("09:50", "09:00 started", "09:45 stood", "09:47 stood")

    assert (said(day), day.taken) == (("sitting", "09:47", "10:32"), 1)


def test_a_break_that_was_done_begins_anew_at_its_end_and_counts() -> None:
    done = DeskBreak(started_at=at("09:45"), finished_at=at("09:48"))
    day = look("09:50", "09:00 started", breaks=[done])

    assert said(day) == ("sitting", "09:48", "10:33")
    assert (day.exercised, day.stood, day.taken) == (1, 0, 1)


def test_a_break_that_was_only_opened_begins_anew_and_does_not_count() -> None:
    opened = DeskBreak(started_at=at("09:45"), is_performed=False)
    day = look("09:50", "09:00 started", breaks=[opened])

    assert (said(day), day.taken) == (("sitting", "09:45", "10:30"), 0)


def test_a_break_that_was_left_open_for_hours_does_not_make_anybody_stand_for_hours() -> None:
    left_open = DeskBreak(started_at=at("09:45"), finished_at=at("12:00"))

    assert said(look("12:01", "09:00 started", breaks=[left_open]))[1] == "10:05"


def test_a_break_at_breakfast_does_not_begin_the_day() -> None:
    early = DeskBreak(started_at=at("07:00"), finished_at=at("07:05"))
    day = look("09:30", breaks=[early])

    assert (day.state, day.taken) == (DeskState.IDLE, 1)


# --- not now -------------------------------------------------------------------------------


def test_in_five_minutes_comes_back_in_five_minutes_three_times_at_most() -> None:
    said_thrice = ["09:00 started", "09:46 snoozed", "09:52 snoozed", "09:58 snoozed"]
    day = look("09:59", *said_thrice)
    assert (said(day), day.snoozes_left) == (("sitting", "09:00", "10:03"), 0)

    again = look("10:05", *said_thrice, "10:04 snoozed")
    assert said(again) == ("due", "09:00", "10:03")
    assert again.snoozes == MOST_SNOOZES


def test_in_five_minutes_means_nothing_while_nothing_is_due() -> None:
    day = look("09:20", "09:00 started", "09:10 snoozed")

    assert (said(day), day.snoozes) == (("sitting", "09:00", "09:45"), 0)


def test_after_standing_up_there_are_three_again() -> None:
    day = look("10:40", "09:00 started", "09:46 snoozed", "09:52 stood")

    assert day.snoozes_left == MOST_SNOOZES


def test_not_this_time_begins_a_new_interval_and_claims_no_standing_up() -> None:
    day = look("09:50", "09:00 started", "09:46 skipped")

    assert (said(day), clock(day.counts_from)) == (("sitting", "09:00", "10:31"), "09:46")
    assert (day.taken, day.missed) == (0, 0)


# --- nobody answers ------------------------------------------------------------------------


def test_a_break_that_nobody_answers_stays_due_and_is_told_again_one_interval_later() -> None:
    fresh, missed = look("09:54", "09:00 started"), look("09:55", "09:00 started")

    assert (clock(fresh.next_at), fresh.missed) == ("09:45", 0)
    assert (missed.state, clock(missed.next_at), missed.missed) == (DeskState.DUE, "10:30", 1)


def test_the_next_one_is_due_where_nobody_answered_the_one_before() -> None:
    day = look("10:31", "09:00 started", "09:46 snoozed", "09:52 snoozed")

    # Snoozed until 9:57, so the one after it came at 10:42.
    assert (day.state, clock(day.due_at), clock(day.next_at)) == (DeskState.DUE, "09:57", "10:42")
    later = look("10:43", "09:00 started", "09:46 snoozed", "09:52 snoozed")
    assert (clock(later.due_at), later.missed, later.snoozes_left) == ("10:42", 1, 3)


# --- quiet times ---------------------------------------------------------------------------


def test_a_break_that_fell_into_a_call_is_skipped_and_not_piled_up() -> None:
    call = ["09:00 started", "09:30 paused 10:30"]

    during = look("10:00", *call)
    assert (during.state, clock(during.paused_until)) == (DeskState.PAUSED, "10:30")
    assert clock(during.next_at) == "11:15"
    after = look("10:31", *call)
    assert (said(after), after.missed) == (("sitting", "10:30", "11:15"), 0)


def test_a_call_before_the_break_moves_nothing() -> None:
    assert said(look("09:40", "09:00 started", "09:10 paused 09:25")) == (
        *("sitting", "09:00"),
        "09:45",
    )


def test_a_pause_answers_the_break_that_is_due() -> None:
    day = look("10:20", "09:00 started", "09:47 paused 10:17")

    assert said(day) == ("sitting", "10:17", "11:02")


def test_a_pause_without_an_end_lasts_until_somebody_is_back() -> None:
    away = ["09:00 started", "09:20 paused"]

    during = look("12:00", *away)
    assert (during.state, during.paused_until, during.next_at) == (DeskState.PAUSED, None, None)
    assert said(look("12:10", *away, "12:00 resumed")) == ("sitting", "12:00", "12:45")


def test_who_ends_a_call_early_goes_on_sitting() -> None:
    day = look("09:30", "09:00 started", "09:10 paused 10:10", "09:25 resumed")

    assert said(day) == ("sitting", "09:00", "09:45")


def test_a_second_pause_takes_the_place_of_the_first() -> None:
    longer = ["09:00 started", "09:10 paused 09:40", "09:30 paused 10:30"]

    assert look("09:50", *longer).state is DeskState.PAUSED
    assert said(look("10:31", *longer)) == ("sitting", "10:30", "11:15")


def test_after_lunch_sitting_counts_anew() -> None:
    begun = ["11:50 started"]

    during = look("12:30", *begun, lunch=LUNCH)
    assert (during.state, during.is_lunch) == (DeskState.PAUSED, True)
    assert clock(during.paused_until) == "13:00"
    assert said(look("13:05", *begun, lunch=LUNCH)) == ("sitting", "13:00", "13:45")


def test_a_break_in_lunch_is_foreseen_for_after_it() -> None:
    day = look("11:40", "11:30 started", lunch=LUNCH)

    assert said(day) == ("sitting", "11:30", "13:45")


# --- the end -------------------------------------------------------------------------------


def test_nothing_is_due_after_the_hours() -> None:
    near_the_end = look("17:10", "17:00 started")
    assert (near_the_end.state, near_the_end.next_at) == (DeskState.SITTING, None)

    after = look("17:30", "16:40 started")
    assert (after.state, after.next_at, after.is_day_off) == (DeskState.OVER, None, False)


def test_a_tap_ends_the_day_and_another_begins_it_again() -> None:
    ended = ["09:00 started", "14:00 ended"]

    assert look("14:01", *ended).state is DeskState.OVER
    assert look("14:01", *ended, begins=Begins.CLOCK).next_at is None
    assert said(look("15:01", *ended, "15:00 started")) == ("sitting", "15:00", "15:45")


def test_on_a_day_off_nothing_is_due() -> None:
    day = desk_day(
        rules(begins=Begins.CLOCK), SATURDAY, taps=[], breaks=[], now=at("11:00", SATURDAY)
    )

    assert (day.state, day.is_day_off, day.next_at) == (DeskState.OVER, True, None)


# --- clocks and order ----------------------------------------------------------------------


def test_what_a_phone_puts_a_little_ahead_has_happened() -> None:
    assert said(look("09:50", "09:00 started", "09:51 stood"))[1] == "09:51"


@pytest.mark.parametrize("seed", range(20))
def test_the_day_does_not_depend_on_what_arrived_first(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - days, not secrets
    everything, breaks = a_day(random)
    once = desk_day(rules(lunch=LUNCH), TUESDAY, taps=everything, breaks=breaks, now=at("15:07"))
    random.shuffle(everything)

    assert once == desk_day(
        rules(lunch=LUNCH), TUESDAY, taps=everything, breaks=breaks, now=at("15:07")
    )


@pytest.mark.parametrize("seed", range(40))
def test_what_is_next_is_never_at_lunch_or_outside_of_work(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - days, not secrets
    everything, breaks = a_day(random)
    for minute in range(0, 24 * 60, 7):
        now = at(f"{minute // 60:02d}:{minute % 60:02d}")
        known = [one for one in everything if one.at <= now]
        done = [one for one in breaks if one.at <= now]
        day = desk_day(rules(lunch=LUNCH), TUESDAY, taps=known, breaks=done, now=now)
        for moment in (day.next_at, day.due_at):
            assert moment is None or at("09:00") <= moment < at("17:30")
            assert moment is None or not at("12:00") <= moment < at("13:00")
        assert 0 <= day.snoozes <= MOST_SNOOZES


# --- daylight saving -----------------------------------------------------------------------


def test_an_hour_that_does_not_exist_takes_nobody_anything() -> None:
    spring = dt.date(2026, 3, 29)
    nights = WorkHours(((dt.time(1, 0), dt.time(9, 0)),) * 7)
    night = rules(hours=nights, begins=Begins.CLOCK)

    # From 1:50 winter time on it is 45 minutes until 3:35 summer time.
    begun = [DeskTap(kind=DeskEventKind.STOOD, at=at("01:50", spring))]
    day = desk_day(night, spring, taps=begun, breaks=[], now=at("01:55", spring))
    assert clock(day.due_at) == "03:35"


def test_a_lunch_in_the_hour_that_does_not_exist_is_no_lunch() -> None:
    spring = dt.date(2026, 3, 29)
    nights = WorkHours(((dt.time(1, 0), dt.time(9, 0)),) * 7)
    night = rules(hours=nights, lunch=(dt.time(2, 30), dt.time(3, 0)), begins=Begins.CLOCK)

    day = desk_day(night, spring, taps=[], breaks=[], now=at("01:10", spring))
    assert clock(day.next_at) == "01:45"
    first, last = night.lunch_on(spring) or (None, None)
    assert first == last
