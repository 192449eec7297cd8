"""Wall times of reminders: how they are kept, and how they are said."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.reminder_times import kept, said_span, said_times


def test_times_are_kept_in_order_and_each_once() -> None:
    times = [dt.time(18, 30), dt.time(8), dt.time(18, 30), dt.time(8, 5)]

    assert kept(times) == ["08:00", "08:05", "18:30"]
    assert kept([]) == []


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ([], ""),
        (["08:00"], "8:00"),
        (["08:00", "18:30"], "8:00 and 18:30"),
        (["00:05", "13:00", "18:30"], "0:05, 13:00 and 18:30"),
    ],
    ids=["none", "one", "two", "three"],
)
def test_times_are_said_as_people_say_them(times: list[str], words: str) -> None:
    assert said_times(times) == words


def test_a_span_is_said_from_its_begin_to_its_end() -> None:
    assert said_span(dt.time(21), dt.time(7, 30)) == "21:00 to 7:30"
