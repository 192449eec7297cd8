"""Growing and easing off where nobody treats the client: what the rules do alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from routines.models import (
    Assignment,
    Availability,
    Decision,
    ExerciseSession,
    Proposal,
)
from tests.factories import make_client
from tests.homework_factories import (
    BRIDGE,
    EASE_OFF,
    NOW,
    STRENGTH,
    STRETCH,
    Homework,
    make_exercise,
    make_good_days,
    make_performed_session,
    make_routine,
    make_self_start,
    prescriptions_of,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def said(assignment: Assignment) -> list[str]:
    """Return the dosages in force, as the client reads them."""
    return [f"{one.exercise.name}: {one.dosage}" for one in prescriptions_of(assignment)]


def the_proposal() -> Proposal:
    return Proposal.objects.get()


def rated(homework: Homework, *, days: int = 0, **rating: Any) -> ExerciseSession:
    """Do the homework some days from NOW on and rate it."""
    return make_performed_session(
        assignment=homework.assignment, now=NOW + days * DAY, **{"effort": 4, **rating}
    )


AS_GIVEN = ["Bridge: 2 × 10", "Figure four: 3 × 30 s each side"]
EASED = ["Bridge: 2 × 6", "Figure four: 2 × 30 s each side"]
GROWN = ["Bridge: 2 × 12", "Figure four: 3 × 30 s each side"]


# --- on their own --------------------------------------------------------------------------


@pytest.fixture
def alone() -> User:
    return make_client(display_name="Dana Roth")


def own_start(client: User, **fields: Any) -> Homework:
    rules = {"progression": STRENGTH, "regression": [EASE_OFF]}
    routine = make_routine(availability=Availability.SELF_START, **{**rules, **fields})
    assignment = make_self_start(client=client, routine=routine)
    return Homework(client, client, assignment, *prescriptions_of(assignment)[:2])


def test_alone_a_small_step_is_applied_at_once(alone: User) -> None:
    homework = own_start(alone)
    make_good_days(homework, days=4)

    assert the_proposal().decision == Decision.APPLIED
    assert said(homework.assignment) == GROWN


def test_alone_nothing_harder_is_offered(alone: User) -> None:
    single = make_exercise(name="Single-leg bridge", slug="single", self_start=True)
    strong = make_exercise(dosage=replace(BRIDGE, repetitions=12), harder=[single.slug])
    homework = own_start(alone, exercises=[strong, make_exercise(dosage=STRETCH)])
    make_good_days(homework, days=4)

    assert not Proposal.objects.exists()


def test_alone_it_eases_off_to_what_is_meant_for_starting_alone(alone: User) -> None:
    taught = make_exercise(name="Taught", slug="taught", self_start=False)
    tilt = make_exercise(name="Pelvic tilt", slug="tilt", self_start=True)
    bridge = make_exercise(easier=[taught.slug, tilt.slug], self_start=True)
    homework = own_start(alone, exercises=[bridge, make_exercise(dosage=STRETCH)])
    rated(homework, pain=7)
    rated(homework, days=3, pain=7)

    assert said(homework.assignment)[0] == "Pelvic tilt: 2 × 10"
