"""The warning signs: what is asked, what an answer means, and what is then said and done.

They are read by `warning_rules`, and what they decide together is in `triage`. They sort by how
soon a person has to look; they rule nothing in and nothing out (IFOMPT 2020: single red flags are
weak).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOBODY = "nobody"
THERAPIST = "therapist"
EVERYTHING = "all"
LEGS = "legs"
NOTHING = "none"
BY_TAG = "tags:"
PAIN = "pain"  # in a combination: any pain marked now

_APOSTROPHES = re.compile("['’‘ʼ`´]")


class Urgency(StrEnum):
    """How soon a person has to look: now (the emergency services), today, at the next visit."""

    NOW = "now"
    TODAY = "today"
    VISIT = "visit"

    @property
    def rank(self) -> int:
        """2 for now, 1 for today, 0 for the next visit; the strings themselves have no order."""
        return (Urgency.VISIT, Urgency.TODAY, Urgency.NOW).index(self)


class CheckPoint(StrEnum):
    """The moments at which something is asked."""

    JOINING = "joining"
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    MORNING = "morning"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    CHANGE = "change"
    WEEK_6 = "week-6"


class When(StrEnum):
    """What a check-in may show beside its answers; what each means is in `triage`."""

    SADDLE = "saddle-marked"
    BOTH_LEGS = "both-legs-newly-marked"
    NUMB_PLACE = "numb-place-new"
    STAYED_LOWER = "pain-stayed-lower"
    LESS_PAIN = "less-pain-more-numb"
    STRONG_PAIN = "strong-pain"
    STRONG_TWICE = "strong-pain-two-days"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said and done once something counts.

    `message` and `say` are for the client (what to do; what to read out to staff), `because`
    completes "You marked ...", `alert` is for therapists only. `rests` is "all", "legs", "none"
    or "tags:" and a load tag. `cleared_by` is who may record it as known: "nobody" or "therapist".
    """

    slug: str
    urgency: Urgency
    cleared_by: str
    message: str
    say: str
    because: str
    alert: str
    rests: str
    keeps_walking: bool

    @property
    def is_clearable(self) -> bool:
        """Whether a therapist may record it as known, so that only a change counts."""
        return self.cleared_by == THERAPIST


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Notice):
    """One warning sign: its question, when it is asked, and what follows from a yes.

    `basis` is "found" (its sources were read) or "general" (common knowledge of the field).
    """

    group: str
    question: str
    help_text: str
    ask_at: tuple[CheckPoint, ...]
    not_sure_is_yes: bool
    is_opt_in: bool
    sources: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One question of the short check before a session, and the signs it stands for."""

    slug: str
    question: str
    opens: tuple[str, ...]
    say: str
    because: str
    alert: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What makes a broken bone more likely; `is_lasting` stays true from check to check."""

    slug: str
    question: str
    is_lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination(Notice):
    """Signs (or risks, or pain) that weigh more together: all of some, at least so many of others."""

    all_of: tuple[str, ...]
    any_of: tuple[str, ...]
    at_least: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something on the body map, in the pain or said elsewhere that asks, or counts by itself.

    `start` is a level (0 to 7) or a pain (0 to 10). `counts_as` names a sign that it makes true;
    `until_answered` one that holds while a question of `asks` is open, and `all_no` is what holds
    once all were denied. `is_change` makes signs recorded as known count again.
    """

    slug: str
    when: When
    start: int
    asks: tuple[str, ...]
    counts_as: str
    until_answered: str
    is_change: bool
    because: str
    all_no: Notice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All of it. `words` are phrases, as `plain_words` gives them, for each sign they open."""

    version: str
    signs: Mapping[str, Sign]
    gates: Mapping[str, Gate]
    risks: Mapping[str, Risk]
    combinations: Mapping[str, Combination]
    events: tuple[Event, ...]
    words: Mapping[str, tuple[str, ...]]

    def asked_at(self, point: CheckPoint) -> tuple[Sign, ...]:
        """Return the signs asked at a moment, in the order of the file.

        Before a session the gates stand for theirs; at a change only what `triage` asks is shown.
        """
        return tuple(sign for sign in self.signs.values() if point in sign.ask_at)


def plain_words(text: str) -> str:
    """Return the letters and numbers of a text, small, one space around and between words.

    What somebody types on a phone has no steady apostrophes: "can't" and "cant" are the same.
    """
    small = _APOSTROPHES.sub("", text.lower())
    kept = "".join(sign if unicodedata.category(sign)[0] in "LN" else " " for sign in small)
    return f" {' '.join(kept.split())} "
