"""A clinic's own exercises and routines."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from routines.models import Exercise, Routine, RoutineItem
from routines.models.dosage import dosage_columns
from routines.services.clinic_library import (
    NotYourLibraryError,
    bring_back,
    retire,
    save_exercise,
    save_items,
    save_routine,
)
from tests.factories import NOW, make_clinic, make_superuser, make_therapist
from tests.homework_factories import BRIDGE, make_exercise, make_routine

pytestmark = pytest.mark.django_db


def test_an_own_exercise_gets_its_slug_and_its_mode() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)

    first = save_exercise(
        exercise=Exercise(clinic=clinic, name=" Sword lift ", sets=1, repetitions=10), by=maya
    )
    held = save_exercise(
        exercise=Exercise(clinic=clinic, name="Sword hold", sets=1, repetitions=1, hold_seconds=9),
        by=maya,
    )
    timed = save_exercise(
        exercise=Exercise(clinic=clinic, name="剣", sets=1, duration_seconds=60), by=maya
    )

    assert (first.name, first.slug, first.mode) == ("Sword lift", "sword-lift", "reps")
    assert (held.mode, timed.mode, timed.slug) == ("hold", "duration", "own")


def test_a_name_is_given_once_in_a_clinic_and_a_slug_too() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    first = save_routine(routine=Routine(clinic=clinic, name="Core"), by=maya)

    with pytest.raises(ValidationError, match="Your clinic has one with this name"):
        save_routine(routine=Routine(clinic=clinic, name="CORE"), by=maya)
    second = save_routine(routine=Routine(clinic=clinic, name="Core!"), by=maya)

    assert (first.slug, second.slug) == ("core", "core-2")


def test_built_in_and_foreign_rows_stay_as_they_are() -> None:
    maya = make_therapist(clinic=make_clinic())
    foreign = make_exercise(clinic=make_clinic(name="Other"))

    for row in (make_exercise(), foreign):
        row.name = "Mine"
        with pytest.raises(NotYourLibraryError):
            save_exercise(exercise=row, by=maya)
        with pytest.raises(NotYourLibraryError):
            retire(row=row, by=maya, at=NOW)


def test_items_change_places_and_go() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    routine = make_routine(clinic=clinic)
    first, second = routine.items.order_by("position")
    new = RoutineItem(exercise=make_exercise(name="Plank"), **dosage_columns(BRIDGE))

    save_items(routine=routine, items=[second, new], removed=[first], by=maya)

    names = routine.items.order_by("position").values_list("position", "exercise__name")
    assert list(names) == [(1, "Figure four"), (2, "Plank")]


def test_an_item_added_in_another_tab_stays() -> None:
    clinic = make_clinic()
    routine = make_routine(clinic=clinic)
    first, second = routine.items.order_by("position")

    save_items(routine=routine, items=[second], by=make_therapist(clinic=clinic))

    assert list(routine.items.order_by("position")) == [second, first]


def test_items_of_another_clinics_exercises_are_refused() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    routine = make_routine(clinic=clinic)
    foreign = make_exercise(clinic=make_clinic(name="Other"))

    with pytest.raises(NotYourLibraryError):
        save_items(
            routine=routine,
            items=[RoutineItem(exercise=foreign, **dosage_columns(BRIDGE))],
            by=maya,
        )

    assert routine.items.count() == 2


def test_what_is_retired_can_come_back() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    routine = make_routine(clinic=clinic)

    retire(row=routine, by=maya, at=NOW)
    retire(row=routine, by=make_superuser(), at=NOW)

    assert not Routine.objects.current().exists()
    bring_back(row=routine, by=maya)
    assert Routine.objects.current().exists()
