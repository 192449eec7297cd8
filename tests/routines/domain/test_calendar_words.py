"""Words for a lock screen."""

from __future__ import annotations

import pytest

from routines.domain import calendar_words


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "Your minute is ready"), (8, "Your 8 minutes are ready")],
    ids=["one", "more"],
)
def test_homework_is_told_by_its_minutes(minutes: int, said: str) -> None:
    assert calendar_words.homework(minutes) == said
