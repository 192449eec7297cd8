"""Which pages a phone keeps: today's homework from end to end."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.domain.warning_signs import CheckPoint
from routines.models import Assignment, CheckIn
from routines.queries.kept_pages import kept_pages
from routines.queries.session_links import NO_KEY
from routines.services import assignments
from tests.check_in_factories import send_check_in
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_performed_session,
    make_revision,
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
    kept = kept_pages(ivan, day=TODAY, now=NOW)

    assert kept.pages[:5] == ("/", "/help/", "/offline/", "/waiting/", "/check-ins/new/")
    assert kept.steady == ()


def test_each_assignment_comes_with_its_exercises_as_prescribed(ivan: User) -> None:
    assignment = make_assignment(client=ivan)

    kept = kept_pages(ivan, day=TODAY, now=NOW)

    assert f"/assignments/{assignment.pk}/" in kept.pages
    prescriptions = assignment.current_version.prescriptions.order_by("position")
    told = [one for one in kept.steady if "dose=" not in one]
    assert told == [f"/exercises/{one.exercise_id}/?prescription={one.pk}" for one in prescriptions]


def test_homework_is_kept_as_it_will_be_begun_in_full_before_the_other_ways(ivan: User) -> None:
    first, second = (make_assignment(client=ivan) for _ in range(2))
    ways = [one for one in kept_pages(ivan, day=TODAY, now=NOW).steady if "/new/" in one]

    def of(assignment: Assignment, page: str, dose: str) -> str:
        return f"/assignments/{assignment.pk}/sessions/new/{page}?version=1&dose={dose}"

    assert ways[:6] == [
        of(first, "play/", "full"),
        of(first, "", "full"),
        of(second, "play/", "full"),
        of(second, "", "full"),
        of(first, "after/", "full"),
        of(second, "after/", "full"),
    ]
    assert of(first, "play/", "gentle") in ways[6:]
    assert not [one for one in ways[6:] if "dose=full" in one]


def test_a_version_of_today_is_kept_and_one_of_yesterday_is_not(ivan: User) -> None:
    make_revision(make_assignment(client=ivan), note="Slowly.")

    ways = [one for one in kept_pages(ivan, day=TODAY, now=NOW).steady if "/new/" in one]

    assert ways
    assert all("version=2&" in one for one in ways)


def test_homework_that_is_paused_cannot_be_begun_and_is_not_kept_so(ivan: User) -> None:
    paused = make_assignment(client=ivan)
    assignments.pause(assignment=paused, by=_giver(paused), at=NOW)

    kept = kept_pages(ivan, day=TODAY, now=NOW)

    assert f"/assignments/{paused.pk}/" in kept.pages
    assert "/sessions/new/" not in str(kept)
    assert "&assignment=" not in str(kept)


@pytest.mark.parametrize(
    ("days", "kinds"),
    [(0, ["weekly", "before"]), (22, ["monthly", "weekly", "before"])],
)
def test_the_checks_that_may_come_before_a_session_are_kept(
    ivan: User, days: int, kinds: list[str]
) -> None:
    make_assignment(client=ivan)
    make_assignment(client=ivan)
    CheckIn.objects.all().delete()
    joined = NOW - dt.timedelta(days=days)
    send_check_in(client=ivan, kind=CheckPoint.JOINING, now=joined, answers={"fever": "no"})

    pages = kept_pages(ivan, day=TODAY, now=NOW).pages

    # One for all homework: it is long.
    start = f"&assignment={NO_KEY}"
    assert [one for one in pages if one.endswith(start)] == [
        f"/check-ins/new/?kind={kind}{start}" for kind in kinds
    ]


def test_what_is_asked_after_a_session_that_has_not_arrived_is_kept(ivan: User) -> None:
    make_assignment(client=ivan)

    pages = kept_pages(ivan, day=TODAY, now=NOW).pages

    assert f"/check-ins/new/?kind=after&session={NO_KEY}" in pages
    assert f"/check-ins/new/?kind=during&session={NO_KEY}" in pages


def test_a_session_that_is_open_comes_with_its_player(ivan: User) -> None:
    session = make_session(assignment=make_assignment(client=ivan))

    kept = kept_pages(ivan, day=TODAY, now=NOW)

    assert f"/sessions/{session.pk}/play/" in kept.pages
    assert f"/check-ins/new/?kind=during&session={NO_KEY}" in kept.pages
    # As the player asks for it, so that one comes back to it.
    assert any(one.endswith(f"&session={session.pk}&guided=1") for one in kept.steady)


def test_a_session_that_is_over_has_no_player_any_more(ivan: User) -> None:
    session = make_performed_session(assignment=make_assignment(client=ivan))

    pages = kept_pages(ivan, day=TODAY, now=NOW).pages

    assert f"/sessions/{session.pk}/" in pages
    assert f"/sessions/{session.pk}/play/" not in pages
    assert (
        f"/sessions/{session.pk}/"
        not in kept_pages(ivan, day=TODAY + dt.timedelta(1), now=NOW).pages
    )


def test_homework_that_has_ended_and_that_of_others_is_not_kept(ivan: User) -> None:
    ended = make_assignment(client=ivan)
    assignments.end(assignment=ended, by=_giver(ended), at=NOW)
    lena = make_client(therapist=_giver(ended), display_name="Lena Vogel")
    other = make_assignment(client=lena)

    text = str(kept_pages(ivan, day=TODAY, now=NOW))

    assert str(ended.pk) not in text
    assert str(other.pk) not in text


def test_the_same_statements_for_one_and_for_ten(
    ivan: User, count_statements: CountStatements
) -> None:
    make_session(assignment=make_assignment(client=ivan))
    with count_statements() as few:
        kept_pages(ivan, day=TODAY, now=NOW)
    for _ in range(9):
        make_session(assignment=make_assignment(client=ivan))

    with count_statements() as many:
        kept_pages(ivan, day=TODAY, now=NOW)

    assert len(few) == len(many) == 4
