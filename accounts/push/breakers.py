"""Leaves a push service alone that does not answer, so that it holds up nobody else."""

from __future__ import annotations

import random
import threading

FAILURES = 5
FIRST_SECONDS = 30.0
MOST_SECONDS = 600.0
# How long the one that tries again keeps the others back.
_TRY_SECONDS = 20.0
_MOST_TIMES = 10


class Breaker:
    """Closed after five failures in a row: for 30 seconds, then twice as long each time, to ten minutes.

    When that is over one message goes first, and its answer decides. Moments are seconds of any
    clock that never goes back. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._times_closed = 0
        self._closed_until = 0.0
        self._is_trying = False

    def wait(self, now: float) -> float:
        """Return for how many seconds nothing should be sent; 0 lets the caller try."""
        # Without the lock where nothing is wrong, which is nearly always.
        if not self._times_closed:
            return 0.0
        with self._lock:
            left = self._closed_until - now
            if left > 0:
                return left
            self._closed_until, self._is_trying = now + _TRY_SECONDS, True
            return 0.0

    def worked(self) -> None:
        """Note an answer that was no failure; what failed before is forgotten."""
        if self._failures or self._times_closed:
            with self._lock:
                self._failures = self._times_closed = 0
                self._is_trying = False

    def failed(self, now: float, *, seconds: float = 0) -> None:
        """Note a failure; with `seconds` the service itself said for how long to stay away."""
        with self._lock:
            self._failures += 1
            is_closed = self._times_closed > 0 and now < self._closed_until
            # Those that were under way when it closed say nothing new.
            if not (seconds or self._is_trying or (self._failures >= FAILURES and not is_closed)):
                return
            pause = seconds or FIRST_SECONDS * 2**self._times_closed * random.uniform(0.8, 1)  # noqa: S311
            self._closed_until = now + min(MOST_SECONDS, pause)
            self._times_closed = min(self._times_closed + 1, _MOST_TIMES)
            self._failures, self._is_trying = 0, False
