"""Function and change: what a client can do, how they rate the change, and scores typed in.

Ranges, directions and the change that matters come from the published studies named beside them.
Only structure and numbers are here: no questionnaire's wording, which belongs to its owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

FEWEST_ACTIVITIES = 3
MOST_ACTIVITIES = 5
ABLE = 10  # as before the trouble; 0 is unable

# Patient-Specific Functional Scale (Stratford 1995). A change of 1.4 matters in chronic low back
# pain (Maughan and Lewis 2010), 1.3 to 2.7 is small to large (Abbott and Schmitt 2014); we speak
# from where it is more than the error of measurement: 2 in the mean, 3 in one activity.
MEAN_WORTH_TELLING = 2
ONE_WORTH_TELLING = 3

# Global rating of change, -5 much worse to +5 much better (Kamper 2009): 2 is a change.
MOST_CHANGE = 5
CHANGE_FROM = 2


class Outcome(StrEnum):
    """Which way a measure went by more than chance."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class FunctionError(ValueError):
    """A score nobody can have; the sentence says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity in the client's own words, 0 (unable) to 10 (as before); None: not rated."""

    name: str
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionChange:
    """How activities went between two ratings: the mean's change, and those worth a word.

    `mean` is None where no activity was rated both times.
    """

    mean: float | None
    better: tuple[str, ...]
    worse: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Which way the mean went: 2 or more is worth a word."""
        if self.mean is None or abs(self.mean) < MEAN_WORTH_TELLING:
            return Outcome.SAME
        return Outcome.BETTER if self.mean > 0 else Outcome.WORSE

    @property
    def is_worth_telling(self) -> bool:
        """Whether the mean moved by 2 or one activity by 3."""
        return self.outcome is not Outcome.SAME or bool(self.better or self.worse)


def check_activities(activities: Sequence[Activity]) -> None:
    """Raise `FunctionError` unless there are 3 to 5 named activities, each once, 0 to 10."""
    names = [activity.name.strip().casefold() for activity in activities]
    if not FEWEST_ACTIVITIES <= len(activities) <= MOST_ACTIVITIES:
        raise FunctionError(f"Name {FEWEST_ACTIVITIES} to {MOST_ACTIVITIES} activities.")
    if not all(names):
        raise FunctionError("Give each activity a name.")
    if len(set(names)) < len(names):
        raise FunctionError("Name each activity once.")
    for activity in activities:
        if activity.score is not None and not 0 <= activity.score <= ABLE:
            raise FunctionError(f"Rate each activity from 0 to {ABLE}.")


def function_change(before: Iterable[Activity], after: Iterable[Activity]) -> FunctionChange:
    """Return how the activities changed that were rated both times, by their name.

    An activity that is new, dropped or not rated does not count, or the mean would move by itself.
    """
    earlier = {activity.name: activity.score for activity in before}
    changes = {
        activity.name: activity.score - start
        for activity in after
        if activity.score is not None and (start := earlier.get(activity.name)) is not None
    }
    return FunctionChange(
        mean=sum(changes.values()) / len(changes) if changes else None,
        better=tuple(name for name, change in changes.items() if change >= ONE_WORTH_TELLING),
        worse=tuple(name for name, change in changes.items() if change <= -ONE_WORTH_TELLING),
    )


def global_change(rating: int) -> Outcome:
    """Return what a rating from -5 (much worse) to +5 (much better) says.

    Raises `FunctionError` for any other number.
    """
    if not -MOST_CHANGE <= rating <= MOST_CHANGE:
        raise FunctionError(f"Rate the change from -{MOST_CHANGE} to +{MOST_CHANGE}.")
    if abs(rating) < CHANGE_FROM:
        return Outcome.SAME
    return Outcome.BETTER if rating > 0 else Outcome.WORSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure that somebody else owns: typed in by a therapist as a number, nothing more.

    Scores run from `lowest` to `highest`; `important_change` is in the same unit, None where no
    figure is agreed or the measure is not one of change. `source` says where the figure is from.
    """

    slug: str
    name: str
    lowest: int
    highest: int
    unit: str
    is_high_good: bool
    important_change: int | None
    source: str

    def check(self, score: int) -> None:
        """Raise `FunctionError` unless the score is within the measure's range."""
        if not self.lowest <= score <= self.highest:
            raise FunctionError(f"{self.name} goes from {self.lowest} to {self.highest}.")

    def change(self, before: int, after: int) -> Outcome | None:
        """Return which way two scores went; None where no change of this measure is agreed on.

        Raises `FunctionError` for a score out of range.
        """
        self.check(before)
        self.check(after)
        if self.important_change is None:
            return None
        gain = after - before if self.is_high_good else before - after
        if abs(gain) < self.important_change:
            return Outcome.SAME
        return Outcome.BETTER if gain > 0 else Outcome.WORSE


_MEASURES = (
    Measure(
        slug="rmdq",
        name="Roland-Morris (RMDQ)",
        lowest=0,
        highest=24,
        unit="points",
        is_high_good=False,
        important_change=5,
        source="Ostelo 2008: 5 points or 30 %",
    ),
    Measure(
        slug="odi",
        name="Oswestry (ODI)",
        lowest=0,
        highest=100,
        unit="%",
        is_high_good=False,
        important_change=10,
        source="Ostelo 2008: 10 points or 30 %",
    ),
    Measure(
        slug="lefs",
        name="Lower Extremity Functional Scale (LEFS)",
        lowest=0,
        highest=80,
        unit="points",
        is_high_good=True,
        important_change=9,
        source="Binkley 1999: 9 points",
    ),
    Measure(
        slug="start-back-total",
        name="STarT Back, total",
        lowest=0,
        highest=9,
        unit="points",
        is_high_good=False,
        important_change=None,
        source="Hill 2008: sorts by risk, not a measure of change",
    ),
    Measure(
        slug="start-back-psych",
        name="STarT Back, psychological score",
        lowest=0,
        highest=5,
        unit="points",
        is_high_good=False,
        important_change=None,
        source="Hill 2008: sorts by risk, not a measure of change",
    ),
    Measure(
        slug="ears",
        name="Exercise Adherence Rating Scale (EARS)",
        lowest=0,
        highest=24,
        unit="points",
        is_high_good=True,
        important_change=None,
        source="Newman-Beinart 2017: no important change agreed on",
    ),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({each.slug: each for each in _MEASURES})
