"""The time zones that people may live in, as the time zone database names them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones, such as "Europe/Berlin"; read from the disk once.

    `available_timezones` opens some six hundred files each time it is asked.
    """
    return frozenset(available_timezones())
