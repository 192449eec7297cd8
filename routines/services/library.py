"""Filling the built-in library from what its authors wrote. A clinic's own rows are never touched.

Reading and judging the files is `routines.domain.library`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.database import write_transaction
from routines.domain.content import (
    EvidenceSource,
    ExerciseContent,
    Library,
    RoutineContent,
    RoutineItemContent,
    Rule,
)
from routines.models import Exercise, Routine, RoutineItem
from routines.models.dosage import dosage_columns

REPORT_EVERY = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """How many exercises and routines were new, changed, as before, and no longer in the files."""

    created: int
    updated: int
    unchanged: int
    retired: int


@dataclass(slots=True)
class _Count:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0


@write_transaction
def load_library(*, library: Library, report: Callable[[str], None]) -> LoadResult:
    """Make the built-in exercises and routines what `library` says, and return what changed.

    Rows are found by their slug, so loading again changes nothing. What the files no longer hold is
    retired, never deleted, because somebody's homework may point at it; it comes back when the files
    hold it again. `report` is given lines for a person to read.
    """
    count = _Count()
    now = timezone.now()
    exercises = _load_exercises(library, count, now, report)
    _load_routines(library, exercises, count, now, report)
    return LoadResult(
        created=count.created,
        updated=count.updated,
        unchanged=count.unchanged,
        retired=count.retired,
    )


def _load_exercises(
    library: Library, count: _Count, now: dt.datetime, report: Callable[[str], None]
) -> dict[str, Exercise]:
    rows = {row.slug: row for row in Exercise.objects.built_in()}
    for done, content in enumerate(library.exercises, start=1):
        row = rows.setdefault(content.slug, Exercise(slug=content.slug))
        _store(row, _exercise_columns(content, library.sources), count)
        _tell("Exercises", done, len(library.exercises), report)
    _retire(rows, {content.slug for content in library.exercises}, count, now, report)
    return rows


def _load_routines(
    library: Library,
    exercises: Mapping[str, Exercise],
    count: _Count,
    now: dt.datetime,
    report: Callable[[str], None],
) -> None:
    rows = {row.slug: row for row in Routine.objects.built_in().prefetch_related("items")}
    for done, content in enumerate(library.routines, start=1):
        row = rows.setdefault(content.slug, Routine(slug=content.slug))
        items = _item_columns(content.items, exercises)
        # A new row has no items yet, and may not be asked for them before it is saved.
        items_differ = row._state.adding or items != _stored_items(row)
        _store(row, _routine_columns(content, library), count, changed_elsewhere=items_differ)
        if items_differ:
            _store_items(row, items)
        _tell("Routines", done, len(library.routines), report)
    _retire(rows, {content.slug for content in library.routines}, count, now, report)


def _store(
    row: Exercise | Routine,
    columns: Mapping[str, Any],
    count: _Count,
    *,
    changed_elsewhere: bool = False,
) -> None:
    is_new = row._state.adding
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if is_new or changed:
        row.full_clean()
        row.save(force_insert=is_new)
    if is_new:
        count.created += 1
    elif changed or changed_elsewhere:
        count.updated += 1
    else:
        count.unchanged += 1


def _store_items(routine: Routine, items: Sequence[Mapping[str, Any]]) -> None:
    # Nothing points at an item: homework holds copies.
    routine.items.all().delete()
    rows = [RoutineItem(routine=routine, **columns) for columns in items]
    for row in rows:
        row.clean_fields()
        row.clean()
    RoutineItem.objects.bulk_create(rows)


def _retire(
    rows: Mapping[str, Exercise | Routine],
    kept: set[str],
    count: _Count,
    now: dt.datetime,
    report: Callable[[str], None],
) -> None:
    for slug, row in rows.items():
        if slug not in kept and row.retired_at is None:
            row.retired_at = now
            row.save(update_fields=["retired_at"])
            count.retired += 1
            report(f'Retired "{row.name}": it is no longer in the files.')


def _tell(noun: str, done: int, total: int, report: Callable[[str], None]) -> None:
    if done % REPORT_EVERY == 0 or done == total:
        report(f"{noun}: {done} of {total}")


def _exercise_columns(
    content: ExerciseContent, sources: Mapping[str, EvidenceSource]
) -> dict[str, Any]:
    return {
        "name": content.name,
        "aliases": list(content.aliases),
        "region": content.region,
        "position": content.position,
        "kind": content.kind,
        "mode": content.mode.value,
        "muscles": list(content.muscles),
        "equipment": list(content.equipment),
        "side_choice": content.side_choice,
        "self_start": content.self_start,
        "therapist_only": content.therapist_only,
        "steps": list(content.steps),
        "feel": content.feel,
        "cues": list(content.cues),
        "mistakes": list(content.mistakes),
        "breathing": content.breathing,
        "easier": list(content.easier),
        "harder": list(content.harder),
        "loads": list(content.loads),
        "not_for": list(content.not_for),
        "stop_rules": list(content.stop_rules),
        "evidence": {
            "level": content.evidence.level,
            "note": content.evidence.note,
            "sources": _cited(content.evidence.sources, sources),
        },
        "retired_at": None,
        **dosage_columns(content.dosage),
    }


def _routine_columns(content: RoutineContent, library: Library) -> dict[str, Any]:
    return {
        "name": content.name,
        "family": content.family,
        "field": library.families[content.family].field,
        "level": content.level,
        "purpose": content.purpose,
        "availability": content.availability,
        "for_whom": list(content.for_whom),
        "not_for": list(content.not_for),
        "cautions": list(content.cautions),
        "times_per_day": content.times_per_day,
        "days_per_week": content.days_per_week,
        "review_after_weeks": content.review_after_weeks,
        "rounds": content.rounds,
        "rest_between_items_seconds": content.rest_between_items_seconds,
        "progression": _rule(library.progressions[content.progression]),
        "regression": [_rule(library.regressions[slug]) for slug in content.regressions],
        "tags": list(content.tags),
        "evidence_note": content.evidence_note,
        "sources": _cited(content.sources, library.sources),
        "retired_at": None,
    }


def _item_columns(
    items: Sequence[RoutineItemContent], exercises: Mapping[str, Exercise]
) -> list[dict[str, Any]]:
    return [
        {
            "exercise_id": exercises[item.exercise].pk,
            "position": position,
            "note": item.note,
            **dosage_columns(item.dosage),
        }
        for position, item in enumerate(items, start=1)
    ]


def _stored_items(routine: Routine) -> list[dict[str, Any]]:
    return [
        {
            "exercise_id": item.exercise_id,
            "position": item.position,
            "note": item.note,
            **dosage_columns(item.dosage),
        }
        for item in sorted(routine.items.all(), key=lambda item: item.position)
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "slug": rule.slug,
        "text": rule.text,
        "when": dict(rule.when),
        "then": [dict(step) for step in rule.then],
        "at_most_every": rule.at_most_every,
    }


def _cited(slugs: Sequence[str], sources: Mapping[str, EvidenceSource]) -> list[dict[str, str]]:
    """Return the sources as a page shows them, so that nobody has to look them up again."""
    return [
        {
            "slug": slug,
            "name": sources[slug].name,
            "supports": sources[slug].supports,
            "link": sources[slug].link,
        }
        for slug in slugs
    ]
