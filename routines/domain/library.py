"""Reading the library from its folder of YAML files, and refusing what makes no sense.

Every mistake is collected before anything is refused; docs/content.md explains each key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from routines.domain.content import (
    AVAILABILITIES,
    EVIDENCE_LEVELS,
    FIELDS,
    KINDS,
    POSITIONS,
    REGIONS,
    SIDE_CHOICES,
    Evidence,
    EvidenceSource,
    ExerciseContent,
    Family,
    Library,
    Mode,
    RoutineContent,
    RoutineItemContent,
    Rule,
)
from routines.domain.content_files import (
    CONTENT_FOLDER,
    SLUG,
    ContentError,
    Problem,
    Problems,
    Section,
    read_mapping,
)
from routines.domain.dosage import MAX_REST_SECONDS, Dosage, ImpossibleDosageError, Side
from routines.domain.schedule import MAX_TIMES_PER_DAY

__all__ = ["CONTENT_FOLDER", "ContentError", "Library", "Problem", "read_library"]


LONGEST_NAME = 120
LONGEST_NOTE = 240
LONGEST_SLUG = 80

_TEMPO = re.compile(r"\d{1,2}-\d{1,2}-\d{1,2}")
_A_DOSAGE = Dosage(repetitions=1)  # stands in where a dosage was refused
_SIDES = tuple(side.value for side in Side)

T = TypeVar("T")


def read_library(folder: Path) -> Library:
    """Return the library in `folder`.

    Raises `ContentError` with every mistake in every file when there is at least one.
    """
    problems = Problems()
    rules = read_mapping(folder / "rules.yaml", "rules.yaml", problems)
    shared = _Shared(
        muscles=_texts(folder, "muscles.yaml", problems),
        load_tags=_texts(folder, "load_tags.yaml", problems),
        sources=_named(read_mapping(folder / "sources.yaml", "sources.yaml", problems), _source),
        families=_named(read_mapping(folder / "families.yaml", "families.yaml", problems), _family),
        progressions=_named(rules and rules.section("progressions", required=True), _rule),
        regressions=_named(rules and rules.section("regressions", required=True), _rule),
    )
    if rules:
        rules.finish()

    files = _files(folder, "exercises", problems)
    shared.exercise_slugs.update(files)
    for slug, section in _open(files, problems):
        shared.exercises[slug] = _exercise(slug, section, shared)
        shared.easier_lines[slug] = (section.file, section.line_of("easier"))
    _refuse_circles(shared, problems)
    routines = [
        _routine(slug, section, shared)
        for slug, section in _open(_files(folder, "routines", problems), problems)
    ]
    if problems.found:
        raise ContentError(problems.found)
    return Library(
        exercises=tuple(shared.exercises.values()),
        routines=tuple(routines),
        muscles=shared.muscles,
        load_tags=shared.load_tags,
        sources=shared.sources,
        families=shared.families,
        progressions=shared.progressions,
        regressions=shared.regressions,
    )


class _Shared:
    """What exercises and routines refer to, and the exercises once they are read."""

    def __init__(
        self,
        *,
        muscles: Mapping[str, str],
        load_tags: Mapping[str, str],
        sources: Mapping[str, EvidenceSource],
        families: Mapping[str, Family],
        progressions: Mapping[str, Rule],
        regressions: Mapping[str, Rule],
    ) -> None:
        self.muscles = muscles
        self.load_tags = load_tags
        self.sources = sources
        self.families = families
        self.progressions = progressions
        self.regressions = regressions
        # Known before any exercise is read, so that easier and harder may point both ways.
        self.exercise_slugs: set[str] = set()
        self.exercises: dict[str, ExerciseContent] = {}
        self.easier_lines: dict[str, tuple[str, int]] = {}


# --- files ---------------------------------------------------------------------------------


def _files(folder: Path, name: str, problems: Problems) -> dict[str, Path]:
    """Return the files of one folder by slug, in order."""
    paths = sorted(path for path in (folder / name).glob("[!.]*") if path.is_file())
    if not paths:
        problems.add(name, 1, "The folder is missing or empty.")
    files: dict[str, Path] = {}
    for path in paths:
        file = f"{name}/{path.name}"
        if path.suffix == ".yml" and path.stem in files:
            problems.add(file, 1, f'There are two files for "{path.stem}". Keep one.')
        elif path.suffix != ".yaml":
            problems.add(file, 1, 'The name of a content file ends in ".yaml".')
        elif not SLUG.fullmatch(path.stem) or len(path.stem) > LONGEST_SLUG:
            problems.add(file, 1, "A file name has small letters, numbers and hyphens only.")
        else:
            files[path.stem] = path
    return files


def _open(files: Mapping[str, Path], problems: Problems) -> list[tuple[str, Section]]:
    opened = []
    for slug, path in files.items():
        section = read_mapping(path, f"{path.parent.name}/{path.name}", problems)
        if section is not None:
            opened.append((slug, section))
    return opened


def _texts(folder: Path, file: str, problems: Problems) -> dict[str, str]:
    section = read_mapping(folder / file, file, problems)
    return {} if section is None else section.named_texts()


def _named(section: Section | None, read: Callable[[str, Section], T]) -> dict[str, T]:
    if section is None:
        return {}
    found = {}
    for slug, inner in section.named_sections():
        found[slug] = read(slug, inner)
        inner.finish()
    return found


# --- what others refer to ------------------------------------------------------------------


def _source(slug: str, section: Section) -> EvidenceSource:
    link = section.text("link")
    if link and not link.startswith("https://"):
        section.note("link", 'A link starts with "https://".')
    return EvidenceSource(
        slug=slug,
        name=section.text("name", required=True),
        supports=section.text("supports", required=True),
        link=link,
    )


def _family(slug: str, section: Section) -> Family:
    return Family(
        slug=slug,
        name=section.text("name", required=True),
        field=section.choice("field", FIELDS),
    )


def _rule(slug: str, section: Section) -> Rule:
    return Rule(
        slug=slug,
        text=section.text("text", required=True),
        when=section.values("when"),
        then=tuple(step.as_values() for step in section.sections("then")),
        at_most_every=section.text("at_most_every"),
    )


# --- exercises -----------------------------------------------------------------------------


def _exercise(slug: str, section: Section, shared: _Shared) -> ExerciseContent:
    side = section.choice("side", _SIDES)
    others = shared.exercise_slugs - {slug}
    exercise = ExerciseContent(
        slug=slug,
        name=section.text("name", required=True, longest=LONGEST_NAME),
        aliases=section.texts("aliases"),
        region=section.choice("region", REGIONS),
        position=section.choice("position", POSITIONS),
        kind=section.choice("kind", KINDS),
        mode=Mode(section.choice("mode", tuple(Mode)) or Mode.HABIT),
        muscles=section.slugs("muscles", shared.muscles, noun="muscle", required=True),
        equipment=section.texts("equipment"),
        side_choice=section.choice("side_choice", SIDE_CHOICES, default="client"),
        self_start=section.boolean("self_start"),
        therapist_only=section.boolean("therapist_only"),
        dosage=_dosage(section.section("dosage", required=True), Side(side or Side.NONE)),
        steps=section.texts("steps", required=True),
        feel=section.text("feel"),
        cues=section.texts("cues"),
        mistakes=section.texts("mistakes"),
        breathing=section.text("breathing"),
        easier=section.slugs("easier", others, noun="other exercise"),
        harder=section.slugs("harder", others, noun="other exercise"),
        loads=section.slugs("loads", shared.load_tags, noun="load tag"),
        not_for=section.texts("not_for"),
        stop_rules=section.texts("stop_rules", required=True),
        evidence=_evidence(section.section("evidence", required=True), shared),
    )
    if exercise.self_start and exercise.therapist_only:
        section.note("self_start", "What only a therapist may give, nobody can start alone.")
    if exercise.dosage is not _A_DOSAGE:
        _check_mode(exercise, section)
    section.finish()
    return exercise


def _check_mode(exercise: ExerciseContent, section: Section) -> None:
    if (exercise.mode is Mode.DURATION) != exercise.dosage.is_timed:
        section.note("mode", 'The mode "duration" and "duration_seconds" go together.')
    elif exercise.mode is Mode.HOLD and not exercise.dosage.hold_seconds:
        section.note("mode", 'The mode "hold" needs "hold_seconds" in the dosage.')


def _evidence(section: Section | None, shared: _Shared) -> Evidence:
    if section is None:
        return Evidence(level="", note="", sources=())
    evidence = Evidence(
        level=section.choice("level", EVIDENCE_LEVELS),
        note=section.text("note", required=True),
        sources=section.slugs("sources", shared.sources, noun="source", required=True),
    )
    section.finish()
    return evidence


def _dosage(section: Section | None, side: Side) -> Dosage:
    """Return the dosage in `section`, or the stand-in after noting why it is impossible."""
    if section is None:
        return _A_DOSAGE
    tempo = section.text("tempo")
    if tempo and not _TEMPO.fullmatch(tempo):
        section.note("tempo", "A tempo is three numbers of seconds, as in 3-1-3.")
    # No bounds here: the dosage knows what is possible, and says it better.
    numbers = {
        key: section.integer(key, -1_000_000, 1_000_000, default=default) or 0
        for key, default in (
            ("sets", 1),
            ("repetitions", 0),
            ("hold_seconds", 0),
            ("duration_seconds", 0),
            ("rest_seconds", 0),
            ("seconds_per_repetition", 0),
        )
    }
    pattern = section.integers("repetition_pattern")
    load = section.text("load", longest=80)
    section.finish()
    try:
        return Dosage(
            sets=numbers["sets"],
            repetitions=numbers["repetitions"],
            repetition_pattern=pattern,
            hold_seconds=numbers["hold_seconds"],
            duration_seconds=numbers["duration_seconds"],
            rest_seconds=numbers["rest_seconds"],
            seconds_per_repetition=numbers["seconds_per_repetition"],
            tempo=tempo,
            side=side,
            load=load,
        )
    except ImpossibleDosageError as error:
        section.note(error.field, f"Nobody can do this dosage. {error.message}")
        return _A_DOSAGE


def _refuse_circles(shared: _Shared, problems: Problems) -> None:
    """Note every exercise whose easier versions lead back to itself."""
    for slug in shared.exercises:
        seen: set[str] = set()
        ahead = list(shared.exercises[slug].easier)
        while ahead:
            current = ahead.pop()
            if current in seen or current not in shared.exercises:
                continue
            seen.add(current)
            ahead.extend(shared.exercises[current].easier)
        if slug in seen:
            file, line = shared.easier_lines[slug]
            problems.add(file, line, f'The easier versions of "{slug}" lead back to it.')


# --- routines ------------------------------------------------------------------------------


def _routine(slug: str, section: Section, shared: _Shared) -> RoutineContent:
    availability = section.choice("availability", AVAILABILITIES)
    routine = RoutineContent(
        slug=slug,
        name=section.text("name", required=True, longest=LONGEST_NAME),
        family=section.slug("family", shared.families, noun="family"),
        level=section.integer("level", 1, 9),
        purpose=section.text("purpose", required=True),
        availability=availability,
        for_whom=section.texts("for_whom", required=True),
        not_for=section.texts("not_for"),
        cautions=section.texts("cautions", required=True),
        times_per_day=section.integer("times_per_day", 1, MAX_TIMES_PER_DAY, default=1) or 1,
        days_per_week=section.integer("days_per_week", 1, 7, default=7) or 7,
        review_after_weeks=section.integer("review_after_weeks", 1, 52, default=4) or 4,
        rounds=section.integer("rounds", 1, 10, default=1) or 1,
        rest_between_items_seconds=section.integer(
            "rest_between_items_seconds", 0, MAX_REST_SECONDS, default=10
        )
        or 0,
        items=tuple(
            item
            for inner in section.sections("items")
            if (item := _item(inner, shared, availability)) is not None
        ),
        progression=section.slug("progression", shared.progressions, noun="progression"),
        regressions=section.slugs("regressions", shared.regressions, noun="regression"),
        tags=section.texts("tags"),
        evidence_note=section.text("evidence_note"),
        sources=section.slugs("sources", shared.sources, noun="source", required=True),
    )
    section.finish()
    return routine


def _item(section: Section, shared: _Shared, availability: str) -> RoutineItemContent | None:
    slug = section.slug("exercise", shared.exercise_slugs, noun="exercise")
    side = section.choice("side", _SIDES, default="as the exercise")
    inner = section.section("dosage")
    note = section.text("note", longest=LONGEST_NOTE)
    exercise = shared.exercises.get(slug)
    if exercise is None:
        # Its own mistakes are noted already; only the keys below the dosage are left to look at.
        _dosage(inner, Side.NONE)
        section.finish()
        return None
    chosen = Side(side) if side in _SIDES else exercise.dosage.side
    dosage = _dosage(inner, chosen) if inner else replace(exercise.dosage, side=chosen)
    if availability == "self-start" and (exercise.therapist_only or not exercise.self_start):
        section.note("exercise", f'"{slug}" cannot be in a routine that clients start alone.')
    section.finish()
    return RoutineItemContent(exercise=slug, dosage=dosage, note=note)
