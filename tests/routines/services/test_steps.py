"""Making the changes of a proposal."""

from __future__ import annotations

import pytest

from routines.domain.courses import Change
from routines.services.steps import changed_exercises, changed_frequency
from routines.services.versions import PrescribedExercise
from tests.homework_factories import BRIDGE, STRETCH, make_exercise, make_frequency

pytestmark = pytest.mark.django_db


def change(exercise: str, field: str, after: object) -> Change:
    return Change(
        exercise=exercise, name="", field=field, before="", after=after, said="Something else."
    )


def test_each_change_reaches_its_own_exercise() -> None:
    bridge, four, tilt, plank = (
        PrescribedExercise(
            exercise=make_exercise(name=name, dosage=dosage), dosage=dosage, note="!"
        )
        for name, dosage in (
            ("Bridge", BRIDGE),
            ("Four", STRETCH),
            ("Tilt", BRIDGE),
            ("Plank", BRIDGE),
        )
    )
    other = make_exercise(name="Seated four", dosage=STRETCH)

    after = changed_exercises(
        [bridge, four, tilt, plank],
        [
            change(str(bridge.exercise.pk), "repetitions", 6),
            change(str(four.exercise.pk), "exercise", str(other.pk)),
            change(str(tilt.exercise.pk), "exercise", ""),
        ],
    )

    assert [(one.exercise.name, str(one.dosage), one.note) for one in after] == [
        ("Bridge", "2 × 6", "!"),
        ("Seated four", "3 × 30 s each side", ""),
        ("Plank", "2 × 10", "!"),
    ]


def test_how_often_changes_by_its_own_field_only() -> None:
    once = make_frequency()

    assert changed_frequency(once, [change("", "times_per_day", 3)]).times_per_day == 3
    assert changed_frequency(once, [change("x", "repetitions", 3)]) == once
