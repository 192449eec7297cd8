"""Finding a routine: by need, by place and time, by words in any form."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.models import Availability, Routine
from routines.queries.library import (
    Wish,
    family_name,
    library,
    main_place,
    muscle_name,
    shelved_routine,
)
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_exercise, make_routine

pytestmark = pytest.mark.django_db

SELF_START = Availability.SELF_START


@pytest.fixture
def dana() -> User:
    return make_client(display_name="Dana Lee")


def shelve(name: str, *, position: str = "standing", minutes: int = 3, **fields: Any) -> Routine:
    """Store a routine of one exercise that a client may start alone."""
    exercise = make_exercise(
        name=str(fields.pop("exercise", f"{name} move")),
        dosage=Dosage(duration_seconds=minutes * 60),
        position=position,
        muscles=fields.pop("muscles", []),
        aliases=fields.pop("aliases", []),
    )
    usual = {"family": "desk", "field": "desk", "availability": SELF_START}
    return make_routine(name=name, exercises=[exercise], **{**usual, **fields})


def names(user: User, **wish: Any) -> list[str]:
    return [one.routine.name for one in library(user=user, wish=Wish(**wish)).found]


def test_a_client_finds_what_may_be_started_alone_or_was_given(dana: User) -> None:
    shelve("Break")
    shelve("Hidden", availability=Availability.THERAPIST)
    shelve("Secret", availability=Availability.THERAPIST_ONLY)
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    make_assignment(client=ivan, routine=make_routine(name="Given"))

    assert names(dana) == ["Break"]
    assert sorted(names(ivan)) == ["Break", "Given"]


def test_a_therapist_finds_the_clinics_own_too() -> None:
    clinic = make_clinic()
    make_routine(name="Ours", clinic=clinic)
    make_routine(name="Theirs", clinic=make_clinic(name="Hill Clinic"))
    make_routine(name="Built in")

    assert sorted(names(make_therapist(clinic=clinic))) == ["Built in", "Ours"]


def test_what_is_no_longer_offered_stays_only_for_who_has_it(dana: User) -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    old = make_routine(name="Old")
    make_assignment(client=ivan, routine=old)
    old.retired_at = ivan.created_at
    old.save()

    assert names(ivan) == ["Old"]
    assert names(maya) == []
    assert names(dana) == []


def test_families_are_counted_by_need(dana: User) -> None:
    shelve("One")
    shelve("Two")
    shelve("Three", family="core", field="core")

    families = library(user=dana, wish=Wish()).families

    assert [(one.name, one.field, one.count) for one in families] == [
        ("Core strength", "core", 1),
        ("Desk breaks", "desk", 2),
    ]
    assert names(dana, family="core") == ["Three"]


def test_a_place_and_a_time_narrow_it_down(dana: User) -> None:
    shelve("Floor", position="quadruped", minutes=12)
    shelve("Chair", position="seated", minutes=4)

    assert names(dana, place="lying") == ["Floor"]
    assert names(dana, minutes=5) == ["Chair"]
    assert names(dana, place="lying", minutes=5) == []


@pytest.mark.parametrize(
    "words",
    [
        "bre",
        "BREAK",
        "two-minute",
        "squat",
        "chair rise",
        "buttock",
        "gluteus",
        "office",
        "desk breaks",
        "standing",
        "break 5 min",
        "pain in the buttock",
        "señal",
        "senal",
    ],
)
def test_words_are_found_wherever_they_stand(dana: User, words: str) -> None:
    shelve(
        "Two-minute break",
        exercise="Squat",
        aliases=["Chair rise"],
        muscles=["gluteus-maximus"],
        for_whom=["People in an office"],
        tags=["Señal"],
    )

    assert names(dana, words=words) == ["Two-minute break"]


@pytest.mark.parametrize("words", ["shoulder", "break 2 minutes", "squat kneeling", "😀 swimming"])
def test_words_that_fit_nothing_find_nothing(dana: User, words: str) -> None:
    shelve("Break", exercise="Squat")

    assert names(dana, words=words) == []


@pytest.mark.parametrize("words", ["", "  ", "%", "the pain", "😀"])
def test_words_that_say_nothing_find_everything(dana: User, words: str) -> None:
    shelve("Break")

    assert names(dana, words=words) == ["Break"]


def test_what_is_called_so_comes_before_what_only_works_the_same_muscle(dana: User) -> None:
    shelve("Evening wind-down", exercise="Figure-4", muscles=["piriformis"])
    shelve("Piriformis release", exercise="Knee rolls")

    assert names(dana, words="piriformis") == ["Piriformis release", "Evening wind-down"]
    assert names(dana) == ["Evening wind-down", "Piriformis release"]


def test_homework_is_known_with_its_own_minutes() -> None:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    assignment = make_assignment(client=ivan)

    page = library(user=ivan, wish=Wish())

    assert [one.assignment for one in page.homework] == [assignment]
    assert page.homework[0].minutes == assignment.current_version.estimated_minutes
    assert page.care is not None
    assert shelved_routine(user=ivan, routine=assignment.routine).assignment == assignment


def test_most_of_a_routine_says_where_it_is_done() -> None:
    lying, sitting = make_exercise(position="supine"), make_exercise(position="seated")

    assert main_place([lying, lying, sitting]) == "lying"
    assert main_place([make_exercise(position="")]) == ""


def test_names_are_those_a_client_reads() -> None:
    assert family_name("piriformis") == "Piriformis and buttock"
    assert family_name("hip") == "Hips"
    assert family_name("our-own") == "Our own"
    assert muscle_name("calves") == "calf (gastrocnemius and soleus)"
    assert muscle_name("toe-lifters") == "toe lifters"


def test_a_wish_for_nothing_is_none() -> None:
    assert not Wish()
    assert Wish(place="lying")


def test_the_same_statements_for_one_and_for_ten(
    dana: User, count_statements: CountStatements
) -> None:
    shelve("First")
    with count_statements() as few:
        library(user=dana, wish=Wish())
    for number in range(9):
        shelve(f"Routine {number}")

    with count_statements() as many:
        library(user=dana, wish=Wish())

    assert len(many) == len(few) <= 4
