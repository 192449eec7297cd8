"""UUIDv7 keys: well formed, in the order of time, never twice."""

from __future__ import annotations

import time
import uuid

from accounts.identifiers import uuid7


def test_a_key_says_its_version_and_variant() -> None:
    key = uuid7()

    assert key.version == 7
    assert key.variant == uuid.RFC_4122


def test_a_key_begins_with_the_moment_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000

    assert before <= key.int >> 80 <= after


def test_later_keys_sort_later() -> None:
    keys = []
    for _ in range(50):
        keys.append(uuid7())
        time.sleep(0.00001)

    assert keys == sorted(keys)


def test_no_key_comes_twice() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000
