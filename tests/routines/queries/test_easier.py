"""Which easier version may be offered, how much of it is done, and which one a log may name."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Dosage, Side
from routines.domain.doses import Dose
from routines.models import Decision, Direction, ExerciseSession, Prescription, Proposal
from routines.queries.easier import (
    easier_dosage,
    easier_exercises,
    easier_of,
    given_up,
    steps_back_of,
)
from tests.conftest import CountStatements
from tests.factories import make_clinic
from tests.homework_factories import (
    BRIDGE,
    NOW,
    STRETCH,
    make_assignment,
    make_exercise,
    make_homework,
    make_routine,
    make_session,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db

# What nobody may be offered in the middle of a session, without a therapist.
NOT_OFFERED: list[dict[str, Any]] = [{"therapist_only": True}, {"retired_at": NOW}]


def begin(
    dosage: Dosage, *, easier: list[str], dose: Dose = Dose.FULL
) -> tuple[ExerciseSession, Prescription]:
    """Begin a session of one exercise that has these easier versions."""
    routine = make_routine(exercises=[make_exercise(dosage=dosage, easier=easier)])
    homework = make_assignment(client=make_homework().ivan, routine=routine)
    session = make_session(assignment=homework, dose=dose)
    return session, prescriptions_of_session(session)[0]


def test_the_easier_versions_of_all_exercises_come_by_slug(
    count_statements: CountStatements,
) -> None:
    low, half = make_exercise(slug="low"), make_exercise(slug="half")
    make_exercise(slug="other")
    hard = [make_exercise(easier=["low", "half"]), make_exercise(easier=["half", "unknown"])]

    with count_statements() as statements:
        found = easier_exercises(hard)

    assert found == {"low": low, "half": half}
    assert len(statements) == 1


@pytest.mark.parametrize("fields", NOT_OFFERED)
def test_what_needs_a_therapist_or_is_retired_is_not_offered(fields: dict[str, Any]) -> None:
    low = make_exercise(slug="low", **fields)
    _, prescription = begin(BRIDGE, easier=["low"])

    assert easier_exercises([prescription.exercise]) == {}
    # Offered before and done; the log arrives later.
    assert easier_of(prescription, low.pk) == low


def test_a_clinics_own_exercise_under_the_same_slug_is_not_offered() -> None:
    own = make_exercise(slug="low", clinic=make_clinic(name="Harbour Physio"))
    _, prescription = begin(BRIDGE, easier=["low"])

    assert easier_exercises([prescription.exercise]) == {}
    assert easier_of(prescription, own.pk) is None


@pytest.mark.parametrize(
    ("prescribed", "easier", "done"),
    [
        (Side.RIGHT, Side.BOTH, Side.RIGHT),
        (Side.BOTH, Side.BOTH, Side.BOTH),
        (Side.LEFT, Side.NONE, Side.NONE),
        (Side.NONE, Side.BOTH, Side.BOTH),
    ],
)
def test_the_side_is_the_prescribed_one_where_the_easier_exercise_has_sides(
    prescribed: Side, easier: Side, done: Side
) -> None:
    session, prescription = begin(Dosage(repetitions=8, side=prescribed), easier=[])
    low = make_exercise(dosage=Dosage(sets=2, repetitions=5, side=easier))

    dosage = easier_dosage(session, prescription, low)

    assert dosage == Dosage(sets=2, repetitions=5, side=done)


@pytest.mark.parametrize(
    ("dose", "said"), [(Dose.FULL, "2 × 10"), (Dose.GENTLE, "2 × 6"), (Dose.SHORT, "10 times")]
)
def test_the_easier_exercise_is_done_in_the_dose_of_the_session(dose: Dose, said: str) -> None:
    session, prescription = begin(STRETCH, easier=[], dose=dose)

    assert str(easier_dosage(session, prescription, make_exercise(dosage=BRIDGE))) == said


def test_a_log_names_an_easier_version_of_its_own_exercise_and_nothing_else() -> None:
    low, half, other = (make_exercise(slug=slug) for slug in ("low", "half", "other"))
    _, prescription = begin(BRIDGE, easier=["low", "half"])

    assert [easier_of(prescription, one.pk) for one in (low, half)] == [low, half]
    for foreign in (other.pk, prescription.exercise_id, uuid7()):
        assert easier_of(prescription, foreign) is None


def test_where_none_is_named_nothing_is_read(count_statements: CountStatements) -> None:
    _, prescription = begin(BRIDGE, easier=["low"])

    with count_statements() as statements:
        assert easier_of(prescription, None) is None

    assert statements == []


def stepped_back(**fields: Any) -> Prescription:
    """Return what a rule exchanged for something easier, in homework with one exercise."""
    session, prescription = begin(BRIDGE, easier=["low"])
    change = {"exercise": str(prescription.exercise_id), "field": "exercise", "after": ""}
    values = {
        "assignment": session.assignment,
        "version": session.version,
        "session": session,
        "direction": Direction.REGRESSION,
        "decision": Decision.APPLIED,
        "rule": "ease-off",
        "changes": [change],
        "created_at": NOW,
    }
    Proposal.objects.create(**{**values, **fields})
    return prescription


def given_up_in(prescription: Prescription) -> frozenset[str]:
    steps = steps_back_of(prescription.version.assignment_id)
    return given_up(steps.values_list("changes", flat=True))


def test_what_a_step_back_exchanged_or_left_out_is_given_up() -> None:
    prescription = stepped_back()

    assert given_up_in(prescription) == {str(prescription.exercise_id)}


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": Decision.TAKEN_BACK},
        {"direction": Direction.PROGRESSION},
        {"session": None, "rule": "precaution"},
        {"changes": [{"exercise": "any", "field": "sets", "after": 1}]},
    ],
    ids=["taken back", "a step up", "a precaution", "only less of it"],
)
def test_nothing_else_gives_an_exercise_up(fields: dict[str, Any]) -> None:
    assert given_up_in(stepped_back(**fields)) == frozenset()
