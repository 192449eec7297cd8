"""What a body must be spared: which exercises are left out or exchanged, and why in plain words.

Read from `content/precautions.yaml`. A therapist's clearance outranks a block, a block a word of care.
Nothing here diagnoses: it goes by what somebody said and what an exercise asks of the body.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from routines.domain.content_files import (
    CONTENT_FOLDER,
    ContentError,
    Problems,
    Section,
    read_mapping,
)
from routines.domain.triage import Answer

FILE = "precautions.yaml"
LONGEST_LABEL = 80
LONGEST_SENTENCE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Precaution:
    """One precaution: its question, the load tags it blocks, and those it is careful about."""

    slug: str
    label: str
    question: str
    note: str
    because: str
    block: tuple[str, ...]
    caution: tuple[str, ...]
    sources: tuple[str, ...]


class Weight(StrEnum):
    """How a precaution weighs on an exercise."""

    BLOCK = "block"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One load tag of an exercise that a precaution of the client speaks of."""

    tag: str
    precaution: Precaution
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseLoad:
    """An exercise as far as precautions look at it; `easier` are slugs, the nearest first."""

    slug: str
    name: str
    region: str
    kind: str
    loads: frozenset[str]
    easier: tuple[str, ...] = ()
    may_stand_in: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparing:
    """What becomes of one exercise for one client.

    `instead` is the slug of the exercise to do in its place, "" where it is left out or stays.
    `said` is for the client and `told` for the therapist; both "" where nothing speaks against it.
    `care` are notes to read before the first time.
    """

    is_blocked: bool
    instead: str = ""
    said: str = ""
    told: str = ""
    care: tuple[str, ...] = ()


@cache
def precautions() -> Mapping[str, Precaution]:
    """Return the precautions that come with Carryover by slug, read once per process."""
    return read_precautions(CONTENT_FOLDER)


@cache
def load_tags() -> Mapping[str, str]:
    """Return what each load tag means, in half a sentence ("bends the low back forward")."""
    problems = Problems()
    file = read_mapping(CONTENT_FOLDER / "load_tags.yaml", "load_tags.yaml", problems)
    if file is None or problems.found:
        raise ContentError(problems.found)
    return MappingProxyType(dict(file.named_texts()))


def read_precautions(folder: Path) -> Mapping[str, Precaution]:
    """Return the precautions in `folder`, in the order of the file.

    Raises `ContentError` with every mistake in the file, by line, when there is at least one.
    """
    problems = Problems()
    sources = read_mapping(folder / "sources.yaml", "sources.yaml", problems)
    tags = read_mapping(folder / "load_tags.yaml", "load_tags.yaml", problems)
    file = read_mapping(folder / FILE, FILE, problems)
    known = [slug for slug, _ in sources.named_sections()] if sources else []
    loads = list(tags.named_texts()) if tags else []
    found = {
        slug: _precaution(slug, section, sources=known, loads=loads)
        for slug, section in (file.named_sections() if file else ())
    }
    if problems.found:
        raise ContentError(problems.found)
    return MappingProxyType(found)


def held(answers: Mapping[str, Answer]) -> tuple[Precaution, ...]:
    """Return the precautions that apply, in the order of the file; "not sure" counts like yes."""
    counted = {slug for slug, answer in answers.items() if answer != Answer.NO}
    return tuple(one for slug, one in precautions().items() if slug in counted)


def hits(loads: Iterable[str], held: Iterable[Precaution]) -> tuple[Hit, ...]:
    """Return what the client's precautions say about an exercise with these load tags, blocks first."""
    tags = frozenset(loads)
    found = [
        Hit(tag=tag, precaution=one, weight=weight)
        for one in held
        for weight, named in ((Weight.BLOCK, one.block), (Weight.CAUTION, one.caution))
        for tag in named
        if tag in tags
    ]
    return tuple(sorted(found, key=lambda hit: hit.weight is not Weight.BLOCK))


def spare(
    movement: ExerciseLoad,
    *,
    library: Mapping[str, ExerciseLoad],
    held: Collection[Precaution],
    cleared: Collection[str] = (),
) -> Sparing:
    """Return whether an exercise stays, what is done instead, or that it is left out, and why.

    `cleared` are the slugs a therapist lets this client do all the same. The exercise in its place is
    the nearest easier one that nothing blocks; where none is, one of the same region and kind that
    clients may begin by themselves, with the fewest words of care.
    """
    found = hits(movement.loads, held)
    care = tuple(
        dict.fromkeys(hit.precaution.note for hit in found if hit.weight is Weight.CAUTION)
    )
    blocks = [hit for hit in found if hit.weight is Weight.BLOCK]
    if not blocks or movement.slug in cleared:
        return Sparing(is_blocked=False, care=care)
    why = f"it {load_tags()[blocks[0].tag]}, and {blocks[0].precaution.because}"
    reasons = "; ".join(
        dict.fromkeys(f"{load_tags()[hit.tag]} ({hit.precaution.label})" for hit in blocks)
    )
    other = _stand_in(movement, library=library, held=held)
    if other is None:
        return Sparing(
            is_blocked=True,
            said=f"{movement.name} is left out: {why}.",
            told=f"{movement.name} is left out: {reasons}. No easier exercise fits.",
        )
    return Sparing(
        is_blocked=True,
        instead=other.slug,
        said=f"{other.name} in place of {movement.name}: {why}.",
        told=f"{movement.name}: {reasons}. Exchanged for {other.name}.",
        care=tuple(
            dict.fromkeys(
                hit.precaution.note
                for hit in hits(other.loads, held)
                if hit.weight is Weight.CAUTION
            )
        ),
    )


def _stand_in(
    movement: ExerciseLoad, *, library: Mapping[str, ExerciseLoad], held: Collection[Precaution]
) -> ExerciseLoad | None:
    seen = {movement.slug}
    nearest = [movement]
    while nearest:
        names = [slug for one in nearest for slug in one.easier if slug not in seen]
        seen.update(names)
        nearest = [library[slug] for slug in dict.fromkeys(names) if slug in library]
        for one in nearest:
            if one.may_stand_in and not _is_blocked(one, held):
                return one
    alike = [
        one
        for slug, one in library.items()
        if slug not in seen
        and one.may_stand_in
        and (one.region, one.kind) == (movement.region, movement.kind)
        and not _is_blocked(one, held)
    ]
    return min(alike, key=lambda one: (len(hits(one.loads, held)), one.slug), default=None)


def _is_blocked(movement: ExerciseLoad, held: Iterable[Precaution]) -> bool:
    return any(hit.weight is Weight.BLOCK for hit in hits(movement.loads, held))


def _precaution(
    slug: str, section: Section, *, sources: Collection[str], loads: Collection[str]
) -> Precaution:
    precaution = Precaution(
        slug=slug,
        label=section.text("label", required=True, longest=LONGEST_LABEL),
        question=section.text("question", required=True, longest=LONGEST_SENTENCE),
        note=section.text("note", required=True, longest=LONGEST_SENTENCE),
        because=section.text("because", required=True, longest=LONGEST_SENTENCE),
        block=section.slugs("block", loads, noun="load tag"),
        caution=section.slugs("caution", loads, noun="load tag"),
        sources=section.slugs("sources", sources, noun="source", required=True),
    )
    if not precaution.block and not precaution.caution:
        section.note("block", "A precaution that blocks nothing and is careful about nothing.")
    section.finish()
    return precaution
