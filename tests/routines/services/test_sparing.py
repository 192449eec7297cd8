"""Homework is fitted to what a body must be spared, at once, and both sides read why."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from accounts.models import User
from routines.domain.triage import Answer
from routines.models import (
    Assignment,
    Decision,
    Direction,
    Exercise,
    Flag,
    FlagAction,
    Proposal,
    Status,
)
from routines.queries.precautions import precautions_of
from routines.services.flags import acknowledge
from routines.services.precautions import answer, clear_exercise
from routines.services.proposals import PrecautionStandsError, take_back
from routines.services.sparing import spare_homework
from tests.check_in_factories import make_check_in
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_routine,
    make_self_start,
    make_session,
    prescriptions_of,
)

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(hours=1)
NEW_HIP = {"hip-replacement": Answer.YES}


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def squeeze() -> Exercise:
    return make_exercise(name="Glute squeeze", slug="squeeze", self_start=True)


@pytest.fixture
def deep(squeeze: Exercise) -> Exercise:
    return make_exercise(
        name="Deep hip stretch",
        dosage=STRETCH,
        loads=["hip-flexion-over-90"],
        easier=[squeeze.slug],
        region="hip",
        kind="stretch",
    )


def given(client: User, *exercises: Exercise) -> Assignment:
    return make_assignment(client=client, routine=make_routine(exercises=exercises))


def names(assignment: Assignment) -> list[str]:
    return [one.exercise.name for one in prescriptions_of(assignment)]


def test_a_new_hip_exchanges_the_deep_hip_stretch_and_both_sides_read_why(
    ivan: User, deep: Exercise
) -> None:
    homework = given(ivan, make_exercise(), deep)

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert names(homework) == ["Bridge", "Glute squeeze"]
    told = Proposal.objects.get()
    assert (told.decision, told.direction) == (Decision.APPLIED, Direction.REGRESSION)
    assert told.reason == (
        "Left out: Deep hip stretch. It takes the hip past a right angle. "
        "You said that your new hip is not cleared yet. Do Glute squeeze in its place."
    )
    changes = homework.versions.latest("number").changes
    assert changes[-1].startswith("Why: left out:")


def test_several_are_named_in_one_reason_and_what_takes_their_place_in_the_changes(
    ivan: User, deep: Exercise
) -> None:
    other = make_exercise(name="Deep squat", loads=deep.loads, region="knee", kind="strength")
    given(ivan, make_exercise(), deep, other)

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    told = Proposal.objects.get()
    assert told.reason == (
        "Left out: Deep hip stretch, Deep squat. Each takes the hip past a right angle. "
        "You said that your new hip is not cleared yet."
    )
    assert "instead of Deep hip stretch" in told.said
    assert "Deep squat is left out for now." in told.said


def test_what_stands_in_its_place_is_not_promised_where_it_stands_there_already(
    ivan: User, deep: Exercise
) -> None:
    homework = given(ivan, Exercise.objects.get(name="Glute squeeze"), deep)

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert names(homework) == ["Glute squeeze"]
    assert "in its place" not in Proposal.objects.get().reason


def test_a_long_list_ends_with_a_whole_sentence(ivan: User, deep: Exercise) -> None:
    many = [
        make_exercise(name=f"Exercise {number:02} {'with a long name ' * 3}", loads=deep.loads)
        for number in range(12)
    ]
    given(ivan, make_exercise(), *many)

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    told = Proposal.objects.get()
    assert len(told.changes) == 12
    assert len(told.said) <= 600
    assert re.search(r"\. And \d+ more\.$", told.said)


def test_the_therapist_takes_it_back_only_with_a_written_reason(ivan: User, deep: Exercise) -> None:
    homework = given(ivan, make_exercise(), deep)
    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)
    care = ivan.care_received.get()
    with pytest.raises(PrecautionStandsError):
        take_back(proposal=Proposal.objects.get(), by=care.therapist, at=LATER)
    assert "Deep hip stretch" not in names(homework)

    clear_exercise(
        client=ivan,
        clinic=care.clinic,
        exercise=deep,
        reason="Cleared by her surgeon.",
        by=care.therapist,
        at=LATER,
    )
    take_back(proposal=Proposal.objects.get(), by=care.therapist, at=LATER)

    assert names(homework) == ["Bridge", "Deep hip stretch"]


def test_what_was_answered_by_mistake_is_taken_back_freely(ivan: User, deep: Exercise) -> None:
    homework = given(ivan, make_exercise(), deep)
    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)
    answer(client=ivan, answers=dict.fromkeys(NEW_HIP, Answer.NO), by=ivan, at=LATER)

    take_back(proposal=Proposal.objects.get(), by=ivan.care_received.get().therapist, at=LATER)

    assert names(homework) == ["Bridge", "Deep hip stretch"]


def test_what_stands_in_is_never_there_twice(ivan: User, deep: Exercise, squeeze: Exercise) -> None:
    homework = given(ivan, squeeze, deep)

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert names(homework) == ["Glute squeeze"]


def test_homework_of_which_nothing_is_left_rests(ivan: User) -> None:
    homework = given(ivan, make_exercise(loads=["hip-adduction"]))

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    homework.refresh_from_db()
    assert homework.status == Status.PAUSED
    assert Proposal.objects.get().direction == Direction.REST


def test_what_a_therapist_cleared_stays(ivan: User, deep: Exercise) -> None:
    homework = given(ivan, deep)
    care = ivan.care_received.get()
    clear_exercise(
        client=ivan,
        clinic=care.clinic,
        exercise=deep,
        reason="Cleared by the surgeon.",
        by=care.therapist,
        at=NOW,
    )

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert names(homework) == ["Deep hip stretch"]


def test_nothing_blocked_writes_nothing(ivan: User) -> None:
    homework = given(ivan, make_exercise())

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert spare_homework(client=ivan, now=LATER) == []
    assert homework.versions.count() == 1


def test_homework_that_ended_is_left_as_it_was(ivan: User, deep: Exercise) -> None:
    homework = given(ivan, make_exercise(), deep)
    Assignment.objects.update(status=Status.ENDED, ended_on=NOW.date())

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert names(homework) == ["Bridge", "Deep hip stretch"]


def test_without_a_therapist_only_what_may_be_begun_alone_stands_in(squeeze: Exercise) -> None:
    Exercise.objects.filter(pk=squeeze.pk).update(self_start=False)
    sam = make_client(display_name="Sam Keller")
    deep = make_exercise(name="Deep", loads=["hip-adduction"], easier=[squeeze.slug])
    routine = make_routine(exercises=[make_exercise(), deep], availability="self-start")
    homework = make_self_start(client=sam, routine=routine)

    answer(client=sam, answers=NEW_HIP, by=sam, at=LATER)

    assert names(homework) == ["Bridge"]


def test_what_was_too_hard_stands_in_for_nothing(
    ivan: User, deep: Exercise, squeeze: Exercise
) -> None:
    homework = given(ivan, make_exercise(), deep)
    Proposal.objects.create(
        assignment=homework,
        version=homework.current_version,
        session=make_session(assignment=homework),
        direction=Direction.REGRESSION,
        decision=Decision.APPLIED,
        rule="ease-off",
        changes=[{"exercise": str(squeeze.pk), "field": "exercise", "after": ""}],
        created_at=NOW,
    )

    answer(client=ivan, answers=NEW_HIP, by=ivan, at=LATER)

    assert names(homework) == ["Bridge"]


def test_a_sign_for_the_next_visit_takes_out_what_it_blocks_until_somebody_has_looked(
    ivan: User,
) -> None:
    back_bend = make_exercise(name="Press-up", loads=["spine-extension"])
    homework = given(ivan, make_exercise(), back_bend)

    make_check_in(client=ivan, answers={"claudication": "yes"}, now=LATER)

    assert names(homework) == ["Bridge"]
    assert "legs" in Proposal.objects.get().reason
    flag = Flag.objects.get()
    assert flag.urgency == "visit"
    acknowledge(
        flag=flag, by=ivan.care_received.get().therapist, action=FlagAction.EXAMINED, at=LATER
    )
    assert precautions_of(ivan) == ()


def test_a_sign_for_the_next_visit_that_blocks_nothing_leaves_homework_alone(ivan: User) -> None:
    homework = given(ivan, make_exercise(loads=["spine-extension"]))

    make_check_in(client=ivan, answers={"worry-fear": "yes"}, now=LATER)

    assert homework.versions.count() == 1
