"""Which flag says the same, and which one a check-in belongs to."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.domain.warning_signs import Urgency
from routines.models import Flag, FlagAction
from routines.queries.flags import flag_of, left_waiting, standing_flags, told_before, treating
from routines.services import flags
from tests.check_in_factories import FEVER, SADDLE, make_check_in, make_flag
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_manager, make_therapist

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


def told(ivan: User, *signs: str, urgency: Urgency = Urgency.NOW) -> Flag | None:
    clinic = ivan.care_received.get().clinic
    return told_before(ivan, clinic, urgency=urgency, signs=signs)


def test_fewer_signs_of_the_same_urgency_were_told(ivan: User) -> None:
    flag = make_flag(client=ivan, answers={**SADDLE, "bowel-change": "yes"})

    assert told(ivan, "saddle-numbness") == flag
    assert told(ivan, "saddle-numbness", "bladder-change") is None
    assert told(ivan, "saddle-numbness", urgency=Urgency.TODAY) is None


def test_what_was_looked_at_or_cleared_was_told_no_more(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)
    flags.acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW)
    assert told(ivan, "saddle-numbness") is None

    make_flag(client=ivan, now=NOW + HOUR, cleared_at=NOW + HOUR)
    assert told(ivan, "saddle-numbness") is None


def test_nobody_is_told_of_somebody_else(maya: User, ivan: User) -> None:
    make_flag(client=make_client(therapist=maya, display_name="Lena Vogel", is_checked=False))

    assert told(ivan, "saddle-numbness") is None


def test_a_check_in_that_said_the_same_belongs_to_the_flag_that_waits(ivan: User) -> None:
    flag = make_flag(client=ivan)

    again = make_check_in(client=ivan, answers=SADDLE, now=NOW + HOUR)

    assert not again.flags.exists()
    assert flag_of(again) == flag


def test_a_check_in_belongs_to_its_own_flag_of_its_own_urgency(ivan: User) -> None:
    make_flag(client=ivan)

    both = make_check_in(client=ivan, answers={"chest-breath": "yes", **FEVER}, now=NOW + HOUR)

    found = flag_of(both)
    assert found is not None
    assert (found.check_in, found.urgency) == (both, "now")


def test_a_calm_check_in_has_no_flag(ivan: User) -> None:
    make_flag(client=ivan)

    assert flag_of(make_check_in(client=ivan, pain=1, now=NOW + HOUR)) is None


def test_who_was_left_waiting_longest_stands_first_and_ones_own_is_for_others(
    count_statements: CountStatements,
) -> None:
    clinic = make_clinic()
    ana, maya = make_manager(clinic=clinic), make_therapist(clinic=clinic)
    later = make_flag(
        client=make_client(therapist=maya), now=NOW + dt.timedelta(hours=1), escalated_at=NOW
    )
    first = make_flag(
        client=make_client(therapist=maya, display_name="Lena Vogel"), escalated_at=NOW
    )
    make_flag(client=ana, clinic=clinic, escalated_at=NOW)

    with count_statements() as statements:
        found = left_waiting(ana)

    assert found == [first, later]
    assert len(statements) == 1
    assert left_waiting(maya) == []
    assert treating(first) == [maya]


def test_the_weightiest_flag_of_each_client_stands_until_it_is_cleared(
    maya: User, ivan: User, count_statements: CountStatements
) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel", is_checked=False)
    make_flag(client=lena, answers=FEVER, urgency="visit")
    today = make_flag(client=ivan, answers=FEVER)
    now = make_flag(client=ivan, now=NOW + HOUR)

    with count_statements() as statements:
        assert standing_flags([ivan, lena], viewer=maya) == {ivan.pk: now}
    assert len(statements) == 1

    flags.acknowledge(flag=now, by=maya, action=FlagAction.CALLED, at=NOW + HOUR)
    assert standing_flags([ivan], viewer=maya) == {ivan.pk: now}
    flags.clear(flag=now, by=maya, at=NOW + HOUR)
    assert standing_flags([ivan], viewer=maya) == {ivan.pk: today}
    assert standing_flags([ivan], viewer=make_therapist(clinic=make_clinic())) == {}
