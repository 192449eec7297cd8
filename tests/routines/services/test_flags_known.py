"""A sign known in one clinic is told in every other that treats the client."""

from __future__ import annotations

import pytest

from accounts.models import User
from routines.models import CheckIn, Flag
from routines.services.flags import record_known
from tests.check_in_factories import NEW_NUMBNESS, make_check_in
from tests.factories import make_care_relationship, make_clinic, make_therapist
from tests.homework_factories import NOW, Homework, make_homework

pytestmark = pytest.mark.django_db

NUMB = "new-numbness"


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def tom(homework: Homework) -> User:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=homework.ivan)
    return tom


def know(homework: Homework, *, by: User, sign: str = NUMB) -> None:
    clinic = by.memberships.get().clinic
    record_known(client=homework.ivan, clinic=clinic, sign=sign, note="Checked.", by=by, at=NOW)


def told() -> dict[str, list[str]]:
    return {flag.clinic.name: flag.signs for flag in Flag.objects.all() if flag.clinic}


def say(homework: Homework, answers: dict[str, str]) -> CheckIn:
    return make_check_in(client=homework.ivan, answers=answers)


def test_the_other_clinic_is_told_and_so_is_the_client(homework: Homework, tom: User) -> None:
    know(homework, by=homework.maya)

    said = say(homework, NEW_NUMBNESS)

    assert told() == {"Harbour": [NUMB]}
    assert said.urgency == "today"


def test_what_both_have_checked_is_told_to_nobody(homework: Homework, tom: User) -> None:
    know(homework, by=homework.maya)
    know(homework, by=tom)

    said = say(homework, NEW_NUMBNESS)

    assert told() == {}
    assert said.urgency == ""


def test_what_is_new_beside_it_is_told_to_both(homework: Homework, tom: User) -> None:
    know(homework, by=homework.maya)

    say(homework, NEW_NUMBNESS | {"saddle-numbness": "yes"})

    urgent = {flag.clinic.name: flag.signs for flag in Flag.objects.emergencies() if flag.clinic}
    assert urgent.keys() == {"Riverside Clinic", "Harbour"}
    today = {flag.clinic.name for flag in Flag.objects.filter(urgency="today") if flag.clinic}
    assert today == {"Harbour"}


def test_several_together_weigh_in_each_clinic_by_what_it_knows(
    homework: Homework, tom: User
) -> None:
    # Cancer in the past and new numbness together are an emergency; Maya knows of both.
    know(homework, by=homework.maya)
    know(homework, by=homework.maya, sign="cancer-history")

    said = say(homework, {"cancer-history": "yes", **NEW_NUMBNESS})

    assert said.urgency == "now"
    assert {flag.clinic.name for flag in Flag.objects.all() if flag.clinic} == {"Harbour"}
