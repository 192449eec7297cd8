"""Homework rests for a flag: what loads the place, and why only where the flag stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routines.models import Assignment, Direction, Flag, FlagAction, Pause, Proposal, Status
from routines.services import assignments, flags
from routines.services.locks import lock_all_homework
from routines.services.rests import FLAG_RULE, end_rest, rest_for
from tests.check_in_factories import SADDLE, make_check_in, make_flag
from tests.factories import make_care_relationship, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_exercise,
    make_good_days,
    make_homework,
    make_routine,
    make_ruled_homework,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def status(assignment: Assignment) -> str:
    assignment.refresh_from_db()
    return assignment.status


def test_a_rest_names_its_flag_and_says_why(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)

    rest = Proposal.objects.get()
    assert (rest.direction, rest.decision, rest.rule) == (Direction.REST, "applied", FLAG_RULE)
    assert rest.flag == flag
    assert rest.reason == (
        "A safety check asks for a look first. You marked numbness between your legs."
    )


def test_why_it_rests_is_not_said_in_another_clinic(homework: Homework) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    care = make_care_relationship(therapist=tom, client=homework.ivan)
    his = make_assignment(client=homework.ivan, by=tom)
    # His care has ended, his homework has not: it rests for the flag of the other clinic.
    type(care).objects.filter(pk=care.pk).update(ended_at=NOW)

    flag = make_flag(client=homework.ivan)

    rest = Proposal.objects.get(assignment=his)
    assert (rest.flag, rest.reason) == (flag, "A safety check asks for a look first.")
    assert not any(because in rest.reason for because in flag.because)


@pytest.mark.parametrize(
    ("rests", "resting"),
    [
        (["legs"], {"thigh", "stretch"}),
        (["tags:spine-extension"], {"core"}),
        (["legs", "tags:spine-extension"], {"thigh", "stretch", "core"}),
        (["all"], {"thigh", "stretch", "core"}),
        (["none"], set()),
        ([], set()),
    ],
)
def test_a_flag_for_today_rests_what_the_rules_name(
    homework: Homework, rests: list[str], resting: set[str]
) -> None:
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW)
    homework_of: dict[str, dict[str, Any]] = {
        "thigh": {"region": "thigh", "kind": "strength"},
        "core": {"region": "core", "kind": "strength", "loads": ["spine-extension"]},
        "stretch": {"region": "low-back", "kind": "stretch"},
    }
    for name, fields in homework_of.items():
        routine = make_routine(name=name, exercises=[make_exercise(**fields)])
        make_assignment(client=homework.ivan, routine=routine)
    flag = Flag.objects.create(
        client=homework.ivan,
        urgency="today",
        clinic=homework.assignment.clinic,
        raised_at=NOW,
        received_at=NOW,
    )

    found = rest_for(flag, rests=rests, locked=lock_all_homework(homework.ivan), now=NOW)

    assert {one.assignment.name for one in found} == resting


def test_what_rests_already_is_not_rested_twice(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)

    again = rest_for(flag, rests=["all"], locked=lock_all_homework(homework.ivan), now=NOW)

    assert again == []
    assert Proposal.objects.count() == 1


def test_homework_paused_by_hand_stays_as_the_therapist_left_it(homework: Homework) -> None:
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=NOW)
    flag = make_flag(client=homework.ivan)
    flags.acknowledge(flag=flag, by=homework.maya, action=FlagAction.CALLED, at=NOW + HOUR)

    flags.clear(flag=flag, by=homework.maya, at=NOW + DAY)

    assert status(homework.assignment) == Status.PAUSED


def test_taken_up_again_its_pause_ends_the_day_before(homework: Homework) -> None:
    make_flag(client=homework.ivan)
    rest = Proposal.objects.get()

    end_rest(
        rest,
        locked=lock_all_homework(homework.ivan),
        by=homework.maya,
        at=NOW + 3 * DAY,
    )

    assert status(homework.assignment) == Status.ACTIVE
    pause = Pause.objects.get()
    assert (pause.starts_on, pause.ends_on) == (NOW.date(), (NOW + 2 * DAY).date())
    assert (rest.decision, rest.decided_by) == ("taken-back", homework.maya)


def test_taken_up_on_the_same_day_nothing_was_paused(homework: Homework) -> None:
    make_flag(client=homework.ivan)

    end_rest(
        Proposal.objects.get(),
        locked=lock_all_homework(homework.ivan),
        by=homework.maya,
        at=NOW + HOUR,
    )

    assert not Pause.objects.exists()


def test_ended_homework_is_not_taken_up_again(homework: Homework) -> None:
    make_flag(client=homework.ivan)
    rest = Proposal.objects.get()
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW + HOUR)

    end_rest(
        rest,
        locked=lock_all_homework(homework.ivan),
        by=homework.maya,
        at=NOW + 2 * HOUR,
    )

    assert status(homework.assignment) == Status.ENDED


def test_a_step_up_that_waits_is_overtaken_by_a_flag() -> None:
    ruled = make_ruled_homework()
    when = make_good_days(ruled, days=4)
    up = Proposal.objects.get()

    make_check_in(client=ruled.ivan, answers=SADDLE, now=when)

    up.refresh_from_db()
    assert (up.decision, up.decided_at) == ("overtaken", when)


def test_homework_given_while_an_emergency_waits_rests_until_it_is_cleared(
    homework: Homework,
) -> None:
    flag = make_flag(client=homework.ivan)

    new = make_assignment(client=homework.ivan, routine=make_routine(name="Core 2"), at=NOW + HOUR)

    assert status(new) == Status.PAUSED
    flags.acknowledge(flag=flag, by=homework.maya, action=FlagAction.CALLED, at=NOW + HOUR)
    flags.clear(flag=flag, by=homework.maya, at=NOW + 2 * HOUR)
    assert status(new) == status(homework.assignment) == Status.ACTIVE


def test_homework_given_while_a_flag_for_today_waits_is_the_therapists_own_choice(
    homework: Homework,
) -> None:
    make_flag(client=homework.ivan, answers={"new-numbness": "yes"})

    new = make_assignment(client=homework.ivan, routine=make_routine(name="Core 2"), at=NOW + HOUR)

    assert status(new) == Status.ACTIVE
