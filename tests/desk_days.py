"""Days at a desk by chance, for tests of both reducers."""

from __future__ import annotations

import datetime as dt
from random import Random

from accounts.time_zones import zone_or_utc
from routines.domain.desk import DeskBreak, DeskEventKind, DeskTap

TUESDAY = dt.date(2026, 3, 10)


def a_day(
    random: Random,
    *,
    day: dt.date = TUESDAY,
    time_zone: str = "Europe/Berlin",
    first_hour: int = 8,
) -> tuple[list[DeskTap], list[DeskBreak]]:
    """Return a day of taps and breaks as they may come, from `first_hour` on."""
    taps, breaks = [], []
    first = dt.datetime.combine(day, dt.time(first_hour), zone_or_utc(time_zone)).astimezone(dt.UTC)
    for number in range(random.randint(1, 14)):
        moment = first + dt.timedelta(minutes=random.randint(0, 480))
        kind = random.choice([*DeskEventKind, DeskEventKind.STARTED, None])
        if kind is None:
            length = dt.timedelta(minutes=random.randint(1, 30))
            breaks.append(
                DeskBreak(
                    started_at=moment,
                    finished_at=moment + length if random.random() < 0.9 else None,
                    is_performed=random.random() < 0.8,
                )
            )
            continue
        has_end = kind is DeskEventKind.PAUSED and random.random() < 0.7
        until = moment + dt.timedelta(minutes=random.choice([15, 30, 60])) if has_end else None
        taps.append(DeskTap(kind=kind, at=moment, until=until, key=str(number)))
    return taps, breaks
