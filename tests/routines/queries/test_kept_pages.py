"""Which pages a phone keeps: today's homework from end to end."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import Assignment
from routines.queries.kept_pages import kept_pages
from routines.services import assignments
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_performed_session,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def _giver(assignment: Assignment) -> User:
    assert assignment.assigned_by is not None
    return assignment.assigned_by


def test_without_homework_today_help_and_the_check_in_are_kept(ivan: User) -> None:
    kept = kept_pages(ivan, day=TODAY)

    assert kept.pages[:5] == ("/", "/help/", "/offline/", "/waiting/", "/check-ins/new/")
    assert kept.steady == ()


def test_each_assignment_comes_with_its_exercises_as_prescribed(ivan: User) -> None:
    assignment = make_assignment(client=ivan)

    kept = kept_pages(ivan, day=TODAY)

    assert f"/assignments/{assignment.pk}/" in kept.pages
    prescriptions = assignment.current_version.prescriptions.order_by("position")
    assert kept.steady == tuple(
        f"/exercises/{one.exercise_id}/?prescription={one.pk}" for one in prescriptions
    )


def test_a_session_that_is_open_comes_with_its_player(ivan: User) -> None:
    session = make_session(assignment=make_assignment(client=ivan))

    kept = kept_pages(ivan, day=TODAY)

    assert f"/sessions/{session.pk}/play/" in kept.pages
    assert f"/check-ins/new/?kind=during&session={session.pk}" in kept.pages
    # As the player asks for it, so that one comes back to it.
    assert any(one.endswith(f"&session={session.pk}&guided=1") for one in kept.steady)


def test_a_session_that_is_over_has_no_player_any_more(ivan: User) -> None:
    session = make_performed_session(assignment=make_assignment(client=ivan))

    pages = kept_pages(ivan, day=TODAY).pages

    assert f"/sessions/{session.pk}/" in pages
    assert f"/sessions/{session.pk}/play/" not in pages
    assert f"/sessions/{session.pk}/" not in kept_pages(ivan, day=TODAY + dt.timedelta(1)).pages


def test_homework_that_has_ended_and_that_of_others_is_not_kept(ivan: User) -> None:
    ended = make_assignment(client=ivan)
    assignments.end(assignment=ended, by=_giver(ended), at=NOW)
    lena = make_client(therapist=_giver(ended), display_name="Lena Vogel")
    other = make_assignment(client=lena)

    text = str(kept_pages(ivan, day=TODAY))

    assert str(ended.pk) not in text
    assert str(other.pk) not in text


def test_the_same_statements_for_one_and_for_ten(
    ivan: User, count_statements: CountStatements
) -> None:
    make_session(assignment=make_assignment(client=ivan))
    with count_statements() as few:
        kept_pages(ivan, day=TODAY)
    for _ in range(9):
        make_session(assignment=make_assignment(client=ivan))

    with count_statements() as many:
        kept_pages(ivan, day=TODAY)

    assert len(few) == len(many) == 3
