"""Homework while it is being put together: the answers so far, the rows, what they add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.translation import gettext as _

from routines.admin.scope import the_user
from routines.domain.burden import Burden
from routines.domain.dosage import estimated_seconds
from routines.domain.schedule import Frequency
from routines.forms.assignments import (
    ROWS,
    AssignmentForm,
    PrescribedExerciseForm,
    PrescribedFormSet,
    PrescribedRows,
    initial_head,
    initial_row,
    initial_rows,
)
from routines.forms.rows import added, exchanged, moved, numbered, typed_head, typed_rows
from routines.models import AssignmentVersion, Exercise
from routines.services.assignments import PrescribedExercise
from routines.services.changes import changes_between

# The buttons that send the form to have it back changed, or only counted.
_ASKS = ("move", "add", "exchange", "check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a form starts from: a routine, or the version in force."""

    exercises: Sequence[PrescribedExercise]
    frequency: Frequency
    rounds: int
    rest_between_items_seconds: int
    today: dt.date
    note: str = ""
    standing: AssignmentVersion | None = None
    others: tuple[int, int] = (0, 0)
    is_break: bool = False


class Draft:
    """The form while it is being filled in: the answers, the rows, and what they add up to."""

    def __init__(self, request: HttpRequest, basis: Basis) -> None:
        self.basis = basis
        self.user = the_user(request)
        self.nothing_chosen = False
        sent = request.POST if request.method == "POST" else None
        asked = {} if sent is None else {name: sent.get(name, "") for name in _ASKS}
        self.is_sent = sent is not None and not any(asked.values())
        self.is_adding = bool(asked.get("add"))
        self._load_library(sent)
        if self.is_sent:
            self.head = self._head(sent)
            self.rows = self._rows(sent)
        elif sent is not None:
            self.head = self._head(initial=typed_head(sent))
            self.rows = self._rows(initial=self._changed(typed_rows(sent), asked, sent))
        else:
            self.head = self._head(initial=initial_head(basis.frequency, note=basis.note))
            self.rows = self._rows(initial=initial_rows(basis.exercises))

    def is_valid(self) -> bool:
        """Whether everything can be sent as it stands."""
        return self.head.is_valid() & self.rows.is_valid()

    @property
    def first_wrong(self) -> AssignmentForm | PrescribedExerciseForm | None:
        """The first part with something wrong; None where only the whole of it is."""
        wrong = next((row for row in self.rows if row.errors), None)
        if wrong is not None:
            return wrong
        return self.head if any(name != NON_FIELD_ERRORS for name in self.head.errors) else None

    @property
    def frequency(self) -> Frequency:
        """How often; only of a valid draft."""
        frequency: Frequency = self.head.cleaned_data["frequency"]
        return frequency

    @property
    def note(self) -> str:
        """The note to the client; only of a valid draft."""
        return str(self.head.cleaned_data["note"])

    def changes(self, version: AssignmentVersion) -> list[str]:
        """Return what sending this would change in a version; only of a valid draft."""
        return changes_between(
            version,
            exercises=self.rows.prescribed,
            frequency=self.frequency,
            note=self.note,
        )

    @property
    def burden(self) -> Burden:
        """What the rows that stay add up to, in time as far as their numbers can be read."""
        if self.is_sent:
            self.is_valid()
            rows = self.rows
            times = self.head.cleaned_data.get("times_per_day") or 1
        else:
            rows = self._read_again()
            times = _whole(self.head["times_per_day"].value())
        return Burden(
            exercises=len(rows.kept),
            session_seconds=estimated_seconds(
                [one.dosage for one in rows.readable],
                rounds=self.basis.rounds,
                rest_between_items_seconds=self.basis.rest_between_items_seconds,
            ),
            times_per_day=times,
            other_exercises=self.basis.others[0],
            other_minutes=self.basis.others[1],
            is_break=self.basis.is_break,
        )

    @property
    def choices(self) -> list[tuple[str, list[tuple[UUID, str]]]]:
        """The exercises that may be added, by part of the body."""
        rows = (
            Exercise.objects.visible_to(self.user)
            .current()
            .exclude(pk__in=list(self.library))
            .order_by("region", "name")
            .values_list("region", "pk", "name")
        )
        return [
            (
                region.replace("-", " ").capitalize() or _("Other"),
                [(pk, name) for _r, pk, name in group],
            )
            for region, group in groupby(rows, key=lambda row: row[0])
        ]

    def _load_library(self, sent: Any) -> None:
        given = {one.exercise.pk: one for one in self.basis.exercises}
        wanted: set[UUID] = set()
        if sent is not None:
            others = (sent.get("new", ""), *_exchange(sent.get("exchange", "")))
            wanted = set(_uuids([*(row["exercise"] for row in typed_rows(sent)), *others]))
        found = Exercise.objects.visible_to(self.user).filter(pk__in=wanted - given.keys())
        self.library = {pk: one.exercise for pk, one in given.items()}
        if wanted - given.keys():
            self.library |= {exercise.pk: exercise for exercise in found}
        self._paces = {pk: exercise.seconds_per_repetition for pk, exercise in self.library.items()}
        self._paces |= {pk: one.dosage.seconds_per_repetition for pk, one in given.items()}

    def _changed(
        self, rows: list[dict[str, Any]], asked: dict[str, str], sent: Any
    ) -> list[dict[str, Any]]:
        if asked["move"]:
            return moved(rows, asked["move"])
        if asked["exchange"]:
            gone, other = _exchange(asked["exchange"])
            for pk in _uuids([other]):
                if pk in self.library:
                    return exchanged(rows, gone, _usual_row(self.library[pk]))
        if asked["add"]:
            chosen = [
                self.library[pk] for pk in _uuids([sent.get("new", "")]) if pk in self.library
            ]
            self.nothing_chosen = not chosen
            for exercise in chosen:
                rows = added(rows, _usual_row(exercise))
        return numbered(rows)

    def _head(self, data: Any = None, initial: Any = None) -> AssignmentForm:
        return AssignmentForm(
            data,
            initial=initial,
            today=self.basis.today,
            standing=self.basis.standing,
            is_break=self.basis.is_break,
        )

    def _rows(self, data: Any = None, initial: Any = None) -> PrescribedFormSet:
        rows: Any = PrescribedRows(
            data,
            initial=initial,
            prefix=ROWS,
            form_kwargs={"library": self.library, "paces": self._paces},
        )
        found: PrescribedFormSet = rows
        return found

    def _read_again(self) -> PrescribedFormSet:
        # An unbound form has no cleaned values: read its start values as if they were sent.
        typed = {
            f"{ROWS}-{index}-{name}": "" if value is None else str(value)
            for index, row in enumerate(self.rows.initial or [])
            for name, value in row.items()
            if not (name == "leave_out" and not value)
        }
        count = str(len(self.rows.initial or []))
        read = self._rows(typed | {f"{ROWS}-TOTAL_FORMS": count, f"{ROWS}-INITIAL_FORMS": "0"})
        read.is_valid()
        return read


def _usual_row(exercise: Exercise) -> dict[str, Any]:
    return initial_row(PrescribedExercise(exercise=exercise, dosage=exercise.dosage), place=0)


def _exchange(asked: str) -> tuple[str, str]:
    gone, _colon, other = asked.partition(":")
    return gone, other


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(str(text)))
        except ValueError:
            continue
    return found


def _whole(value: Any) -> int:
    try:
        return max(1, int(value))
    except (TypeError, ValueError):
        return 1
