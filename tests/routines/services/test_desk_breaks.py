"""A break that a client begins alone fits their back: no bend that was followed by spreading pain."""

from __future__ import annotations

import pytest

from accounts.models import User
from routines.domain.directions import Guard, SpineLoad, WorseDirection
from routines.domain.triage import Answer
from routines.models import Routine
from routines.services import desk_breaks, self_starts
from routines.services.precautions import answer
from tests.factories import NOW, make_client
from tests.homework_factories import prescriptions_of
from tests.library_factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db

LOADS = {
    "Squat": ["knee-load"],
    "Back bend": ["spine-extension"],
    "Side bends": ["spine-side-bend"],
    "Forward bend": ["spine-flexion"],
}


@pytest.fixture
def routine() -> Routine:
    exercises = [make_exercise(name=name, loads=loads) for name, loads in LOADS.items()]
    return make_routine(field="desk", availability="self-start", exercises=exercises)


def names(client: User, routine: Routine) -> list[str]:
    begun = self_starts.self_start(client=client, routine=routine, at=NOW)
    return [one.exercise.name for one in prescriptions_of(begun)]


def guarded(monkeypatch: pytest.MonkeyPatch, *directions: SpineLoad) -> None:
    worse = tuple(
        WorseDirection(direction=one, days=(NOW.date(),), sessions=1) for one in directions
    )
    monkeypatch.setattr(desk_breaks, "guard_of", lambda client, today: Guard(worse=worse))


def test_without_anything_known_every_bend_stays(routine: Routine) -> None:
    assert names(make_client(), routine) == [*LOADS]


@pytest.mark.parametrize(
    ("direction", "gone"),
    [
        (SpineLoad.FLEXION, "Forward bend"),
        (SpineLoad.EXTENSION, "Back bend"),
        (SpineLoad.SIDE_BEND, "Side bends"),
    ],
    ids=lambda value: str(value),
)
def test_a_bend_after_which_it_got_worse_is_left_out(
    routine: Routine, monkeypatch: pytest.MonkeyPatch, direction: SpineLoad, gone: str
) -> None:
    guarded(monkeypatch, direction)

    assert names(make_client(), routine) == [name for name in LOADS if name != gone]


def test_what_a_precaution_blocks_is_exchanged_before_it_is_ever_done() -> None:
    client = make_client()
    answer(client=client, answers={"hip-replacement": Answer.YES}, by=client, at=NOW)
    easy = make_exercise(name="Sit to stand", slug="easy", self_start=True, loads=["knee-load"])
    deep = make_exercise(
        name="Deep squat", loads=["hip-flexion-over-90"], easier=[easy.slug], kind="strength"
    )
    bends = make_exercise(name="Side bends", loads=["spine-side-bend"])
    routine = make_routine(field="desk", availability="self-start", exercises=[deep, bends])

    begun = self_starts.self_start(client=client, routine=routine, at=NOW)

    assert [one.exercise.name for one in prescriptions_of(begun)] == ["Sit to stand", "Side bends"]
    begun.refresh_from_db()
    assert begun.has_unseen_changes


def test_other_routines_are_begun_as_they_are(
    routine: Routine, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded(monkeypatch, SpineLoad.FLEXION)
    routine.field = "core"
    routine.save()

    assert names(make_client(), routine) == [*LOADS]
