"""The fingerprint of a body: the same for the same, another for anything else."""

from __future__ import annotations

import datetime as dt
import uuid

from routines.services.once import SentBeforeError, fingerprint

KEY = uuid.UUID(int=7)


def test_the_order_of_the_keys_does_not_matter() -> None:
    assert fingerprint({"a": 1, "b": [2, 3]}) == fingerprint({"b": [2, 3], "a": 1})


def test_the_order_of_a_list_does_matter() -> None:
    assert fingerprint({"sets": [1, 2]}) != fingerprint({"sets": [2, 1]})


def test_keys_and_days_are_part_of_the_fingerprint() -> None:
    body = {"assignment": KEY, "day": dt.date(2026, 3, 10)}

    assert fingerprint(body) == fingerprint(dict(body))
    assert fingerprint(body) != fingerprint({**body, "day": dt.date(2026, 3, 11)})
    assert fingerprint(body) != fingerprint({**body, "assignment": uuid.UUID(int=8)})


def test_any_writing_has_a_fingerprint() -> None:
    assert fingerprint({"note": "شكرا 🌿"}) != fingerprint({"note": "شكرا"})


def test_a_taken_key_says_what_stands_and_what_to_do() -> None:
    error = SentBeforeError(None)

    assert error.stored is None
    assert "The first one stands" in str(error)
