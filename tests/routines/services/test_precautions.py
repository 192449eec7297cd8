"""Precautions are kept by each change, and a therapist clears one exercise for one client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from accounts.models import Clinic, User
from routines.domain.precautions import precautions
from routines.domain.triage import Answer
from routines.models import Clearance, Exercise, PrecautionAnswer
from routines.services.assignments import NotInYourCareError
from routines.services.precautions import (
    PrecautionError,
    answer,
    clear_exercise,
    end_clearance,
)
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_therapist,
)
from tests.homework_factories import make_exercise

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
HIP, BONES = "hip-replacement", "osteoporosis"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


@pytest.fixture
def bridge() -> Exercise:
    return make_exercise()


def say(ivan: User, answers: Mapping[str, Answer], **changes: Any) -> list[str]:
    """Answer, and return the questions of which something was written."""
    rows = answer(client=ivan, answers=answers, **{"by": ivan, "at": NOW, **changes})
    return [row.precaution for row in rows]


def in_force(ivan: User) -> dict[str, str]:
    rows = PrecautionAnswer.objects.in_force().filter(client=ivan)
    return dict(rows.values_list("precaution", "answer"))


def test_the_rules_know_both() -> None:
    assert {HIP, BONES} <= set(precautions())


def test_only_what_changed_is_written_and_what_was_is_kept(ivan: User) -> None:
    assert say(ivan, {HIP: Answer.YES, BONES: Answer.NO}) == [HIP, BONES]

    assert say(ivan, {HIP: Answer.NO, BONES: Answer.NO}, at=NOW + HOUR) == [HIP]

    assert in_force(ivan) == {HIP: "no", BONES: "no"}
    before = PrecautionAnswer.objects.get(precaution=HIP, answer="yes")
    assert (before.answered_at, before.replaced_at) == (NOW, NOW + HOUR)


def test_another_note_is_a_change(ivan: User) -> None:
    say(ivan, {HIP: Answer.YES})

    assert say(ivan, {HIP: Answer.YES}, note="The left one.") == [HIP]
    assert say(ivan, {HIP: Answer.YES}, note="The left one.") == []


def test_the_therapist_answers_for_a_client_and_is_named(maya: User, ivan: User) -> None:
    say(ivan, {HIP: Answer.NOT_SURE}, by=maya)

    row = PrecautionAnswer.objects.get()
    assert (row.answered_by, row.answer, row.client) == (maya, "not-sure", ivan)


def test_nobody_else_answers(clinic: Clinic, ivan: User) -> None:
    strangers = (
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_manager(clinic=clinic),
        make_client(display_name="Lena Vogel", is_checked=False),
    )
    for stranger in strangers:
        with pytest.raises(NotInYourCareError):
            say(ivan, {HIP: Answer.NO}, by=stranger)

    assert in_force(ivan) == {}


def test_a_question_that_is_gone_is_refused_and_nothing_is_written(ivan: User) -> None:
    with pytest.raises(PrecautionError, match="not asked any more"):
        say(ivan, {HIP: Answer.YES, "long-ago": Answer.YES})

    assert in_force(ivan) == {}


def test_one_persons_answers_replace_nobody_elses(maya: User, ivan: User) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel", is_checked=False)
    say(lena, {HIP: Answer.YES}, by=lena)

    say(ivan, {HIP: Answer.NO})

    assert (in_force(lena), in_force(ivan)) == ({HIP: "yes"}, {HIP: "no"})


# --- cleared exercises ---------------------------------------------------------------------


def clear(ivan: User, clinic: Clinic, bridge: Exercise, by: User, **changes: Any) -> Clearance:
    usual: dict[str, Any] = {"reason": " Checked on Monday. ", "at": NOW}
    return clear_exercise(
        client=ivan, clinic=clinic, exercise=bridge, by=by, **{**usual, **changes}
    )


def test_a_clearance_says_why_and_twice_is_once(
    clinic: Clinic, maya: User, ivan: User, bridge: Exercise
) -> None:
    first = clear(ivan, clinic, bridge, maya)

    assert clear(ivan, clinic, bridge, maya, reason="Again.", at=NOW + HOUR) == first
    assert (first.reason, first.cleared_by) == ("Checked on Monday.", maya)
    assert Clearance.objects.count() == 1


def test_without_a_reason_nothing_is_cleared(
    clinic: Clinic, maya: User, ivan: User, bridge: Exercise
) -> None:
    with pytest.raises(PrecautionError, match="why this exercise"):
        clear(ivan, clinic, bridge, maya, reason="  ")

    assert not Clearance.objects.exists()


def test_only_who_treats_the_client_in_that_clinic_clears_and_takes_back(
    clinic: Clinic, maya: User, ivan: User, bridge: Exercise
) -> None:
    standing = clear(ivan, clinic, bridge, maya)
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    other = make_exercise(name="Clam")

    for stranger in (tom, ivan, make_manager(clinic=clinic)):
        with pytest.raises(NotInYourCareError):
            clear(ivan, clinic, other, stranger)
        with pytest.raises(NotInYourCareError):
            end_clearance(clearance=standing, by=stranger, at=NOW)

    assert list(Clearance.objects.standing()) == [standing]


def test_taken_back_it_may_be_given_anew(
    clinic: Clinic, maya: User, ivan: User, bridge: Exercise
) -> None:
    first = clear(ivan, clinic, bridge, maya)

    for when in (NOW + HOUR, NOW + 2 * HOUR):
        end_clearance(clearance=first, by=maya, at=when)
    second = clear(ivan, clinic, bridge, maya, at=NOW + 3 * HOUR)

    first.refresh_from_db()
    assert first.ended_at == NOW + HOUR
    assert list(Clearance.objects.standing()) == [second]
