"""Copies of exercises and routines for a clinic, which may then be changed without limit."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.database import write_transaction
from accounts.models import Clinic, User
from routines.models import Availability, Exercise, Routine, RoutineItem
from routines.services.clinic_library import (
    NotYourLibraryError,
    save_exercise,
    save_items,
    save_routine,
)

_OWN = {"id", "slug", "clinic", "name", "retired_at"}
_NAME_LENGTH = 120


@write_transaction
def copy_exercise(*, exercise: Exercise, clinic: Clinic, by: User) -> Exercise:
    """Store a copy of the exercise in the clinic's library and return it.

    Raises `NotYourLibraryError` where the person does not work in that clinic.
    """
    _check_sight(exercise, by=by)
    copy = Exercise(clinic=clinic, name=_free_name(exercise, clinic=clinic), **_values(exercise))
    copy.figure = exercise.figure_slug
    return save_exercise(exercise=copy, by=by)


@write_transaction
def copy_routine(*, routine: Routine, clinic: Clinic, by: User) -> Routine:
    """Store a copy of the routine with its items in the clinic's library and return it.

    The exercises themselves are shared, not copied. Raises `NotYourLibraryError`.
    """
    _check_sight(routine, by=by)
    copy = Routine(clinic=clinic, name=_free_name(routine, clinic=clinic), **_values(routine))
    # Self-start is a promise of the built-in library, which was reviewed for it.
    if copy.availability == Availability.SELF_START:
        copy.availability = Availability.THERAPIST
    copy = save_routine(routine=copy, by=by)
    items = [
        RoutineItem(routine=copy, exercise=item.exercise, note=item.note, **_dosage(item))
        for item in routine.items.select_related("exercise").order_by("position")
    ]
    save_items(routine=copy, items=items, by=by)
    return copy


def _check_sight(row: Exercise | Routine, *, by: User) -> None:
    if not type(row)._default_manager.visible_to(by).filter(pk=row.pk).exists():
        raise NotYourLibraryError("This belongs to another clinic's library.")


def _values(row: models.Model) -> dict[str, Any]:
    names = [field.name for field in row._meta.concrete_fields if field.name not in _OWN]
    return {name: getattr(row, name) for name in names}


def _dosage(item: RoutineItem) -> dict[str, Any]:
    leave = {"id", "routine", "exercise", "position", "note"}
    names = [field.name for field in item._meta.concrete_fields if field.name not in leave]
    return {name: getattr(item, name) for name in names}


def _free_name(row: Exercise | Routine, *, clinic: Clinic) -> str:
    names = set(
        type(row)
        ._default_manager.filter(clinic=clinic, retired_at=None)
        .values_list("name", flat=True)
    )
    taken = {name.casefold() for name in names}
    if row.name.casefold() not in taken:
        return row.name
    stem = row.name[: _NAME_LENGTH - 12]
    numbered = (f"{stem} (copy {number})" for number in range(2, len(taken) + 3))
    return next(name for name in (f"{stem} (copy)", *numbered) if name.casefold() not in taken)
