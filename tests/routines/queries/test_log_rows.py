"""What logging reads by hand is what the models say; on both databases."""

from __future__ import annotations

import pytest
from django.db.models import Model

from accounts.identifiers import uuid7
from routines.models import ExerciseSession, Prescription
from routines.queries.log_rows import exercise_of_session
from routines.queries.sessions import for_logging
from tests.conftest import CountStatements
from tests.factories import make_client
from tests.homework_factories import (
    Homework,
    make_homework,
    make_performed_session,
    make_revision,
    make_session,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def session(homework: Homework) -> ExerciseSession:
    return make_performed_session(assignment=homework.assignment, pain=3, effort=4)


def values(row: Model) -> dict[str, object]:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}


def test_session_and_prescription_are_what_the_models_say(
    homework: Homework, session: ExerciseSession
) -> None:
    for place, wanted in enumerate((homework.bridge, homework.stretch)):
        found = exercise_of_session(homework.ivan, session=session.pk, prescription=wanted.pk)

        plain = for_logging(homework.ivan).get(pk=session.pk)
        assert found is not None
        begun, prescription = found
        assert values(begun) == values(plain)
        assert values(prescription) == values(prescriptions_of_session(session)[place])
        assert prescription.dosage == wanted.dosage
        assert values(begun.assignment) == values(plain.assignment)
        assert values(prescription.exercise) == values(wanted.exercise)


def test_all_a_log_and_its_card_need_comes_in_one_statement(
    homework: Homework, session: ExerciseSession, count_statements: CountStatements
) -> None:
    with count_statements() as statements:
        found = exercise_of_session(
            homework.ivan, session=session.pk, prescription=homework.bridge.pk
        )
        assert found is not None
        begun, prescription = found
        assert begun.assignment.field
        assert prescription.exercise.name == homework.bridge.exercise.name
        assert prescription.version_id == begun.version_id

    assert len(statements) == 1


def test_nobody_else_finds_it_not_even_the_therapist(
    homework: Homework, session: ExerciseSession
) -> None:
    for person in (homework.maya, make_client(display_name="Sam Keller")):
        assert (
            exercise_of_session(person, session=session.pk, prescription=homework.bridge.pk) is None
        )


def test_an_exercise_of_another_version_or_of_nothing_is_not_found(
    homework: Homework, session: ExerciseSession
) -> None:
    make_revision(homework.assignment, note="Slowly.")
    later = Prescription.objects.exclude(version=session.version)[0]

    for prescription in (later.pk, uuid7()):
        assert (
            exercise_of_session(homework.ivan, session=session.pk, prescription=prescription)
            is None
        )
    newer = make_session(assignment=homework.assignment)
    assert exercise_of_session(homework.ivan, session=newer.pk, prescription=later.pk)
