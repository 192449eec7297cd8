"""Today: what is next, what is done, what rests, and the last seven days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.services.care import end_care
from routines.domain.doses import Dose
from routines.models import Assignment
from routines.queries.today import DeskRow, Today, join_summary, today
from routines.services import assignments, sessions
from tests.break_factories import give_breaks, take
from tests.factories import make_client, make_invitation
from tests.homework_factories import (
    NOW,
    TODAY,
    Homework,
    make_assignment,
    make_frequency,
    make_homework,
    make_log,
    make_performed_session,
    make_revision,
    make_routine,
    make_self_start,
    make_session,
    make_skip,
    send_log,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def see(homework: Homework, days: int = 0) -> Today:
    return today(client=homework.ivan, day=TODAY + days * DAY)


def make_second(homework: Homework, **frequency: Any) -> Assignment:
    return make_assignment(
        client=homework.ivan,
        routine=make_routine(name="Core 2"),
        frequency=make_frequency(**frequency),
        at=NOW + dt.timedelta(minutes=1),
    )


# --- what the page is about ----------------------------------------------------------------


def test_a_client_without_homework_sees_none(homework: Homework) -> None:
    page = today(client=make_client(display_name="Sam Keller"), day=TODAY)

    assert (page.state, page.is_empty, page.week, page.next) == ("none", True, (), None)
    assert page.therapist_name == ""


def test_a_client_whose_homework_is_not_assigned_yet_sees_who_will(homework: Homework) -> None:
    lena = make_client(therapist=homework.maya, display_name="Lena Vogel")

    assert today(client=lena, day=TODAY).therapist_name == "Maya"


def test_the_first_homework_is_a_first_time(homework: Homework) -> None:
    page = see(homework)

    assert page.state == "first"
    assert page.next is not None
    assert (page.next.assignment, page.next.state) == (homework.assignment, "due")
    assert (page.done, page.due) == (0, 1)
    assert page.therapist_name == "Maya"


def test_what_was_begun_comes_first(homework: Homework) -> None:
    second = make_second(homework)
    session = make_session(assignment=second)

    page = see(homework)

    assert page.next is not None
    assert (page.next.assignment, page.next.open_session) == (second, session)
    assert page.next.state == "begun"
    assert [one.assignment for one in page.others] == [homework.assignment]


def test_what_was_done_least_today_comes_next(homework: Homework) -> None:
    make_revision(homework.assignment, frequency=make_frequency(times_per_day=2))
    second = make_second(homework)
    make_performed_session(assignment=homework.assignment)

    page = see(homework)

    assert page.next is not None
    assert page.next.assignment == second
    assert (page.done, page.due) == (1, 3)
    assert page.others[0].state == "again"


def test_a_session_under_way_counts_for_the_week_and_is_not_done(homework: Homework) -> None:
    make_log(session=make_session(assignment=homework.assignment))

    page = see(homework)

    assert (page.state, page.done, page.days_performed) == ("next", 0, 1)


def test_when_all_is_done_nothing_is_next(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)

    page = see(homework)

    assert (page.state, page.next) == ("done", None)
    assert page.homework[0].last_session == session
    assert page.minutes_done == page.homework[0].minutes
    assert (page.next_on, page.is_tomorrow_next) == (TODAY + DAY, True)


def test_a_session_of_skips_leaves_the_homework_to_do(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_skip(session=session, prescription=homework.bridge)
    sessions.finish(session=session, by=homework.ivan, now=NOW)

    page = see(homework)

    assert (page.state, page.done, page.days_performed) == ("next", 0, 0)


def test_done_more_than_asked_is_still_one_of_one(homework: Homework) -> None:
    for _ in range(2):
        make_performed_session(assignment=homework.assignment)

    assert (see(homework).done, see(homework).due) == (1, 1)


def test_what_was_undone_is_not_done(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    sessions.undo(log=send_log(session, homework.bridge).row, by=homework.ivan, now=NOW)

    assert see(homework).days_performed == 0


# --- resting -------------------------------------------------------------------------------


def test_a_rest_day_says_when_it_goes_on(homework: Homework) -> None:
    make_revision(homework.assignment, frequency=make_frequency(weekdays=frozenset({0, 3})))

    page = see(homework)

    assert (page.state, page.next_on) == ("rest", dt.date(2026, 3, 12))
    assert page.homework[0].is_resting
    assert not page.is_tomorrow_next


def test_paused_homework_rests_without_a_date(homework: Homework) -> None:
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=NOW)

    page = see(homework)

    assert (page.state, page.next_on, page.is_away) == ("paused", None, False)


def test_homework_that_begins_later_says_when(homework: Homework) -> None:
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW - 20 * DAY)
    make_second(homework, starts_on=TODAY + 3 * DAY)

    page = see(homework)

    assert (page.state, page.next_on) == ("later", TODAY + 3 * DAY)
    assert page.homework[0].state == "later"


def test_homework_that_ran_out_is_over(homework: Homework) -> None:
    make_revision(homework.assignment, frequency=make_frequency(ends_on=TODAY))

    assert see(homework).state == "first"
    assert see(homework, 1).state == "over"
    assert see(homework, 1).homework[0].ended_on == TODAY
    assert see(homework, 30).state == "over"
    assert see(homework, 30).is_empty


def test_ended_homework_leaves_its_days_in_the_week(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW)

    page = see(homework, 2)

    assert (page.state, page.days_performed) == ("over", 1)


def test_homework_stays_with_the_client_when_care_ends(homework: Homework) -> None:
    end_care(relationship=homework.maya.care_given.get(), by=homework.ivan, at=NOW)

    assert see(homework).due == 1


# --- the week ------------------------------------------------------------------------------


def test_after_three_missed_days_the_client_is_welcomed_back(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)

    assert [see(homework, days).state for days in (1, 2, 3, 4, 5)] == [
        "next",
        "next",
        "next",
        "away",
        "away",
    ]


def test_beginning_again_ends_the_absence(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)
    later = NOW + 5 * DAY

    make_log(session=make_session(assignment=homework.assignment, now=later), now=later)

    assert not see(homework, 5).is_away


def test_the_week_is_seven_days_that_end_today(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment)
    make_log(session=make_session(assignment=homework.assignment, day=TODAY - DAY))

    week = see(homework, 1).week

    assert [one.state for one in week] == [
        *["rest"] * 4,
        "extra",
        "performed",
        "missed",
    ]


def test_the_frequency_is_said_in_words(homework: Homework) -> None:
    make_revision(homework.assignment, frequency=make_frequency(times_per_day=2))

    assert see(homework).homework[0].frequency_said == "twice a day"


# --- changes -------------------------------------------------------------------------------


def test_changes_are_shown_until_they_are_put_away(homework: Homework) -> None:
    make_revision(homework.assignment, note="Slowly.")
    make_revision(homework.assignment, frequency=make_frequency(times_per_day=2))
    (changed,) = see(homework).changed

    assert list(changed.changes) == [
        "A new note from your therapist.",
        "Twice a day, it was once a day.",
    ]

    Assignment.objects.update(seen_version=3)
    assert see(homework).changed == ()


# --- speed ---------------------------------------------------------------------------------


def test_today_takes_the_same_two_statements_for_one_row_and_for_many(
    homework: Homework, count_statements: Any
) -> None:
    def statements() -> int:
        with count_statements() as counted:
            page = see(homework)
            assert all(one.frequency_said and one.minutes for one in page.homework)
            assert page.state
        return len(counted)

    one = statements()
    for number in range(4):
        more = make_assignment(client=homework.ivan, routine=make_routine(name=f"More {number}"))
        make_revision(more, note="Slowly.")
        for back in range(3):
            make_performed_session(assignment=more, day=TODAY - back * DAY)

    assert statements() == one == 2


# --- small questions -----------------------------------------------------------------------


def test_an_invited_client_reads_what_waits_without_health_words(homework: Homework) -> None:
    client = make_invitation(therapist=homework.maya).invitation.client
    assert join_summary(client, TODAY) == ""

    make_assignment(client=client, routine=make_routine(name="Core 1"))
    assert join_summary(client, TODAY) == "6 minutes, once a day."

    make_assignment(
        client=client,
        routine=make_routine(name="Core 2"),
        frequency=make_frequency(times_per_day=2),
    )
    assert join_summary(client, TODAY) == "2 routines, about 18 minutes a day."


def test_what_a_client_started_alone_is_on_their_page() -> None:
    sam = make_client(display_name="Sam Keller")
    make_self_start(client=sam)

    page = today(client=sam, day=TODAY)

    assert (page.state, page.due, page.therapist_name) == ("desk", 0, "")
    assert page.desk == DeskRow(performed=0, due=1)


@pytest.mark.parametrize("dose", [Dose.GENTLE, Dose.SHORT])
def test_a_gentle_or_a_short_session_counts_like_any_other(homework: Homework, dose: Dose) -> None:
    make_performed_session(assignment=homework.assignment, dose=dose)

    page = see(homework)

    assert (page.state, page.done, page.due) == ("done", 1, 1)
    assert page.week[-1].state == "performed"
    assert page.homework[0].last_session is not None
    assert page.homework[0].last_session.dose == dose


# --- desk breaks beside the homework ---------------------------------------------------------


def test_the_ring_is_about_homework_and_not_about_breaks(homework: Homework) -> None:
    breaks = give_breaks(homework.ivan)
    take(breaks, TODAY, exercised=3)

    page = see(homework)

    assert (page.done, page.due) == (0, 1)
    assert page.next is not None
    assert page.next.assignment == homework.assignment
    assert page.desk == DeskRow(performed=3, due=8)
    assert [day.due for day in page.week] == [0] * 6 + [1]


def test_the_day_is_done_with_breaks_to_come(homework: Homework) -> None:
    give_breaks(homework.ivan)
    make_performed_session(assignment=homework.assignment)

    assert see(homework).state == "done"


def test_who_has_nothing_but_breaks_sees_them(homework: Homework) -> None:
    lena = make_client(therapist=homework.maya, display_name="Lena Vogel")
    take(give_breaks(lena), TODAY, exercised=3)

    page = today(client=lena, day=TODAY)

    assert (page.state, page.next) == ("desk", None)
    assert page.desk == DeskRow(performed=3, due=8)
    # With nothing beside them they are what the week shows.
    assert page.week[-1].due == 8
