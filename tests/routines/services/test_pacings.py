"""How fast homework may grow: who allows it, and that nothing grows where nobody watches."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Decision, Pacing, Proposal
from routines.services.assignments import NotInYourCareError
from routines.services.pacings import allow_growth, grows_by_itself, may_grow
from tests.factories import make_client, make_therapist
from tests.homework_factories import (
    NOW,
    Homework,
    make_good_days,
    make_performed_session,
    make_ruled_homework,
    make_self_start,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_ruled_homework()


def allow(homework: Homework, allowed: bool = True) -> Pacing:
    return allow_growth(
        client=homework.ivan,
        clinic=homework.assignment.clinic,  # type: ignore[arg-type]
        by=homework.maya,
        allowed=allowed,
        at=NOW,
    )


def test_it_can_be_forbidden_again(homework: Homework) -> None:
    assert allow(homework).grows_by_itself
    assert not allow(homework, allowed=False).grows_by_itself
    assert Pacing.objects.count() == 1
    make_good_days(homework, days=4)

    assert Proposal.objects.get().decision == Decision.OPEN


def test_only_who_treats_the_client_allows_it(homework: Homework) -> None:
    clinic = homework.assignment.clinic
    assert clinic is not None
    colleague = make_therapist(clinic=clinic, display_name="Cleo Berg")
    for person in (colleague, homework.ivan):
        with pytest.raises(NotInYourCareError):
            allow_growth(client=homework.ivan, clinic=clinic, by=person, allowed=True, at=NOW)
    assert not Pacing.objects.exists()


def test_homework_of_ones_own_grows_alone() -> None:
    own = make_self_start(client=make_client(display_name="Sam Keller"))

    assert may_grow(own)
    assert grows_by_itself(own)


@pytest.mark.parametrize("allowed", [True, False])
def test_without_care_in_force_nothing_grows_but_it_still_eases_off(
    homework: Homework, allowed: bool
) -> None:
    allow(homework, allowed)
    homework.ivan.care_received.update(ended_at=NOW)
    make_good_days(homework, days=4)
    assert not Proposal.objects.exists()

    make_performed_session(assignment=homework.assignment, pain=8, now=NOW + 4 * DAY)
    assert Proposal.objects.get().decision == Decision.APPLIED
