"""Versions: what an assignment asks for again."""

from __future__ import annotations

import pytest

from routines.services.versions import AssignmentError, prescribed_in, require_prescribable
from tests.homework_factories import BRIDGE, STRETCH, make_homework

pytestmark = pytest.mark.django_db


def test_a_version_can_be_asked_for_again_as_it_stands() -> None:
    homework = make_homework()
    version = homework.assignment.current_version

    again = prescribed_in(version)

    assert [one.dosage for one in again] == [BRIDGE, STRETCH]
    assert [one.exercise for one in again] == [
        homework.bridge.exercise,
        homework.stretch.exercise,
    ]


def test_nothing_and_the_same_twice_cannot_be_prescribed() -> None:
    homework = make_homework()
    clinic = homework.assignment.clinic_id
    assert clinic is not None
    again = prescribed_in(homework.assignment.current_version)

    require_prescribable(homework.assignment.routine, again, clinic_id=clinic)
    with pytest.raises(AssignmentError, match="at least one"):
        require_prescribable(homework.assignment.routine, [], clinic_id=clinic)
    with pytest.raises(AssignmentError, match="twice"):
        require_prescribable(homework.assignment.routine, again * 2, clinic_id=clinic)
