"""Reading the warning signs from `content/warning_signs.yaml`, with every mistake by its line.

What they are is in `warning_signs`, what they decide in `triage`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from routines.domain.content_files import (
    CONTENT_FOLDER,
    ContentError,
    Problems,
    Section,
    read_mapping,
)
from routines.domain.warning_signs import (
    BY_TAG,
    EVERYTHING,
    LEGS,
    NOBODY,
    NOTHING,
    PAIN,
    THERAPIST,
    CheckPoint,
    Combination,
    Event,
    Gate,
    Notice,
    Risk,
    Rules,
    Sign,
    Urgency,
    When,
    plain_words,
)

FILE = "warning_signs.yaml"
EVERYBODY = "everybody"
WHO_WANTS = "who-wants"

LONGEST_VERSION = 20
LONGEST_QUESTION = 200
LONGEST_HELP = 120
LONGEST_MESSAGE = 400
LONGEST_SAY = 160
LONGEST_BECAUSE = 100
LONGEST_ALERT = 160
HIGHEST = 10

BECAUSE = "you marked "
BASES = ("found", "general")
GROUPS = (
    "cauda-equina",
    "nerve-loss",
    "cord",
    "fracture",
    "heart-lung",
    "vessel",
    "infection",
    "pregnancy",
    "distress",
    "pattern",
    "cancer",
    "pain",
    "surgery",
    "inflammatory",
    "stenosis",
    "course",
    "medicine",
)
NO_WALKING = frozenset({"fracture", "vessel", "infection", "cancer"})
NUMBERS = frozenset({"emergency_number", "urgent_line", "crisis_line"})
WITH_START = frozenset({When.BOTH_LEGS, When.NUMB_PLACE, When.STRONG_PAIN, When.STRONG_TWICE})

_NAMES = re.compile(r"\{([^{}]*)\}")


@cache
def warning_rules() -> Rules:
    """Return the rules that come with Carryover, read once per process."""
    return read_rules(CONTENT_FOLDER)


def read_rules(folder: Path) -> Rules:
    """Return the rules in `folder`.

    Raises `ContentError` with every mistake in the file, by line, when there is at least one.
    """
    problems = Problems()
    sources = read_mapping(folder / "sources.yaml", "sources.yaml", problems)
    tags = read_mapping(folder / "load_tags.yaml", "load_tags.yaml", problems)
    file = read_mapping(folder / FILE, FILE, problems)
    if file is None:
        raise ContentError(problems.found)
    known = _Known(
        sources=[slug for slug, _ in sources.named_sections()] if sources else (),
        rests=[EVERYTHING, LEGS, NOTHING]
        + [BY_TAG + tag for tag in (tags.named_texts() if tags else ())],
    )
    rules = _rules(file, known)
    file.finish()
    if problems.found:
        raise ContentError(problems.found)
    return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the other content files have, for checking what this one names."""

    sources: Collection[str]
    rests: Collection[str]


class _Texts(TypedDict):
    say: str
    because: str
    alert: str


class _NoticeKeys(_Texts):
    slug: str
    urgency: Urgency
    cleared_by: str
    message: str
    rests: str
    keeps_walking: bool


def _rules(file: Section, known: _Known) -> Rules:
    signs = {slug: _sign(slug, inner, known) for slug, inner in _named(file, "signs")}
    gates = {slug: _gate(slug, inner, signs) for slug, inner in _named(file, "gates")}
    risks = {slug: _risk(slug, inner) for slug, inner in _named(file, "risks")}
    combinations = {
        slug: _combination(slug, inner, known, (*signs, *risks, PAIN))
        for slug, inner in _named(file, "combinations")
    }
    events = tuple(_event(slug, inner, signs, known) for slug, inner in _named(file, "events"))
    _check_names(
        file, signs, gates, risks, combinations, [each.slug for each in events if each.all_no]
    )
    _check_moments(file, signs, gates, events)
    return Rules(
        version=file.text("version", required=True, longest=LONGEST_VERSION),
        signs=MappingProxyType(signs),
        gates=MappingProxyType(gates),
        risks=MappingProxyType(risks),
        combinations=MappingProxyType(combinations),
        events=events,
        words=MappingProxyType(_words(file, signs)),
    )


def _check_names(file: Section, *names: Collection[str]) -> None:
    taken: set[str] = set()
    for key, slugs in zip(
        ("signs", "gates", "risks", "combinations", "events"), names, strict=True
    ):
        for slug in sorted(taken.intersection(slugs)):
            file.note(key, f'"{slug}" is the name of something else already.')
        taken.update(slugs)


def _check_moments(
    file: Section, signs: Mapping[str, Sign], gates: Mapping[str, Gate], events: Collection[Event]
) -> None:
    opened = {slug for gate in gates.values() for slug in gate.opens}
    opened |= {slug for event in events if event.when is When.STRONG_PAIN for slug in event.asks}
    before = {slug for slug, sign in signs.items() if CheckPoint.BEFORE in sign.ask_at}
    for slug in sorted(opened ^ before):
        file.note(
            "gates", f'"{slug}" has to be opened before a session and have "before" in ask_at.'
        )
    for when in When:
        if [event.when for event in events].count(when) != 1:
            file.note("events", f'There has to be one event for "{when}".')


def _named(file: Section, key: str) -> list[tuple[str, Section]]:
    section = file.section(key, required=True)
    return list(section.named_sections()) if section else []


def _sign(slug: str, section: Section, known: _Known) -> Sign:
    sign = Sign(
        **_notice(slug, section, known),
        group=section.choice("group", GROUPS),
        question=section.text("question", required=True, longest=LONGEST_QUESTION),
        help_text=section.text("help", longest=LONGEST_HELP),
        ask_at=tuple(
            map(
                CheckPoint, section.slugs("ask_at", tuple(CheckPoint), noun="moment", required=True)
            )
        ),
        not_sure_is_yes=section.boolean("not_sure_is_yes"),
        is_opt_in=section.choice("asked_of", (EVERYBODY, WHO_WANTS), default=EVERYBODY)
        == WHO_WANTS,
        sources=section.slugs("sources", known.sources, noun="source", required=True),
        basis=section.choice("basis", BASES),
    )
    if sign.group in NO_WALKING and sign.keeps_walking:
        section.note("keeps_walking", f"With {sign.group} nobody is told to walk on.")
    if sign.urgency is Urgency.NOW and not sign.not_sure_is_yes:
        section.note("not_sure_is_yes", "What needs help now counts when somebody is not sure.")
    section.finish()
    return sign


def _gate(slug: str, section: Section, signs: Collection[str]) -> Gate:
    gate = Gate(
        slug=slug,
        question=section.text("question", required=True, longest=LONGEST_QUESTION),
        opens=section.slugs("opens", signs, noun="sign", required=True),
        **_texts(section),
    )
    section.finish()
    return gate


def _risk(slug: str, section: Section) -> Risk:
    risk = Risk(
        slug=slug,
        question=section.text("question", required=True, longest=LONGEST_QUESTION),
        is_lasting=section.boolean("is_lasting"),
    )
    section.finish()
    return risk


def _combination(slug: str, section: Section, known: _Known, parts: Collection[str]) -> Combination:
    any_of = section.slugs("any_of", parts, noun="sign or risk")
    combination = Combination(
        **_notice(slug, section, known),
        all_of=section.slugs("all_of", parts, noun="sign or risk"),
        any_of=any_of,
        at_least=section.integer("at_least", 1, HIGHEST, default=min(1, len(any_of))) or 0,
        sources=section.slugs("sources", known.sources, noun="source", required=True),
    )
    if len(any_of) < combination.at_least:
        section.note("at_least", "There are not so many to choose from.")
    if len({*combination.all_of, *any_of}) < 2:
        section.note("all_of", "One alone is no combination.")
    section.finish()
    return combination


def _event(slug: str, section: Section, signs: Collection[str], known: _Known) -> Event:
    when = section.choice("when", tuple(When))
    counts_as, until = (
        section.slug(key, signs, noun="sign") if section.text(key) else ""
        for key in ("counts_as", "until_answered")
    )
    inner = section.section("all_no")
    all_no = None
    if inner is not None:
        all_no = Notice(**_notice(slug, inner, known, has_clearing=False))
        inner.finish()
        if not until:
            section.note("all_no", "Without until_answered no answer changes anything.")
    event = Event(
        slug=slug,
        when=When(when) if when else When.SADDLE,
        start=section.integer("from", 1, HIGHEST, required=when in WITH_START) or 0,
        asks=section.slugs("asks", signs, noun="sign"),
        counts_as=counts_as,
        until_answered=until,
        is_change=section.boolean("is_change"),
        because=_because(section, required=bool(counts_as or until)),
        all_no=all_no,
    )
    if until and not event.asks:
        section.note("until_answered", "There is nothing to answer: asks is empty.")
    section.finish()
    return event


def _words(file: Section, signs: Collection[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for _, section in _named(file, "words"):
        for slug in signs:
            found.setdefault(slug, []).extend(plain_words(text) for text in section.texts(slug))
        section.finish()
    return {slug: tuple(phrases) for slug, phrases in found.items() if phrases}


def _notice(
    slug: str, section: Section, known: _Known, *, has_clearing: bool = True
) -> _NoticeKeys:
    urgency = section.choice("urgency", tuple(Urgency))
    message = section.text("message", required=True, longest=LONGEST_MESSAGE)
    for name in _NAMES.findall(message):
        if name not in NUMBERS:
            section.note("message", f'Nothing is filled in for "{{{name}}}".')
    return {
        "slug": slug,
        "urgency": Urgency(urgency) if urgency else Urgency.NOW,
        "cleared_by": section.choice("cleared_by", (NOBODY, THERAPIST)) if has_clearing else NOBODY,
        "message": message,
        "rests": section.choice("rests", known.rests),
        "keeps_walking": section.boolean("keeps_walking"),
        **_texts(section),
    }


def _texts(section: Section) -> _Texts:
    return {
        "say": section.text("say", required=True, longest=LONGEST_SAY),
        "because": _because(section, required=True),
        "alert": section.text("alert", required=True, longest=LONGEST_ALERT),
    }


def _because(section: Section, *, required: bool) -> str:
    because = section.text("because", required=required, longest=LONGEST_BECAUSE)
    if because and not because.startswith(BECAUSE):
        section.note("because", f'This begins with "{BECAUSE.strip()}".')
    return because
