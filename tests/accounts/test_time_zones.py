"""The names of the time zones are all there, and read from the disk once."""

from __future__ import annotations

import zoneinfo
from typing import Any

import pytest

from accounts import time_zones
from accounts.time_zones import known_zones, zone_or_utc


def test_every_zone_of_the_database_is_known() -> None:
    assert known_zones() == zoneinfo.available_timezones()


def test_however_often_it_is_asked_the_disk_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known_zones.cache_clear()
    readings: list[Any] = []

    def read() -> set[str]:
        readings.append(None)
        return {"Europe/Berlin"}

    with monkeypatch.context() as patched:
        patched.setattr(time_zones, "available_timezones", read)
        answers = [known_zones(), known_zones()]
    known_zones.cache_clear()

    assert answers == [{"Europe/Berlin"}, {"Europe/Berlin"}]
    assert len(readings) == 1


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "America", "../../etc/passwd", "x" * 300, "\0", "Zürich"]
)
def test_a_zone_this_machine_does_not_know_is_utc(name: str) -> None:
    assert zone_or_utc(name).key == "UTC"
