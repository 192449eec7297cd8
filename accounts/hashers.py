"""Hashing passwords one after the other, so that a flood of sign-ins leaves room for everybody else.

One hash takes about 0.1 s of both cores and 100 MB; docs/decisions/0028-hashes-wait-in-a-short-line.md.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

# In each process. A process has four threads: the fourth is for who is signed in already.
AT_ONCE = 1
WAITING = 2


class TooManyHashesError(Exception):
    """The line is full; nothing was looked at, and in a moment there is room again."""


class Line:
    """A line in front of something dear: so many at once, so many more wait, nobody else."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._room = at_once + waiting
        self._turn = threading.Semaphore(at_once)
        self._count = threading.Lock()
        self.inside = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for one's turn and hold it; raises `TooManyHashesError` where the line is full."""
        with self._count:
            if self.inside >= self._room:
                raise TooManyHashesError
            self.inside += 1
        try:
            with self._turn:
                yield
        finally:
            with self._count:
                self.inside -= 1


line = Line(at_once=AT_ONCE, waiting=WAITING)


class LinedUpArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 as Django does it, a few at a time; hashes made before stay good."""

    def encode(self, password: str, salt: str) -> str:
        """Hash a password. Raises `TooManyHashesError`."""
        with line.place():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Tell whether the hash is of this password. Raises `TooManyHashesError`."""
        with line.place():
            return super().verify(password, encoded)
