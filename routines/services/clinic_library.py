"""A clinic's own exercises and routines: storing, retiring and bringing back.

Built-in rows come from `routines/content` and are never changed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from accounts.database import write_transaction
from accounts.models import Clinic, User
from routines.models import Exercise, Routine, RoutineItem

# Above every real place, so that items can change places without meeting on one.
_OUT_OF_THE_WAY = 10_000
_SLUG_LENGTH = 80

Own = TypeVar("Own", Exercise, Routine)


class LibraryError(ValueError):
    """The library cannot change like this; the text says what to do instead."""


class NotYourLibraryError(LibraryError):
    """The row is built in, or belongs to a clinic where the person does not work."""


@write_transaction
def save_exercise(*, exercise: Exercise, by: User) -> Exercise:
    """Store a clinic's own exercise, new or changed; its slug comes from the name.

    Raises `NotYourLibraryError`, and `ValidationError` by field.
    """
    check_owner(row=exercise, by=by)
    exercise.mode = _mode(exercise)
    if exercise.has_sides:
        exercise.side_choice = exercise.side_choice or "both"
    else:
        exercise.side_choice = "none"
    return _store(exercise)


@write_transaction
def save_routine(*, routine: Routine, by: User) -> Routine:
    """Store a clinic's own routine, new or changed; its slug comes from the name.

    Raises `NotYourLibraryError`, and `ValidationError` by field.
    """
    check_owner(row=routine, by=by)
    return _store(routine)


@write_transaction
def save_items(
    *,
    routine: Routine,
    items: Sequence[RoutineItem],
    removed: Collection[RoutineItem] = (),
    by: User,
) -> list[RoutineItem]:
    """Store the routine's items in the order given, numbered from 1. Homework given out stays.

    Items that are neither given nor removed, added in another tab perhaps, keep to the end.
    Raises `NotYourLibraryError`, and `ValidationError` for an item that cannot be.
    """
    check_owner(row=routine, by=by)
    clinics = set(Clinic.objects.worked_in_by(by).values_list("pk", flat=True)) | {None}
    if not by.is_superuser and any(item.exercise.clinic_id not in clinics for item in items):
        raise NotYourLibraryError("This exercise comes from another clinic's library.")
    RoutineItem.objects.filter(routine=routine, pk__in=[item.pk for item in removed]).delete()
    given = {item.pk for item in items}
    others = RoutineItem.objects.filter(routine=routine).exclude(pk__in=given).order_by("position")
    ordered = [*items, *others]
    for place, item in enumerate(ordered, start=1):
        item.routine = routine
        item.position = _OUT_OF_THE_WAY + place
        item.full_clean()
        item.save()
    for place, item in enumerate(ordered, start=1):
        item.position = place
        item.save(update_fields=["position"])
    return ordered


@write_transaction
def retire(*, row: Own, by: User, at: dt.datetime) -> Own:
    """Stop offering an own exercise or routine; what was assigned with it stays.

    Raises `NotYourLibraryError`.
    """
    check_owner(row=row, by=by)
    if row.retired_at is None:
        row.retired_at = at
        row.save(update_fields=["retired_at"])
    return row


@write_transaction
def bring_back(*, row: Own, by: User) -> Own:
    """Offer a retired exercise or routine again. Raises `NotYourLibraryError`."""
    check_owner(row=row, by=by)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    return row


def check_owner(*, row: Exercise | Routine, by: User) -> None:
    """Raise `NotYourLibraryError` unless the person works in the clinic that owns the row."""
    if row.clinic_id is None:
        raise NotYourLibraryError("This one came with Carryover. Copy it to your clinic first.")
    if by.is_superuser:
        return
    if not Clinic.objects.worked_in_by(by).filter(pk=row.clinic_id).exists():
        raise NotYourLibraryError("This belongs to another clinic's library.")


def check_name(*, row: Exercise | Routine) -> None:
    """Raise `ValidationError` where the clinic offers another one of the same name already."""
    twin = (
        type(row)
        ._default_manager.filter(
            clinic=row.clinic_id, name__iexact=row.name.strip(), retired_at__isnull=True
        )
        .exclude(pk=row.pk)
    )
    if twin.exists():
        raise ValidationError({"name": "Your clinic has one with this name. Choose another name."})


def free_slug(*, row: Exercise | Routine) -> str:
    """Return a slug from the name that no other row of the same clinic has."""
    base = slugify(row.name)[: _SLUG_LENGTH - 4] or "own"
    taken = set(
        type(row)
        ._default_manager.filter(clinic=row.clinic_id, slug__startswith=base)
        .exclude(pk=row.pk)
        .values_list("slug", flat=True)
    )
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


def _store(row: Own) -> Own:
    row.name = row.name.strip()
    check_name(row=row)
    # The slug stays once given: addresses and logs may name it.
    row.slug = row.slug or free_slug(row=row)
    row.full_clean()
    row.save()
    return row


def _mode(exercise: Exercise) -> str:
    if exercise.duration_seconds:
        return "duration"
    return "hold" if exercise.hold_seconds else "reps"
