"""The time zones that people may live in, as the time zone database names them. Plain Python."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones, such as "Europe/Berlin"; read from the disk once.

    `available_timezones` opens some six hundred files each time it is asked.
    """
    return frozenset(available_timezones())


def zone_or_utc(name: str) -> ZoneInfo:
    """Return the zone of this name; UTC for one that this machine's database does not know.

    A newer database may have dropped it, or an older one, under a restored backup, not have it yet.
    """
    try:
        return ZoneInfo(name)
    # OSError: a folder of the database ("America"), or a name too long for a file.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
