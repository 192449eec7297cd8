"""What a body must be spared: which exercises are left out or exchanged, and why in plain words.

Read from `content/precautions.yaml`. A therapist's clearance outranks a block, a block a word of care.
Nothing here diagnoses: it goes by what somebody said and what an exercise asks of the body.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
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
from routines.domain.directions import SpineLoad
from routines.domain.triage import Answer
from routines.domain.warning_rules import BECAUSE
from routines.domain.warning_signs import BY_TAG, Sign

FILE = "precautions.yaml"
LONGEST_LABEL = 80
LONGEST_SENTENCE = 160

# Nobody is sent into these by a rule: a direction of the spine and a nerve are tested first, and
# where to press is shown by a person.
_NEEDS_A_LOOK = frozenset({*SpineLoad, "nerve-movement", "direct-pressure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Precaution:
    """One precaution: its question, the load tags it blocks, and those it is careful about.

    `fact` is what is so ("you have thin bones"); `because` is who said it and how surely.
    """

    slug: str
    label: str
    question: str
    note: str
    fact: str
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
    """An exercise as far as precautions look at it; `easier` are slugs, the nearest first.

    `may_stand_in`: clients may begin it by themselves, without a therapist who teaches it.
    """

    slug: str
    name: str
    region: str
    kind: str
    loads: frozenset[str]
    mode: str = ""
    position: str = ""
    easier: tuple[str, ...] = ()
    may_stand_in: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparing:
    """What becomes of one exercise for one client.

    `instead` is the slug of the exercise to do in its place, "" where it is left out or stays.
    `said` is for the client and `told` for the therapist; both "" where no precaution speaks of it.
    `care` are notes to read before the first time, of the exercise in its place where there is one.
    `name` is the exercise's, and `why` what it does and who said what, for several left out at once.
    """

    is_blocked: bool
    name: str = ""
    why: str = ""
    instead: str = ""
    said: str = ""
    told: str = ""
    care: tuple[str, ...] = ()

    @property
    def left_out(self) -> str:
        """Why it is left out, without what stands in its place; only where it is blocked."""
        return f"Left out: {self.name}. It {self.why}"


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


def held(answers: Mapping[str, Answer], *, noted: Collection[str] = ()) -> tuple[Precaution, ...]:
    """Return the precautions that apply, in the order of the file; "not sure" counts like yes.

    `noted` are the slugs that a therapist answered, so that no client reads that they said it.
    """
    return tuple(
        replace(one, because=_because(one.fact, answers[slug], is_noted=slug in noted))
        for slug, one in precautions().items()
        if answers.get(slug, Answer.NO) != Answer.NO
    )


def of_sign(sign: Sign) -> Precaution | None:
    """Return a sign for the next visit as a precaution, or None where it blocks no load.

    Until a therapist has looked, it blocks the one load tag it names (safety rules,
    mention-next-visit).
    """
    if not sign.rests.startswith(BY_TAG):
        return None
    return Precaution(
        slug=sign.slug,
        label=sign.alert,
        question=sign.question,
        note=sign.message,
        fact=sign.because.removeprefix(BECAUSE),
        because=sign.because,
        block=(sign.rests.removeprefix(BY_TAG),),
        caution=(),
        sources=sign.sources,
    )


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


def blocked_loads(held: Iterable[Precaution]) -> frozenset[str]:
    """Return every load tag that one of these precautions blocks."""
    return frozenset(tag for one in held for tag in one.block)


def words_of_care(loads: Iterable[str], held: Iterable[Precaution]) -> tuple[str, ...]:
    """Return the notes a client reads before an exercise with these load tags, none twice."""
    return _care(hits(loads, held))


def say_chosen(name: str) -> str:
    """Return what a client reads before an exercise that a therapist gave them in spite of a block.

    That somebody looked, and no more: nobody here knows that it is safe.
    """
    return f"{name or 'Your therapist'} looked at this and chose it for you. Not sure? Ask first."


def say_weighed(loads: Iterable[str], held: Iterable[Precaution]) -> str:
    """Return what was known when a blocked exercise was chosen, in a sentence; "" for nothing."""
    because = next(
        (hit.precaution.because for hit in hits(loads, held) if hit.weight is Weight.BLOCK), ""
    )
    return f"{because[0].upper()}{because[1:]}." if because else ""


def spare(
    movement: ExerciseLoad,
    *,
    library: Mapping[str, ExerciseLoad],
    held: Collection[Precaution],
    cleared: Collection[str] = (),
) -> Sparing:
    """Return whether an exercise stays, what is done instead, or that it is left out, and why.

    `cleared` are the slugs a therapist lets this client do all the same. The exercise in its place is
    the nearest easier one that nothing blocks, of equally near ones that with the fewest words of
    care; where none is, one of the same region and kind with
    the fewest words of care. Clients may begin either by themselves.
    """
    found = hits(movement.loads, held)
    blocks = [hit for hit in found if hit.weight is Weight.BLOCK]
    if movement.slug in cleared and blocks:
        return Sparing(
            is_blocked=False,
            said="It stays: your therapist cleared it for you.",
            told=f"{movement.name}: stays, cleared by a therapist. It {_reasons(blocks)}.",
            care=_care(found),
        )
    if not found:
        return Sparing(is_blocked=False)
    because = found[0].precaution.because
    # Two short sentences: one would be too long to read in grade 6.
    why = f"{load_tags()[found[0].tag]}. {because[0].upper()}{because[1:]}."
    if not blocks:
        return Sparing(
            is_blocked=False,
            said=f"Take care: it {why}",
            told=f"{movement.name}: stays, with a note to read first. It {_reasons(found)}.",
            care=_care(found),
        )
    said = f"Left out: {movement.name}. It {why}"
    told = f"{movement.name}: not for this client. It {_reasons(blocks)}."
    other = _stand_in(movement, library=library, held=held, cleared=cleared)
    if other is None:
        told = f"{told} No other exercise fits."
        return Sparing(is_blocked=True, name=movement.name, why=why, said=said, told=told)
    return Sparing(
        is_blocked=True,
        name=movement.name,
        why=why,
        instead=other.slug,
        said=f"{said} Do {other.name} in its place.",
        told=f"{told} {other.name} would fit in its place.",
        care=_care(hits(other.loads, held)),
    )


def say_left_out(spared: Iterable[Sparing]) -> tuple[str, ...]:
    """Return why exercises are left out, each by its name, those of one reason together.

    One alone is said with what to do in its place; of several, the list of changes says that.
    """
    by_reason: dict[str, list[Sparing]] = {}
    for one in spared:
        by_reason.setdefault(one.why, []).append(one)
    return tuple(
        found[0].said
        if len(found) == 1
        else f"Left out: {', '.join(one.name for one in found)}. Each {why}"
        for why, found in by_reason.items()
    )


def _because(fact: str, answer: Answer, *, is_noted: bool) -> str:
    if is_noted:
        verb = "is not sure if" if answer == Answer.NOT_SURE else "noted that"
        return f"your therapist {verb} {fact}"
    return f"you {'were not sure if' if answer == Answer.NOT_SURE else 'said that'} {fact}"


def _care(found: Iterable[Hit]) -> tuple[str, ...]:
    notes = (hit.precaution.note for hit in found if hit.weight is Weight.CAUTION)
    return tuple(dict.fromkeys(notes))


def _reasons(found: Iterable[Hit]) -> str:
    reasons = (f"{load_tags()[hit.tag]} ({hit.precaution.label})" for hit in found)
    return "; ".join(dict.fromkeys(reasons))


def _stand_in(
    movement: ExerciseLoad,
    *,
    library: Mapping[str, ExerciseLoad],
    held: Collection[Precaution],
    cleared: Collection[str],
) -> ExerciseLoad | None:
    spared = blocked_loads(held)

    def is_fit(one: ExerciseLoad) -> bool:
        return one.may_stand_in and (one.slug in cleared or spared.isdisjoint(one.loads))

    seen = {movement.slug}
    nearest = [movement]
    while nearest:
        names = [slug for one in nearest for slug in one.easier if slug not in seen]
        seen.update(names)
        nearest = [library[slug] for slug in dict.fromkeys(names) if slug in library]
        fit = [one for one in nearest if is_fit(one)]
        if fit:
            # Of equally near ones the first with the fewest words of care.
            return min(fit, key=lambda one: len(hits(one.loads, held)))
    new = _NEEDS_A_LOOK - movement.loads
    alike = [
        one
        for slug, one in library.items()
        if slug not in seen
        and (one.region, one.kind) == (movement.region, movement.kind)
        and new.isdisjoint(one.loads)
        and is_fit(one)
    ]
    return min(
        alike,
        key=lambda one: (
            len(hits(one.loads, held)),
            len(one.loads - movement.loads),
            one.position != movement.position,
            one.mode != movement.mode,
            one.slug,
        ),
        default=None,
    )


def _precaution(
    slug: str, section: Section, *, sources: Collection[str], loads: Collection[str]
) -> Precaution:
    fact = section.text("fact", required=True, longest=LONGEST_SENTENCE)
    precaution = Precaution(
        slug=slug,
        label=section.text("label", required=True, longest=LONGEST_LABEL),
        question=section.text("question", required=True, longest=LONGEST_SENTENCE),
        note=section.text("note", required=True, longest=LONGEST_SENTENCE),
        fact=fact,
        because=_because(fact, Answer.YES, is_noted=False),
        block=section.slugs("block", loads, noun="load tag"),
        caution=section.slugs("caution", loads, noun="load tag"),
        sources=section.slugs("sources", sources, noun="source", required=True),
    )
    if not precaution.block and not precaution.caution:
        section.note("block", "A precaution that blocks nothing and is careful about nothing.")
    section.finish()
    return precaution
