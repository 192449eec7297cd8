"""What speaks against an exercise for some clients, and at what price it is known."""

from __future__ import annotations

import pytest

from accounts.models import User
from routines.domain.triage import Answer
from routines.models import Exercise
from routines.queries.cautions import Caution, cautions_for
from routines.services.precautions import answer, clear_exercise, end_clearance
from tests.conftest import CountStatements
from tests.factories import NOW, make_care_relationship, make_client, make_clinic, make_therapist
from tests.homework_factories import make_exercise

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def sit_up() -> Exercise:
    make_exercise(name="Dead bug", slug="dead-bug", self_start=True)
    return make_exercise(name="Sit-up", slug="sit-up", loads=["spine-flexion"], easier=["dead-bug"])


def hold(client: User, by: User, *slugs: str) -> None:
    answer(client=client, answers=dict.fromkeys(slugs, Answer.YES), by=by, at=NOW)


def read(viewer: User, exercise: Exercise, *clients: User) -> Caution | None:
    return cautions_for(clients, [exercise], viewer=viewer, now=NOW).get(exercise.pk)


def test_a_block_names_what_is_done_instead_and_for_whom(
    maya: User, ivan: User, sit_up: Exercise
) -> None:
    hold(ivan, maya, "osteoporosis")

    found = read(maya, sit_up, ivan)

    assert found is not None
    assert found.is_blocked
    assert found.blocked_for == {ivan.pk}
    assert "Dead bug" in found.blocks[0]


def test_nothing_is_said_of_an_exercise_that_nothing_speaks_of(
    maya: User, ivan: User, sit_up: Exercise
) -> None:
    assert read(maya, sit_up, ivan) is None

    hold(ivan, maya, "latex")

    assert read(maya, sit_up, ivan) is None


def test_what_was_cleared_blocks_again_once_it_is_taken_back(
    maya: User, ivan: User, sit_up: Exercise
) -> None:
    hold(ivan, maya, "osteoporosis")
    clinic = ivan.care_received.current().select_related("clinic")[0].clinic
    cleared = clear_exercise(
        client=ivan, clinic=clinic, exercise=sit_up, reason="Dense.", by=maya, at=NOW
    )
    kept = read(maya, sit_up, ivan)
    assert kept is None or not kept.is_blocked

    end_clearance(clearance=cleared, by=maya, at=NOW)

    again = read(maya, sit_up, ivan)
    assert again is not None
    assert again.is_blocked


def test_another_clinics_clearance_does_not_count_here(
    maya: User, ivan: User, sit_up: Exercise
) -> None:
    harbour = make_clinic(name="Harbour")
    tom = make_therapist(clinic=harbour, display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    hold(ivan, maya, "osteoporosis")
    clear_exercise(client=ivan, clinic=harbour, exercise=sit_up, reason="Dense.", by=tom, at=NOW)

    found = read(maya, sit_up, ivan)

    assert found is not None
    assert found.is_blocked


def test_of_several_clients_each_is_named(maya: User, ivan: User, sit_up: Exercise) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel")
    noor = make_client(therapist=maya, display_name="Noor Aziz")
    hold(ivan, maya, "osteoporosis")
    hold(noor, maya, "osteoporosis")

    found = read(maya, sit_up, ivan, lena, noor)

    assert found is not None
    assert [one.partition(":")[0] for one in found.blocks] == ["Ivan", "Noor"]
    assert found.blocked_for == {ivan.pk, noor.pk}


def test_each_client_costs_the_same(
    maya: User, ivan: User, sit_up: Exercise, count_statements: CountStatements
) -> None:
    others = [make_client(therapist=maya, display_name=f"Client {n}") for n in range(9)]

    with count_statements() as one:
        read(maya, sit_up, ivan)
    with count_statements() as ten:
        read(maya, sit_up, ivan, *others)
    for client in (ivan, *others):
        hold(client, maya, "osteoporosis")
    with count_statements() as blocked:
        read(maya, sit_up, ivan, *others)

    assert len(ten) == 10 * len(one)
    assert len(one) <= 2
    assert len(blocked) <= 10 * 4


def test_what_is_done_instead_comes_from_the_clinics_own_library(
    maya: User, ivan: User, sit_up: Exercise
) -> None:
    clinic = maya.memberships.get().clinic
    make_exercise(name="Our dead bug", slug="dead-bug", self_start=True, clinic=clinic)
    hold(ivan, maya, "osteoporosis")

    found = read(maya, sit_up, ivan)

    assert found is not None
    assert found.blocks[0].endswith("Our dead bug would fit in its place.")
    assert [one.name for one in found.instead] == ["Our dead bug"]
