"""One process of many does something, and nobody waits."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from accounts.leadership import only_one

SECONDS = 10


def from_elsewhere(name: str) -> bool:
    """Ask from another thread, which has a connection and a file of its own."""
    found: list[bool] = []

    def ask() -> None:
        try:
            with only_one(name) as is_me:
                found.append(is_me)
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(SECONDS)
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_only_one_at_a_time_and_the_next_one_after_it() -> None:
    with only_one("letters") as is_me:
        assert is_me
        assert not from_elsewhere("letters")
        assert from_elsewhere("something-else")

    assert from_elsewhere("letters")


@pytest.mark.django_db(transaction=True)
def test_who_breaks_lets_go() -> None:
    with pytest.raises(RuntimeError), only_one("letters"):
        raise RuntimeError

    assert from_elsewhere("letters")
