"""What is new about homework since its client last looked, in one statement for all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from routines.domain.changes import Content, GivenExercise, say_changes, still_new
from routines.models import AssignmentVersion, Prescription


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """The versions of one homework that its client has not looked at: number and what each told.

    `seen` is the number of the version they know, oldest of all where they never looked.
    """

    assignment_id: UUID
    seen: int
    told: Mapping[int, Sequence[str]]

    @property
    def is_one(self) -> bool:
        """Whether what was told is the whole story: one change, or none."""
        return len(self.told) < 2


def unseen(assignment_id: UUID, *, seen_version: int, told: Mapping[int, Sequence[str]]) -> Unseen:
    """Return of `told`, by number of version, what came after the version that was seen."""
    seen = max(1, seen_version)
    later = {number: told[number] for number in sorted(told) if number > seen}
    return Unseen(assignment_id=assignment_id, seen=seen, told=later)


def what_is_new(found: Sequence[Unseen]) -> dict[UUID, list[str]]:
    """Return what is new about each homework, oldest first.

    Where several changes came one after the other it is what they come to: what was put in and
    taken out again is not said. No statement, or 1 where there are such.
    """
    several = [one for one in found if not one.is_one]
    contents = _contents(several) if several else {}
    return {one.assignment_id: _come_to(one, contents) for one in found}


def _come_to(one: Unseen, contents: Mapping[tuple[UUID, int], Content]) -> list[str]:
    told = list(one.told.values())
    before = contents.get((one.assignment_id, one.seen))
    after = contents.get((one.assignment_id, max(one.told, default=one.seen)))
    if before is None or after is None:
        return [change for changes in told for change in changes]
    return still_new(told, net=say_changes(before, after))


def _contents(several: Sequence[Unseen]) -> dict[tuple[UUID, int], Content]:
    asked = (
        Q(version__assignment=one.assignment_id, version__number__in=(one.seen, max(one.told)))
        for one in several
    )
    rows = Prescription.objects.filter(reduce(or_, asked)).select_related("exercise", "version")
    by_version: dict[AssignmentVersion, list[Prescription]] = defaultdict(list)
    for row in rows.order_by("position"):
        by_version[row.version].append(row)
    return {
        (version.assignment_id, version.number): Content(
            exercises=tuple(
                GivenExercise(
                    key=str(row.exercise_id),
                    name=row.exercise.name,
                    dosage=row.dosage,
                    note=row.note,
                )
                for row in prescribed
            ),
            frequency=version.frequency,
            note=version.note,
        )
        for version, prescribed in by_version.items()
    }
