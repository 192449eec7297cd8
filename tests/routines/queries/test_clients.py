"""One client's page as its therapist reads it."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.breaks import UsualDay
from routines.domain.dosage import Side
from routines.domain.doses import Dose
from routines.domain.sets import SetLog, as_prescribed
from routines.models import SkipReason, Source
from routines.queries.clients import client_page
from routines.services import sessions
from routines.services.assignments import end, pause
from tests.break_factories import give_breaks, take
from tests.conftest import CountStatements
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_invitation,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    Homework,
    make_assignment,
    make_homework,
    make_log,
    make_performed_session,
    make_session,
    make_skip,
)

pytestmark = pytest.mark.django_db


def page(homework: Homework, *, now: dt.datetime = NOW):  # type: ignore[no-untyped-def]
    return client_page(client_id=homework.ivan.pk, viewer=homework.maya, now=now)


def test_strangers_get_nothing() -> None:
    homework = make_homework()
    clinic = homework.maya.memberships.get().clinic
    colleague = make_therapist(clinic=clinic, display_name="Mia Falk")
    stranger = make_therapist(clinic=make_clinic(name="Other"), display_name="Tom Hale")

    for viewer in (colleague, stranger, homework.ivan):
        assert client_page(client_id=homework.ivan.pk, viewer=viewer, now=NOW) is None


def test_homework_comes_with_its_days() -> None:
    homework = make_homework()
    make_performed_session(assignment=homework.assignment)

    (given,) = page(homework).homework

    assert given.assignment == homework.assignment
    assert (given.adherence.performed, given.adherence.due) == (1, 1)
    assert len(given.days) == 14


def test_paused_and_ended_homework_is_told_apart() -> None:
    homework = make_homework()
    pause(assignment=homework.assignment, by=homework.maya, at=NOW)
    other = make_assignment(client=homework.ivan)
    end(assignment=other, by=homework.maya, at=NOW)

    found = page(homework)

    assert [one.is_paused for one in found.homework] == [True]
    assert [one.assignment for one in found.ended] == [other]


def test_a_session_says_what_was_done_what_not_and_why() -> None:
    homework = make_homework()
    session = make_session(assignment=homework.assignment, source=Source.BACK_FILLED)
    make_skip(session=session, prescription=homework.bridge, reason=SkipReason.PAIN)
    make_log(
        session=session,
        prescription=homework.stretch,
        sets=[SetLog(side=Side.LEFT, repetitions=1, seconds=30)],
    )
    sessions.rate(
        session=session, by=homework.ivan, pain=4, effort=7, note="Hard on the left.", now=NOW
    )

    (line,) = page(homework).sessions

    assert (line.performed, len(line.skips), len(line.changed)) == (1, 1, 1)
    assert line.skips[0].said == "It hurt"
    assert line.changed[0][0].said == "left 30 s"
    assert line.origin == "Filled in later"
    assert (line.session.pain_after, line.session.effort_label) == (4, "Hard")
    assert line.session.note == "Hard on the left."


def test_a_gentle_session_done_as_it_asked_is_not_called_changed() -> None:
    homework = make_homework()
    make_performed_session(assignment=homework.assignment, dose=Dose.GENTLE)

    (line,) = page(homework).sessions

    assert (line.performed, line.changed) == (2, ())


@pytest.mark.parametrize(("dose", "is_changed"), [(Dose.FULL, False), (Dose.SHORT, True)])
def test_all_rounds_done_are_not_called_changed(dose: Dose, is_changed: bool) -> None:
    homework = make_homework()
    version = homework.assignment.current_version
    version.rounds = 3
    version.save(update_fields=["rounds"])
    session = make_session(assignment=homework.assignment, dose=dose)
    for one in (homework.bridge, homework.stretch)[: session.exercise_count]:
        make_log(session=session, prescription=one, sets=as_prescribed(session.dosage_of(one)) * 3)

    (line,) = page(homework).sessions

    assert bool(line.changed) is is_changed


def test_somebody_invited_comes_with_the_newest_invitation() -> None:
    maya = make_therapist(clinic=make_clinic())
    new = make_invitation(therapist=maya, at=NOW)

    found = client_page(client_id=new.invitation.client_id, viewer=maya, now=NOW)

    assert found is not None
    assert found.invitation == new.invitation


def test_a_superuser_sees_a_client_whom_nobody_treats() -> None:
    root, ivan = make_superuser(), make_client()

    found = client_page(client_id=ivan.pk, viewer=root, now=NOW)

    assert found is not None
    assert found.row is None


def test_more_rows_cost_no_more_statements(count_statements: CountStatements) -> None:
    homework = make_homework()
    make_performed_session(assignment=homework.assignment)
    with count_statements() as one:
        page(homework)
    for days in range(1, 11):
        make_assignment(client=homework.ivan)
        make_performed_session(assignment=homework.assignment, now=NOW + dt.timedelta(minutes=days))
    with count_statements() as many:
        found = page(homework)

    assert len(found.homework) == 11
    assert len(one) == len(many) <= 6


# --- desk breaks beside the homework ---------------------------------------------------------


def test_breaks_stand_beside_the_homework() -> None:
    homework = make_homework()
    assert page(homework).breaks is None
    breaks = give_breaks(homework.ivan)
    for days in (1, 4, 5):
        take(breaks, (NOW - dt.timedelta(days=days)).date(), exercised=3, stood=2)

    found = page(homework)

    assert found.breaks is not None
    assert found.breaks.usual == UsualDay(taken=0, asked=8), "most of the 19 days had none"
    assert (found.breaks.exercised, found.breaks.working_days) == (60, 19)
    assert sum(day.due for day in found.days) == 1, "the chart is about the rest"


def test_breaks_fill_the_last_sessions_only_where_they_say_something() -> None:
    homework = make_homework()
    make_session(assignment=homework.assignment)
    breaks = give_breaks(homework.ivan)
    take(breaks, NOW.date(), exercised=5)
    worse = breaks.exercise_sessions.latest("pk")
    worse.pain_after = 6
    worse.save()

    lines = page(homework).sessions

    assert {one.session.assignment for one in lines} == {homework.assignment, breaks}
    assert len(lines) == 2


def test_a_clinic_reads_no_breaks_of_ones_own() -> None:
    homework = make_homework()
    breaks = give_breaks(homework.ivan)
    breaks.clinic = None
    breaks.save()

    assert page(homework).breaks is None
