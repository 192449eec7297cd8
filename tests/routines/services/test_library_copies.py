"""Copies of the library for a clinic."""

from __future__ import annotations

import pytest

from routines.models import Availability
from routines.services.clinic_library import NotYourLibraryError
from routines.services.library_copies import copy_exercise, copy_routine
from tests.factories import make_clinic, make_therapist
from tests.homework_factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db


def test_a_copy_of_an_exercise_is_the_clinics_own() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    exercise = make_exercise(cues=["Breathe."], evidence={"level": "low"})

    first = copy_exercise(exercise=exercise, clinic=clinic, by=maya)
    second = copy_exercise(exercise=exercise, clinic=clinic, by=maya)

    assert first.pk != exercise.pk
    assert (first.clinic, first.name, first.cues) == (clinic, "Bridge", ["Breathe."])
    assert first.evidence == {"level": "low"}
    assert (second.name, second.slug) == ("Bridge (copy)", "bridge-copy")
    exercise.refresh_from_db()
    assert exercise.clinic is None


def test_a_copy_of_a_routine_keeps_exercises_order_and_dosage() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    routine = make_routine(availability=Availability.SELF_START, times_per_day=2)

    copy = copy_routine(routine=routine, clinic=clinic, by=maya)

    mine, theirs = (row.items.order_by("position") for row in (copy, routine))
    assert [(item.exercise_id, item.dosage) for item in mine] == [
        (item.exercise_id, item.dosage) for item in theirs
    ]
    assert copy.times_per_day == 2
    assert copy.availability == Availability.THERAPIST


def test_nothing_foreign_is_copied_and_nothing_to_a_foreign_clinic() -> None:
    clinic, other = make_clinic(), make_clinic(name="Other")
    maya = make_therapist(clinic=clinic)

    with pytest.raises(NotYourLibraryError):
        copy_exercise(exercise=make_exercise(clinic=other), clinic=clinic, by=maya)
    with pytest.raises(NotYourLibraryError):
        copy_exercise(exercise=make_exercise(), clinic=other, by=maya)
    with pytest.raises(NotYourLibraryError):
        copy_routine(routine=make_routine(clinic=other), clinic=clinic, by=maya)
