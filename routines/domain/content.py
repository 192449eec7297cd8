"""The content of the library as values: exercises and routines as their authors wrote them.

`library` reads them from files; the rows they become are in `routines.models.library`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from routines.domain.dosage import Dosage, estimated_seconds

REGIONS = ("core", "low-back", "buttock", "hip", "thigh", "lower-leg", "whole-body")
POSITIONS = ("supine", "prone", "side-lying", "quadruped", "kneeling", "seated", "standing")
KINDS = ("breathing", "mobility", "stretch", "strength", "nerve-glide", "habit")
FIELDS = ("core", "glute", "ql", "hip", "leg", "desk")
EVIDENCE_LEVELS = ("strong", "moderate", "low", "very-low", "practice")
AVAILABILITIES = ("self-start", "therapist", "therapist-only")
SIDE_CHOICES = ("client", "therapist")


class Mode(StrEnum):
    """What a player shows: a hold to wait for, repetitions to count, a time, or a habit to keep."""

    HOLD = "hold"
    REPETITIONS = "repetitions"
    DURATION = "duration"
    HABIT = "habit"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSource:
    """Where something comes from. `link` is empty where no stable address is known."""

    slug: str
    name: str
    supports: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Routines that belong together: the name a client reads, and their field of color."""

    slug: str
    name: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How homework grows or eases off: a text for people, and the same as conditions and steps."""

    slug: str
    text: str
    when: Mapping[str, object]
    then: tuple[Mapping[str, object], ...]
    at_most_every: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How well an exercise is supported: a level, a sentence, and slugs of sources."""

    level: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseContent:
    """An exercise as written in `content/exercises/<slug>.yaml`."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    region: str
    position: str
    kind: str
    mode: Mode
    muscles: tuple[str, ...]
    equipment: tuple[str, ...]
    side_choice: str
    self_start: bool
    therapist_only: bool
    dosage: Dosage
    steps: tuple[str, ...]
    feel: str
    cues: tuple[str, ...]
    mistakes: tuple[str, ...]
    breathing: str
    easier: tuple[str, ...]
    harder: tuple[str, ...]
    loads: tuple[str, ...]
    not_for: tuple[str, ...]
    stop_rules: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineItemContent:
    """One exercise at its place in a routine."""

    exercise: str
    dosage: Dosage
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineContent:
    """A routine as written in `content/routines/<slug>.yaml`."""

    slug: str
    name: str
    family: str
    level: int | None
    purpose: str
    availability: str
    for_whom: tuple[str, ...]
    not_for: tuple[str, ...]
    cautions: tuple[str, ...]
    times_per_day: int
    days_per_week: int
    review_after_weeks: int
    rounds: int
    rest_between_items_seconds: int
    items: tuple[RoutineItemContent, ...]
    progression: str
    regressions: tuple[str, ...]
    tags: tuple[str, ...]
    evidence_note: str
    sources: tuple[str, ...]

    @property
    def total_seconds(self) -> int:
        """How long one session takes, with rest between items, without set-up."""
        return estimated_seconds(
            [item.dosage for item in self.items],
            rounds=self.rounds,
            rest_between_items_seconds=self.rest_between_items_seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything in the content folder. Exercises and routines are in the order of their slugs."""

    exercises: tuple[ExerciseContent, ...] = ()
    routines: tuple[RoutineContent, ...] = ()
    muscles: Mapping[str, str] = field(default_factory=dict)
    load_tags: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, EvidenceSource] = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    progressions: Mapping[str, Rule] = field(default_factory=dict)
    regressions: Mapping[str, Rule] = field(default_factory=dict)
