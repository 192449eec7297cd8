"""A day at a desk on the phone: as the server works it out, for many days and zones."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest

from routines.domain.desk import Begins, DeskBreak, DeskRules, DeskTap, WorkHours
from routines.domain.desk_days import DeskDay, desk_day
from routines.domain.schedule import local_day
from tests.desk_days import a_day

pytestmark = pytest.mark.browser

RUN = """
async (days) => {
  const { dayIn } = await import("/static/js/lib/days.js");
  const { deskDay } = await import("/static/js/lib/desk.js");
  return days.map(({ rules, happened, moments }) =>
    moments.map((now) => [dayIn(now, rules.zone), deskDay(rules, dayIn(now, rules.zone), happened, now)]));
}
"""
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
# With both changes of the clock in Berlin, New York and on Lord Howe Island.
DAYS = [
    *(dt.date(2026, 3, 8), dt.date(2026, 3, 10), dt.date(2026, 3, 29), dt.date(2026, 4, 5)),
    *(dt.date(2026, 10, 4), dt.date(2026, 10, 25), dt.date(2026, 11, 1)),
]
HOURS = [
    ((dt.time(9), dt.time(17, 30)),) * 7,
    ((dt.time(1), dt.time(11)),) * 7,
    ((dt.time(2, 30), dt.time(8)), *((dt.time(0), dt.time(2, 45)),) * 6),
    (None,) * 7,
]


def a_case(seed: int) -> tuple[DeskRules, dt.date, list[DeskTap], list[DeskBreak]]:
    random = Random(seed)  # noqa: S311 - days, not secrets
    rules = DeskRules(
        interval=random.choice([20, 45, 90]),
        hours=WorkHours(random.choice(HOURS)),
        time_zone=random.choice(ZONES),
        lunch=random.choice([None, (dt.time(2, 15), dt.time(3)), (dt.time(12), dt.time(13))]),
        begins=random.choice(list(Begins)),
    )
    day = random.choice(DAYS)
    taps, breaks = a_day(random, day=day, time_zone=rules.time_zone, first_hour=rules_begin(rules))
    return rules, day, taps, breaks


def rules_begin(rules: DeskRules) -> int:
    times = rules.hours.week[0]
    return times[0].hour if times else 8


def milliseconds(moment: dt.datetime | None) -> int | None:
    return round(moment.timestamp() * 1000) if moment else None


def as_the_phone_says(day: DeskDay) -> dict[str, Any]:
    return {
        "state": day.state.value,
        "beginsAt": milliseconds(day.begins_at),
        "endsAt": milliseconds(day.ends_at),
        "since": milliseconds(day.sitting_since),
        "countsFrom": milliseconds(day.counts_from),
        "dueAt": milliseconds(day.due_at),
        "nextAt": milliseconds(day.next_at),
        "pausedUntil": milliseconds(day.paused_until),
        "isLunch": day.is_lunch,
        "snoozes": day.snoozes,
        "missed": day.missed,
        "exercised": day.exercised,
        "stood": day.stood,
    }


def test_the_phone_works_a_day_out_as_the_server_does(page: Any) -> None:
    cases = [a_case(seed) for seed in range(300)]
    sent: list[Any] = []
    wanted: list[tuple[str, dict[str, Any]]] = []
    for rules, day, taps, breaks in cases:
        midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
        moments = [midnight + dt.timedelta(minutes=step) for step in range(-400, 1500, 93)]
        happened = {
            "taps": [
                {
                    "kind": tap.kind.value,
                    "at": milliseconds(tap.at),
                    "until": milliseconds(tap.until),
                    "key": tap.key,
                }
                for tap in taps
            ],
            "breaks": [
                {
                    "started": milliseconds(one.started_at),
                    "finished": milliseconds(one.finished_at),
                    "isPerformed": one.is_performed,
                }
                for one in breaks
            ],
        }
        sent.append(
            {
                "rules": rules.to_json(),
                "happened": happened,
                "moments": [milliseconds(one) for one in moments],
            }
        )
        for now in moments:
            own = local_day(now, rules.time_zone)
            told = desk_day(rules, own, taps=taps, breaks=breaks, now=now)
            wanted.append((own.isoformat(), as_the_phone_says(told)))

    said = page.evaluate(RUN, sent)

    assert [tuple(one) for each in said for one in each] == wanted
    # The days are worth it: each state comes up in them.
    assert {day["state"] for _, day in wanted} == {"idle", "sitting", "due", "paused", "over"}
