"""The caseload: who is on it, in which group, and at what price."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import CareRelationship, User
from accounts.services.care import end_care
from accounts.services.memberships import end_membership
from routines.domain.adherence import total
from routines.domain.attention import Reason
from routines.models import CheckIn, FlagAction, Source
from routines.queries.caseload import Caseload, caseload
from routines.services.assignments import end, pause
from routines.services.flags import acknowledge
from routines.services.thresholds import set_thresholds
from tests.break_factories import give_breaks, take
from tests.check_in_factories import FEVER, make_check_in, make_flag, make_many_check_ins, make_map
from tests.check_in_factories import at as at_place
from tests.conftest import CountStatements
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_invitation,
    make_therapist,
)
from tests.homework_factories import (
    make_assignment,
    make_frequency,
    make_performed_session,
    make_revision,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def read(therapist: User) -> Caseload:
    return caseload(therapist=therapist, now=NOW)


def names(rows: object) -> list[str]:
    return [row.client.first_name for row in rows]  # type: ignore[attr-defined]


def maya() -> User:
    return make_therapist(clinic=make_clinic())


def test_only_clients_in_ones_own_care_now_are_on_it() -> None:
    therapist, clinic = maya(), make_clinic(name="Other")
    colleague = make_therapist(clinic=therapist.memberships.get().clinic, display_name="Mia Falk")
    stranger = make_therapist(clinic=clinic, display_name="Tom Hale")
    make_client(therapist=therapist)
    make_client(therapist=colleague, display_name="Colleague's client")
    make_client(therapist=stranger, display_name="Noor Aziz")
    gone = make_client(therapist=therapist, display_name="Gone Client")
    end_care(relationship=gone.care_received.get(), by=therapist, at=NOW)

    assert names(read(therapist).rows) == ["Ivan"]


def test_a_therapist_who_left_the_clinic_sees_nobody() -> None:
    therapist = maya()
    make_client(therapist=therapist)
    end_membership(membership=therapist.memberships.get(), at=NOW)

    assert read(therapist).rows == ()


def test_somebody_who_does_it_is_on_track() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    assignment = make_assignment(client=ivan, at=days_ago(4))
    for days in (4, 3, 2, 1):
        make_performed_session(assignment=assignment, pain=3, now=days_ago(days))

    row = read(therapist).on_track[0]

    done = total(row.days)
    assert (done.performed, done.due) == (4, 5)
    assert row.last_pain == 3
    assert row.news == "On track"
    assert row.did_most_of_last_week
    assert [day.state for day in row.days][-6:] == [
        *("rest", "performed", "performed", "performed", "performed", "missed")
    ]


@pytest.mark.parametrize(("hours", "last"), [(-1, 3), (1, 8)])
def test_pain_told_after_the_last_rated_session_is_the_last_pain(hours: int, last: int) -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    homework = make_assignment(client=ivan, at=days_ago(4))
    make_performed_session(assignment=homework, pain=3, now=days_ago(1))
    make_check_in(client=ivan, pain=8, now=days_ago(1) + dt.timedelta(hours=hours))
    make_session(assignment=homework, now=NOW)

    row = read(therapist).rows[0]

    assert row.last_pain == last
    assert [pain for _, pain in row.pain] == ([3] if last == 3 else [3, 8])


def test_three_missed_days_put_a_client_on_top_with_the_evidence() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    assignment = make_assignment(client=ivan, at=days_ago(6))
    make_performed_session(assignment=assignment, now=days_ago(5))

    (row,) = read(therapist).needs_you

    assert row.news == "4 days missed"
    assert "1 of 7 done in 14 days" in row.detail


def test_homework_waiting_for_days_is_not_started() -> None:
    therapist = maya()
    make_assignment(client=make_client(therapist=therapist), at=days_ago(4))

    found = read(therapist)

    assert names(found.not_started) == ["Ivan"]
    assert found.needs_you[0].news == "Not started"


def test_an_unused_invitation_shows_up_after_five_days() -> None:
    therapist = maya()
    make_invitation(therapist=therapist, display_name="Early Bird", at=days_ago(1))
    make_invitation(therapist=therapist, display_name="Wei Chen", at=days_ago(6))

    found = read(therapist)

    assert names(found.needs_you) == ["Wei"]
    assert names(found.quiet) == ["Early"]
    assert not found.needs_you[0].has_joined


def test_rising_pain_comes_before_missed_days() -> None:
    therapist = maya()
    missing = make_client(therapist=therapist, display_name="Priya Nair")
    make_performed_session(
        assignment=make_assignment(client=missing, at=days_ago(8)), now=days_ago(8)
    )
    hurting = make_client(therapist=therapist, display_name="Ingrid Lund")
    assignment = make_assignment(client=hurting, at=days_ago(8))
    make_performed_session(assignment=assignment, pain=2, now=days_ago(4))
    make_performed_session(assignment=assignment, pain=5, now=days_ago(1))

    assert names(read(therapist).needs_you) == ["Ingrid", "Priya"]


def test_paused_ended_and_missing_homework_need_nobody() -> None:
    therapist = maya()
    paused = make_client(therapist=therapist, display_name="Paused Client")
    resting = make_assignment(client=paused, at=days_ago(9))
    make_performed_session(assignment=resting, now=days_ago(9))
    pause(assignment=resting, by=therapist, at=days_ago(8))
    over = make_client(therapist=therapist, display_name="Over Client")
    ended = make_assignment(client=over, at=days_ago(9))
    make_performed_session(assignment=ended, now=days_ago(9))
    end(assignment=ended, by=therapist, at=days_ago(9))
    make_client(therapist=therapist, display_name="New Client")
    past = make_client(therapist=therapist, display_name="Past Client")
    dated = make_assignment(
        client=past,
        at=days_ago(9),
        frequency=make_frequency(starts_on=days_ago(9).date(), ends_on=days_ago(8).date()),
    )
    make_performed_session(assignment=dated, now=days_ago(8))

    found = read(therapist)

    assert found.needs_you == ()
    assert {row.client.first_name: row.news for row in found.quiet} == {
        "Paused": "Paused",
        "Over": "No homework",
        "New": "No homework",
        "Past": "Homework over",
    }
    assert {row.client.first_name for row in found.quiet if row.waits_for_homework} == {
        "Over",
        "New",
        "Past",
    }


def test_a_change_of_frequency_counts_from_its_own_day() -> None:
    therapist = maya()
    assignment = make_assignment(client=make_client(therapist=therapist), at=days_ago(5))
    make_revision(
        assignment,
        frequency=make_frequency(times_per_day=3, starts_on=days_ago(5).date()),
        at=days_ago(1),
    )

    (row,) = read(therapist).rows

    assert [day.due for day in row.days][-6:] == [1, 1, 1, 1, 3, 3]


def test_the_day_is_the_clients_day() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist, time_zone="Pacific/Kiritimati")
    late = dt.datetime(2026, 3, 10, 23, 30, tzinfo=dt.UTC)
    make_assignment(client=ivan, at=late - dt.timedelta(days=2))

    (row,) = caseload(therapist=therapist, now=late).rows

    assert row.today == dt.date(2026, 3, 11)
    assert row.days[-1].day == dt.date(2026, 3, 11)


def test_what_another_clinic_gave_stays_there() -> None:
    therapist, other = maya(), make_clinic(name="Other")
    tom = make_therapist(clinic=other, display_name="Tom Hale")
    ivan = make_client(therapist=therapist)
    make_care_relationship(therapist=tom, client=ivan)
    foreign = make_assignment(client=ivan, by=tom, at=days_ago(3))
    make_performed_session(assignment=foreign, pain=9, now=days_ago(1))

    (row,) = read(therapist).rows

    assert row.homework == ()
    assert row.last_pain is None
    assert row.last_session_at is None


def test_a_back_filled_session_counts() -> None:
    therapist = maya()
    assignment = make_assignment(client=make_client(therapist=therapist), at=days_ago(3))
    make_session(assignment=assignment, day=days_ago(1).date(), source=Source.BACK_FILLED, now=NOW)

    assert read(therapist).rows[0].has_started


def test_names_are_found_by_any_part() -> None:
    therapist = maya()
    make_client(therapist=therapist)
    make_client(therapist=therapist, display_name="Zoë Adeyemi", email="zoe@example.org")

    found = read(therapist)

    assert names(found.named("adey zoë").rows) == ["Zoë"]
    assert names(found.named("zoe@").rows) == ["Zoë"]
    assert found.named("nobody").rows == ()


def test_one_client_costs_as_many_statements_as_twelve(count_statements: CountStatements) -> None:
    therapist = maya()
    routine = make_routine()

    def add(number: int) -> None:
        client = make_client(therapist=therapist, display_name=f"Client {number}")
        assignment = make_assignment(client=client, routine=routine, at=days_ago(3))
        make_performed_session(assignment=assignment, pain=2, now=days_ago(1))
        make_revision(assignment, note="New.", at=NOW)

    add(1)
    with count_statements() as one:
        read(therapist)
    for number in range(2, 13):
        add(number)
    with count_statements() as many:
        found = read(therapist)

    assert len(found.rows) == 12
    assert CareRelationship.objects.count() == 12
    assert len(one) == len(many) == 3


# --- check-ins -----------------------------------------------------------------------------


def test_a_flag_stands_first_with_its_clock() -> None:
    therapist = maya()
    late = make_client(therapist=therapist)
    make_assignment(client=late, at=days_ago(4))
    make_flag(client=make_client(therapist=therapist, display_name="Lena Vogel"), answers=FEVER)
    make_flag(client=make_client(therapist=therapist, display_name="Noor Aziz"))

    found = caseload(therapist=therapist, now=NOW + dt.timedelta(minutes=90))

    assert names(found.needs_you) == ["Noor", "Lena", "Ivan"]
    emergency, today, _ = found.needs_you
    assert (emergency.news, emergency.is_flagged) == ("Help needed now", True)
    assert "late by" in emergency.detail
    assert "late by" not in today.detail


def test_a_flag_that_somebody_looked_at_is_a_reason_no_more() -> None:
    therapist = maya()
    flag = make_flag(client=make_client(therapist=therapist))
    acknowledge(flag=flag, by=therapist, action=FlagAction.CALLED, at=NOW)

    (row,) = read(therapist).rows

    assert not row.is_flagged


def test_pain_that_moved_down_the_leg_is_a_reason_by_the_clients_own_limit() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    for days, region in ((3, "buttock"), (1, "thigh-back")):
        check_in = make_map(client=ivan, marks=[at_place(region)], now=days_ago(days))
        CheckIn.objects.filter(pk=check_in.pk).update(furthest_left=2 if days == 3 else 3)
    (row,) = read(therapist).rows
    assert row.attention is not None
    assert row.attention.reason is Reason.MOVED_DOWN

    clinic = ivan.care_received.get().clinic
    set_thresholds(client=ivan, clinic=clinic, by=therapist, at=NOW, levels_down=2)

    (row,) = read(therapist).rows
    assert row.attention is None


def test_pain_that_a_therapist_set_as_worth_a_look_is_one() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    make_performed_session(
        assignment=make_assignment(client=ivan, at=days_ago(3)), pain=4, now=days_ago(1)
    )
    assert not read(therapist).rows[0].needs_you

    clinic = ivan.care_received.get().clinic
    set_thresholds(client=ivan, clinic=clinic, by=therapist, at=NOW, pain_at_least=4)

    (row,) = read(therapist).rows
    assert row.attention is not None
    assert row.attention.reason is Reason.PAIN_HIGH


def test_two_years_of_check_ins_cost_no_statement_more(count_statements: CountStatements) -> None:
    therapist = maya()
    for number in range(3):
        client = make_client(therapist=therapist, display_name=f"Client {number}")
        make_flag(client=client)
        make_many_check_ins(client=client, count=730, marks=[at_place("calf")])

    with count_statements() as statements:
        found = read(therapist)

    assert len(found.needs_you) == 3
    assert len(statements) == 3


# --- desk breaks beside the homework ---------------------------------------------------------


def test_many_breaks_do_not_hide_homework_that_is_missed() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    assignment = make_assignment(client=ivan, at=days_ago(6))
    make_performed_session(assignment=assignment, now=days_ago(5))
    breaks = give_breaks(ivan)
    for days in (4, 1, 0):
        take(breaks, days_ago(days).date(), exercised=6)

    (row,) = read(therapist).needs_you

    assert row.news == "4 days missed"
    assert row.detail == "Last session Thursday, 1 of 7 done in 14 days"


def test_breaks_that_are_left_out_are_no_missed_days() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    give_breaks(ivan)
    assignment = make_assignment(client=ivan, at=days_ago(2))
    for days in (2, 1, 0):
        make_performed_session(assignment=assignment, now=days_ago(days))

    (row,) = read(therapist).on_track

    done = total(row.days)
    assert (done.performed, done.due) == (3, 3)


def test_who_has_nothing_but_breaks_is_never_late_with_them() -> None:
    therapist = maya()
    breaks = give_breaks(make_client(therapist=therapist))
    assert not read(therapist).needs_you

    take(breaks, days_ago(7).date(), exercised=1)
    (row,) = read(therapist).on_track

    assert row.detail == "Desk breaks, and no other homework"
