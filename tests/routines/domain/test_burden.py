"""How much homework is a lot."""

from __future__ import annotations

from routines.domain.burden import Burden


def test_four_exercises_and_a_quarter_of_an_hour_are_fine() -> None:
    burden = Burden(exercises=4, session_seconds=420, times_per_day=2)

    assert burden.minutes_a_day == 14
    assert burden.advice == ""


def test_a_fifth_exercise_gets_a_kind_word() -> None:
    burden = Burden(exercises=5, session_seconds=300, times_per_day=1)

    assert burden.is_heavy
    assert burden.advice.startswith("That is 5 exercises and 5 minutes a day.")


def test_other_homework_counts_too() -> None:
    burden = Burden(
        exercises=2, session_seconds=300, times_per_day=1, other_exercises=3, other_minutes=12
    )

    assert burden.minutes_a_day == 17
    assert burden.advice.startswith("Together with the other homework that is 5 exercises")


def test_a_short_session_takes_at_least_a_minute() -> None:
    assert Burden(exercises=1, session_seconds=5, times_per_day=3).minutes_a_day == 3
