"""Breaks from sitting on Today: a row of their own, and never in the way of a routine."""

from __future__ import annotations

import pytest

from accounts.models import User
from routines.models import Assignment, Status
from routines.queries.today import DeskRow, today
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_frequency,
    make_performed_session,
    make_routine,
    make_self_start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def give_breaks(client: User, times: int = 8) -> Assignment:
    routine = make_routine(name="Desk break", field="desk")
    return make_assignment(
        client=client, routine=routine, frequency=make_frequency(times_per_day=times)
    )


def test_a_break_neither_takes_the_hero_nor_keeps_the_day_from_being_done(sam: User) -> None:
    give_breaks(sam)
    core = make_assignment(client=sam, routine=make_routine(name="Core"))

    page = today(client=sam, day=TODAY)
    assert page.next is not None
    assert (page.next.assignment, page.done, page.due) == (core, 0, 1)
    assert page.others == ()

    make_performed_session(assignment=core)
    page = today(client=sam, day=TODAY)
    assert (page.state, page.done, page.due) == ("done", 1, 1)
    # Eight breaks are counted beside it; among them the one routine would not show.
    assert (page.week[-1].performed, page.week[-1].due) == (1, 1)


def test_the_row_counts_what_was_done_of_what_was_asked_for(sam: User) -> None:
    breaks = give_breaks(sam, times=6)
    assert today(client=sam, day=TODAY).desk == DeskRow(performed=0, due=6)

    for _ in range(2):
        make_performed_session(assignment=breaks)

    page = today(client=sam, day=TODAY)
    assert page.desk == DeskRow(performed=2, due=6)
    assert page.minutes_done == 0


def test_who_has_only_breaks_is_led_to_them_and_told_when_they_rest() -> None:
    sam = make_client()
    own = make_self_start(client=sam)
    assert today(client=sam, day=TODAY).state == "desk"

    own.status = Status.PAUSED
    own.save()
    own.pauses.create(starts_on=TODAY)
    assert today(client=sam, day=TODAY).state == "paused"


def test_without_breaks_there_is_no_row(sam: User) -> None:
    make_assignment(client=sam)

    assert today(client=sam, day=TODAY).desk is None
