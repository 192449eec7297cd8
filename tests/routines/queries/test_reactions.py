"""How pain moved around each session, and what that says of directions and exercises."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.centralization import Status
from routines.models import CheckKind, ExerciseSession
from routines.queries.reactions import (
    LONGEST_BEFORE,
    REMEMBERED_DAYS,
    done_in,
    guard_of,
    ledger,
    reactions,
)
from tests.check_in_factories import at, make_many_check_ins, make_map
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_performed_session,
    make_routine,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HALF_AN_HOUR = dt.timedelta(minutes=30)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def react(
    homework: Homework, *, before: str | None, after: str, now: dt.datetime = NOW
) -> ExerciseSession:
    """Do the homework with a map before and after it."""
    if before is not None:
        make_map(client=homework.ivan, kind=CheckKind.BEFORE, marks=[at(before)], now=now)
    session = make_performed_session(assignment=homework.assignment, now=now)
    make_map(
        client=homework.ivan,
        kind=CheckKind.AFTER,
        marks=[at(after)],
        now=now + HALF_AN_HOUR,
        session=session,
    )
    return session


def test_a_session_is_read_with_the_maps_around_it(homework: Homework) -> None:
    session = react(homework, before="buttock", after="calf")

    (found,) = reactions(homework.ivan, today=TODAY)

    assert (found.session, found.day, found.status) == (session.pk, TODAY, Status.SPREADING)
    assert found.before is not None
    assert (found.before.furthest(), found.after.furthest()) == (2, 5)


def test_an_old_map_says_nothing_of_how_it_was_before(homework: Homework) -> None:
    long_ago = NOW + HALF_AN_HOUR - LONGEST_BEFORE - dt.timedelta(minutes=1)
    make_map(client=homework.ivan, marks=[at("buttock")], now=long_ago)
    react(homework, before=None, after="calf")

    (found,) = reactions(homework.ivan, today=TODAY)

    assert found.before is None
    assert found.status is Status.NOT_ENOUGH


def test_what_was_gone_the_next_morning_has_not_spread(homework: Homework) -> None:
    react(homework, before="buttock", after="calf")
    make_map(client=homework.ivan, kind=CheckKind.MORNING, marks=[at("buttock")], now=NOW + DAY)

    (found,) = reactions(homework.ivan, today=TODAY + DAY)

    assert found.status is Status.NO_CHANGE


def test_after_half_a_year_a_session_is_forgotten(homework: Homework) -> None:
    react(homework, before="buttock", after="calf")

    last = TODAY + dt.timedelta(days=REMEMBERED_DAYS)
    assert len(reactions(homework.ivan, today=last - DAY)) == 1
    assert reactions(homework.ivan, today=last) == ()


def test_the_guard_counts_what_was_done_and_not_what_was_left_out(homework: Homework) -> None:
    sit_up = make_exercise(name="Sit-up", loads=["spine-flexion"])
    routine = make_routine(exercises=[sit_up])
    bending = homework._replace(assignment=make_assignment(client=homework.ivan, routine=routine))
    for number in range(3):
        react(bending, before="buttock", after="calf", now=NOW + 2 * number * DAY)

    guard = guard_of(homework.ivan, today=TODAY + 6 * DAY)

    assert "worse after 3 of 3 sessions that bend the low back forward" in guard.warning(
        ["spine-flexion"]
    )
    assert guard.warning(["spine-extension"]) == ""


def test_without_spread_there_is_no_guard(homework: Homework) -> None:
    react(homework, before="calf", after="buttock")

    assert guard_of(homework.ivan, today=TODAY).worse == ()


def test_the_ledger_is_silent_under_five_times(homework: Homework) -> None:
    for number in range(4):
        react(homework, before="calf", after="buttock", now=NOW + number * DAY)
    assert ledger(reactions(homework.ivan, today=TODAY + 9 * DAY)) == ()

    react(homework, before="calf", after="calf", now=NOW + 4 * DAY)
    lines = ledger(reactions(homework.ivan, today=TODAY + 9 * DAY))

    assert [line.name for line in lines] == ["Bridge", "Figure four"]
    assert lines[0].response.said == "Of 5 times: moved up 4, the same 1, moved down 0"


def test_a_long_history_costs_no_statement_more(
    homework: Homework, count_statements: CountStatements
) -> None:
    react(homework, before="buttock", after="calf")
    make_many_check_ins(client=homework.ivan, count=700, marks=[at("calf")])

    with count_statements() as statements:
        found = reactions(homework.ivan, today=TODAY)
        done_in(found)

    assert len(statements) == 2
