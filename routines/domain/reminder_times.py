"""Wall times of reminders: how they are kept, and how they are said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from routines.domain.reminders import wall_time


def kept(times: Iterable[dt.time]) -> list[str]:
    """Return wall times as they are kept: "08:00", in order, each once."""
    return sorted({f"{time:%H:%M}" for time in times})


def said_time(time: dt.time) -> str:
    """Return a wall time as people say it: 8:00, 18:30."""
    return f"{time.hour}:{time.minute:02}"


def said_span(start: dt.time, end: dt.time) -> str:
    """Return two wall times as people say them: 21:00 to 7:30."""
    return f"{said_time(start)} to {said_time(end)}"


def said_times(times: Sequence[str]) -> str:
    """Return kept times as people say them: "8:00", "8:00 and 18:30", "8:00, 13:00 and 18:30"."""
    words = [said_time(wall_time(time)) for time in times]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
