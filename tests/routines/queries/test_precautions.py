"""What a client's body must be spared, as rules read it."""

from __future__ import annotations

import pytest

from routines.domain.precautions import precautions
from routines.domain.triage import Answer
from routines.models import Clearance
from routines.queries.precautions import (
    WordsOfCare,
    cleared_exercises,
    movements,
    precautions_of,
)
from routines.services.precautions import answer, clear_exercise, end_clearance
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_exercise

pytestmark = pytest.mark.django_db


def test_the_last_answer_holds_and_names_who_gave_it() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    answer(client=ivan, answers={"latex": Answer.YES, "pregnancy": Answer.NO}, by=ivan, at=NOW)
    answer(client=ivan, answers={"hip-pinch": Answer.NOT_SURE}, by=maya, at=NOW)

    found = {one.slug: one.because for one in precautions_of(ivan)}

    assert sorted(found) == ["hip-pinch", "latex"]
    assert found["latex"].startswith("you said that")
    assert found["hip-pinch"].startswith("your therapist is not sure")


def test_only_what_this_clinic_cleared_is_cleared() -> None:
    clinic, other = make_clinic(), make_clinic(name="Other")
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)
    clear_exercise(
        client=ivan,
        clinic=clinic,
        exercise=make_exercise(slug="deep"),
        reason="Fine",
        by=maya,
        at=NOW,
    )

    assert cleared_exercises(ivan, clinic=clinic.pk) == {"deep"}
    assert cleared_exercises(ivan, clinic=other.pk) == frozenset()
    assert cleared_exercises(ivan, clinic=None) == frozenset()


def test_a_clinics_own_exercise_stands_for_the_built_in_one() -> None:
    clinic = make_clinic()
    make_exercise(slug="bridge", loads=["supine-lying"])
    own = make_exercise(slug="bridge", loads=["balance"], clinic=clinic)

    found, exercise = movements(clinic.pk)["bridge"]

    assert (exercise, found.loads) == (own, frozenset({"balance"}))


def test_alone_only_what_may_be_begun_alone_is_there() -> None:
    make_exercise(slug="taught", self_start=True, therapist_only=True)
    make_exercise(slug="alone", self_start=True)

    assert sorted(movements(None, is_alone=True)) == ["alone"]
    assert sorted(movements(None)) == ["alone", "taught"]


def test_the_words_of_care_are_read_once_for_all_exercises(
    count_statements: CountStatements,
) -> None:
    ivan = make_client()
    answer(client=ivan, answers={"hip-replacement": Answer.YES}, by=ivan, at=NOW)
    on_one_leg = make_exercise(name="Stand on one leg", loads=["balance"])
    deep = make_exercise(name="Deep squat", loads=["hip-flexion-over-90"])
    words = WordsOfCare(ivan.pk)

    with count_statements() as statements:
        said = [words.of(one) for one in (on_one_leg, deep, make_exercise())]

    assert said == [(precautions()["hip-replacement"].note,), (), ()]
    assert [words.is_blocked(one) for one in (on_one_leg, deep)] == [False, True]
    assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_what_a_therapist_cleared_says_so_while_a_precaution_blocks_it(
    count_statements: CountStatements,
) -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)
    deep = make_exercise(loads=["hip-flexion-over-90", "balance"])
    clear_exercise(client=ivan, clinic=clinic, exercise=deep, reason="X-ray", by=maya, at=NOW)
    assert WordsOfCare(ivan.pk, clinic=clinic.pk).of(deep) == ()
    answer(client=ivan, answers={"hip-replacement": Answer.YES}, by=ivan, at=NOW)

    words = WordsOfCare(ivan.pk, clinic=clinic.pk)
    with count_statements() as statements:
        said, chosen = words.of(deep), words.chosen(deep)

    assert said == (
        f"{maya.first_name} looked at this and chose it for you. Not sure? Ask first.",
        precautions()["hip-replacement"].note,
    )
    assert chosen is not None
    assert chosen.weighed == "You said that your new hip is not cleared yet."
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert WordsOfCare(ivan.pk, clinic=make_clinic(name="Other").pk).chosen(deep) is None
    assert WordsOfCare(ivan.pk).chosen(deep) is None


def test_who_cleared_it_and_is_gone_is_the_therapist() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)
    deep = make_exercise(loads=["hip-flexion-over-90"])
    answer(client=ivan, answers={"hip-replacement": Answer.YES}, by=maya, at=NOW)
    cleared = clear_exercise(
        client=ivan, clinic=clinic, exercise=deep, reason="X-ray", by=maya, at=NOW
    )
    Clearance.objects.filter(pk=cleared.pk).update(cleared_by=None)

    (said,) = WordsOfCare(ivan.pk, clinic=clinic.pk).of(deep)

    assert said.startswith("Your therapist looked at this")
    end_clearance(clearance=cleared, by=maya, at=NOW)
    assert WordsOfCare(ivan.pk, clinic=clinic.pk).of(deep) == ()
