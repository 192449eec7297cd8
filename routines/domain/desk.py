"""A day at a desk: when it is time to stand up, worked out from what happened so far.

Nothing here reads a clock: `now` is an argument, an aware moment; wall times are the client's own.
"""

from __future__ import annotations

from enum import StrEnum

# Minutes of sitting at most. Our source names 45; see `content/sources.yaml`, `seed-neurologist`.
USUAL_INTERVAL = 45
SHORTEST_INTERVAL = 20
LONGEST_INTERVAL = 90
SNOOZE_MINUTES = 5
MOST_SNOOZES = 3


class Begins(StrEnum):
    """How a day at the desk begins: by a tap, when work does, or when the app is first opened."""

    TAP = "tap"
    CLOCK = "clock"
    OPEN = "open"


class DeskEventKind(StrEnum):
    """What can happen on a day at a desk, apart from a break that is done as homework."""

    STARTED = "started"
    STOOD = "stood"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
