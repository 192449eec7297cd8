"""The library as one person may look at it: by need, by place and time, and by words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import F, Q

from accounts.models import CareRelationship, User
from routines.domain.dosage import estimated_seconds
from routines.models import Assignment, Exercise, Field, Routine, RoutineItem
from routines.queries.care import care_of

CONTENT = Path(__file__).resolve().parent.parent / "content"
PLACES = {
    "supine": "lying",
    "prone": "lying",
    "side-lying": "lying",
    # On hands and knees is not lying, but whoever asks for "lying" is down on the floor.
    "quadruped": "lying",
    "kneeling": "lying",
    "seated": "sitting",
    "standing": "standing",
}
# The parts of the body in the order a person thinks of them, and their names as headings.
REGIONS = {
    "low-back": "Low back",
    "buttock": "Buttock",
    "hip": "Hip",
    "core": "Core",
    "thigh": "Thigh",
    "lower-leg": "Lower leg",
    "whole-body": "Whole body",
}
_MINUTES = re.compile(r"\b(\d{1,2})\s*-?\s*min(?:ute)?s?\b")
_WORD = re.compile(r"[^\W_]+")
# Said by nearly everybody who searches here, and so telling nothing apart.
_FILLERS = frozenset(
    {"ache", "and", "exercise", "exercises", "for", "pain", "routine", "the", "with"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody looks for: words, a family, a place, at most so many minutes."""

    words: str = ""
    family: str = ""
    place: str = ""
    minutes: int | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is wished for at all."""
        return bool(self.words or self.family or self.place or self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedRoutine:
    """A routine as the library lists it; `assignment` where the person has it as homework."""

    routine: Routine
    items: tuple[RoutineItem, ...]
    assignment: Assignment | None

    @property
    def minutes(self) -> int:
        """How long it takes, in whole minutes, at least one; as prescribed where it is homework."""
        if self.assignment is not None:
            return self.assignment.current_version.estimated_minutes
        seconds = estimated_seconds(
            [item.dosage for item in self.items],
            rounds=self.routine.rounds,
            rest_between_items_seconds=self.routine.rest_between_items_seconds,
        )
        return max(1, round(seconds / 60))

    @property
    def place(self) -> str:
        """Where most of it is done: lying, sitting or standing; "" where nobody said."""
        return main_place([item.exercise for item in self.items])

    @property
    def cover(self) -> RoutineItem | None:
        """The item whose figure stands for it: its first."""
        return self.items[0] if self.items else None

    @property
    def family(self) -> str:
        """The family it stands with; a clinic's own may only have a field of color."""
        return self.routine.family or self.routine.field


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A need, as a tile of the library: its name, its field of color, how many routines.

    `cover` is the item whose figure stands for it.
    """

    slug: str
    name: str
    field: str
    count: int
    cover: RoutineItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What the library shows to one person for one wish."""

    wish: Wish
    found: tuple[ShelvedRoutine, ...]
    families: tuple[Family, ...]
    homework: tuple[ShelvedRoutine, ...]
    care: CareRelationship | None = None
    family: Family | None = None


def library(*, user: User, wish: Wish) -> Library:
    """Read the library for `user` (4 statements, whatever the size)."""
    routines = (
        Routine.objects.visible_to(user)
        .with_items()
        .order_by("family", F("level").asc(nulls_first=True), "name", "slug")
    )
    given = {
        one.routine_id: one
        for one in Assignment.objects.filter(client=user)
        .current()
        .select_related("version")
        .order_by("created_at")
    }
    shelved = [
        ShelvedRoutine(
            routine=routine, items=tuple(routine.items.all()), assignment=given.get(routine.pk)
        )
        for routine in routines
        if routine.retired_at is None or routine.pk in given
    ]
    families = _families(shelved)
    return Library(
        wish=wish,
        found=tuple(_best_first((one for one in shelved if _fits(one, wish)), wish)),
        families=families,
        homework=tuple(one for one in shelved if one.assignment is not None),
        care=care_of(user),
        family=next((one for one in families if one.slug == wish.family), None),
    )


def exercises_by_region(user: User) -> list[tuple[str, list[Exercise]]]:
    """Return every exercise this person may look at under its part of the body (1 statement)."""
    shelves: dict[str, list[Exercise]] = {region: [] for region in REGIONS}
    for exercise in Exercise.objects.visible_to(user).current().order_by("name", "pk"):
        shelves.setdefault(exercise.region, []).append(exercise)
    return [
        (REGIONS.get(region, region.replace("-", " ").capitalize()), exercises)
        for region, exercises in shelves.items()
        if exercises
    ]


def shelved_routine(*, user: User, routine: Routine) -> ShelvedRoutine:
    """Read one routine of the library with its items (2 statements)."""
    items = routine.items.select_related("exercise").order_by("position")
    own = (
        Assignment.objects.filter(client=user, routine=routine).current().select_related("version")
    )
    return ShelvedRoutine(routine=routine, items=tuple(items), assignment=own.first())


def main_place(exercises: Iterable[Exercise]) -> str:
    """Return where most of the exercises are done: lying, sitting, standing, or "" for none."""
    places = Counter(PLACES[one.position] for one in exercises if one.position in PLACES)
    return places.most_common(1)[0][0] if places else ""


def family_name(slug: str) -> str:
    """Return a family the way clients read it; the field's name for a clinic's own routines."""
    known = _content("families").get(slug)
    if known:
        return str(known["name"])
    return str(dict(Field.choices).get(slug, slug.replace("-", " ").capitalize()))


def muscle_name(slug: str) -> str:
    """Return a muscle in the words a client reads."""
    return str(_content("muscles").get(slug, slug.replace("-", " ")))


def _families(shelved: Sequence[ShelvedRoutine]) -> tuple[Family, ...]:
    counts = Counter(one.family for one in shelved)
    order = list(_content("families"))
    fields = {one.family: one.routine.field for one in shelved}
    covers = {one.family: one.cover for one in reversed(shelved)}
    slugs = sorted(counts, key=lambda slug: order.index(slug) if slug in order else len(order))
    return tuple(
        Family(
            slug=slug,
            name=family_name(slug),
            field=fields[slug],
            count=counts[slug],
            cover=covers[slug],
        )
        for slug in slugs
    )


def _fits(one: ShelvedRoutine, wish: Wish) -> bool:
    if wish.family and one.family != wish.family:
        return False
    if wish.place and one.place != wish.place:
        return False
    limits = [int(number) for number in _MINUTES.findall(wish.words.casefold())]
    if any(one.minutes > limit for limit in [*limits, *([wish.minutes] if wish.minutes else [])]):
        return False
    return _says_all(_said_about(one), _wanted(wish))


def _best_first(found: Iterable[ShelvedRoutine], wish: Wish) -> list[ShelvedRoutine]:
    # What is called so comes before what only works the same muscle.
    wanted = _wanted(wish)
    return sorted(found, key=lambda one: not _says_all([one.routine.name], wanted))


def _wanted(wish: Wish) -> set[str]:
    asked = _words(_MINUTES.sub(" ", wish.words.casefold()))
    return {word for word in asked if len(word) > 2} - _FILLERS


def _says_all(said: Iterable[str], wanted: Iterable[str]) -> bool:
    known = _words(" ".join(said))
    return all(any(word.startswith(start) for word in known) for start in wanted)


def _said_about(one: ShelvedRoutine) -> Iterable[str]:
    routine = one.routine
    yield from (routine.name, family_name(one.family), routine.purpose, one.place)
    yield from (str(each) for each in (*routine.for_whom, *routine.tags))
    for item in one.items:
        exercise = item.exercise
        yield exercise.name
        yield exercise.region.replace("-", " ")
        yield from (str(alias) for alias in exercise.aliases)
        for muscle in exercise.muscles:
            yield from (muscle.replace("-", " "), muscle_name(muscle))


def _words(text: str) -> set[str]:
    # Without accents and case, so that "glúteo" finds "gluteo" and the other way around.
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return set(_WORD.findall(letters))


@cache
def _content(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def relatives(exercise: Exercise, slugs: Sequence[str]) -> list[Exercise]:
    """Return what an exercise names as easier or harder, in its order (1 statement).

    A clinic's own one stands in for the built-in one of the same name; what is not offered any more
    is left out.
    """
    own = Q(clinic__isnull=True) | Q(clinic=exercise.clinic_id)
    rows = Exercise.objects.current().filter(own, slug__in=slugs)
    found = {one.slug: one for one in rows.order_by(F("clinic_id").asc(nulls_first=True))}
    return [found[slug] for slug in slugs if slug in found]
