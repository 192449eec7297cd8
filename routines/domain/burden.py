"""How much homework is asked of a client: exercises and minutes a day, and when it gets a lot."""

from __future__ import annotations

from dataclasses import dataclass

# People do less of long programmes: adherence falls beyond four exercises or a quarter of an hour.
MANY_EXERCISES = 4
MANY_MINUTES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What is being prescribed, and beside it what the client has already.

    `session_seconds` is one session; `other_minutes` and `other_exercises` are a day's of the rest.
    `is_break`: short breaks from sitting, which take no time of their own to find.
    """

    exercises: int
    session_seconds: int
    times_per_day: int
    other_exercises: int = 0
    other_minutes: int = 0
    is_break: bool = False

    @property
    def session_minutes(self) -> int:
        """How long one session takes, in whole minutes, at least one."""
        return max(1, round(self.session_seconds / 60))

    @property
    def minutes_a_day(self) -> int:
        """Minutes of a day on which everything is due."""
        return self.session_minutes * self.times_per_day + self.other_minutes

    @property
    def all_exercises(self) -> int:
        """Exercises to remember, the rest of the homework included."""
        return self.exercises + self.other_exercises

    @property
    def is_heavy(self) -> bool:
        """Whether experience says that less of it will be done."""
        if self.is_break:
            return False
        return self.all_exercises > MANY_EXERCISES or self.minutes_a_day > MANY_MINUTES

    @property
    def advice(self) -> str:
        """A kind word where it is a lot, or nothing."""
        if not self.is_heavy:
            return ""
        together = "Together with the other homework that is" if self.other_minutes else "That is"
        return (
            f"{together} {self.all_exercises} exercises and {self.minutes_a_day} minutes a day. "
            f"Most people keep up with {MANY_EXERCISES} exercises and {MANY_MINUTES} minutes. "
            "Which ones matter most this week?"
        )
