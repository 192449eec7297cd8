"""The traffic light of a session: whether the pain was fine, has to settle, or was too much."""

from __future__ import annotations

from enum import StrEnum


class Zone(StrEnum):
    """Green goes on, amber is fine if it settles by the next day, red was too much."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
