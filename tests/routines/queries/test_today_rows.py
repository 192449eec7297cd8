"""The rows behind Today, read by hand, are what the models say; on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from routines.domain.doses import Dose
from routines.domain.warning_signs import CheckPoint
from routines.models import Assignment, CheckIn, ExerciseSession
from routines.queries.check_ins import coming_checks
from routines.queries.due import asked
from routines.queries.homework import for_reading, homework_page
from routines.queries.next_days import morning
from routines.queries.today import today
from routines.queries.today_rows import SessionRows, assignment_rows, session_rows
from routines.services import assignments
from tests.check_in_factories import send_check_in
from tests.homework_factories import (
    NOW,
    TODAY,
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
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
SINCE = TODAY - 6 * DAY
# What Today shows of an assignment and of its version.
ASSIGNMENT_FIELDS = ("pk", "name", "field", "status", "ended_on", "clinic_id", "seen_version")
VERSION_FIELDS = (
    "pk",
    "number",
    "effective_on",
    "starts_on",
    "ends_on",
    "times_per_day",
    "weekday_bits",
    "estimated_minutes",
    "exercise_count",
)
SESSION_FIELDS = (
    "pk",
    "assignment_id",
    "local_day",
    "started_at",
    "finished_at",
    "is_performed",
    "dose",
    "pain_after",
    "effort_label",
)


@pytest.fixture
def ivan() -> User:
    """Ivan with homework of every kind, and with years behind him."""
    homework = make_homework()
    maya, ivan, first = homework.maya, homework.ivan, homework.assignment

    def give(name: str, *, days_ago: int = 0, **frequency: Any) -> Assignment:
        at = NOW - days_ago * DAY
        routine = make_routine(name=name, field="hip")
        starts_on = frequency.pop("starts_on", at.date())
        return make_assignment(
            client=ivan,
            routine=routine,
            frequency=make_frequency(starts_on=starts_on, **frequency),
            at=at,
        )

    make_revision(first, note="Slowly.")
    make_revision(first, frequency=make_frequency(times_per_day=2))
    make_performed_session(assignment=first, pain=0, effort=4, dose=Dose.GENTLE)
    make_log(session=make_session(assignment=first))
    make_performed_session(assignment=first, day=TODAY - DAY, pain=7)
    make_skip(session=make_session(assignment=first, day=TODAY - 2 * DAY))
    make_performed_session(assignment=first, day=TODAY - 7 * DAY)
    rested = give("Rested twice", days_ago=9)
    for start, last in ((8, 7), (5, 3), (1, None)):
        assignments.pause(assignment=rested, by=maya, at=NOW - start * DAY)
        if last is not None:
            assignments.resume(assignment=rested, by=maya, at=NOW - last * DAY)
    give("Ran out in the week", days_ago=9, ends_on=TODAY - 2 * DAY)
    give("Ran out before it", days_ago=20, ends_on=SINCE - DAY)
    for name, days in (("Ended in the week", 1), ("Ended before it", 9)):
        assignments.end(assignment=give(name, days_ago=10), by=maya, at=NOW - days * DAY)
    give("Later", starts_on=TODAY + 3 * DAY, weekdays=frozenset({1, 4}))
    maya.care_given.update(ended_at=NOW)
    make_self_start(client=ivan)
    # Somebody else's homework is nobody's business here.
    make_performed_session(assignment=make_homework().assignment)
    return ivan


def plainly(client: User) -> list[Assignment]:
    """Read the same the plain way."""
    return list(
        Assignment.objects.filter(client=client)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=SINCE))
        .filter(Q(version__ends_on__isnull=True) | Q(version__ends_on__gte=SINCE))
        .select_related("version", "assigned_by")
        .prefetch_related("versions")
        .annotate(was_ever_begun=Exists(ExerciseSession.objects.filter(assignment=OuterRef("pk"))))
        .order_by("created_at", "pk")
    )


def values(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def test_the_assignments_are_the_same(ivan: User) -> None:
    rows, plain = assignment_rows(ivan, since=SINCE), plainly(ivan)

    assert len(rows) == 6
    for row, one in zip(rows, plain, strict=True):
        assert values(row.assignment, ASSIGNMENT_FIELDS) == values(one, ASSIGNMENT_FIELDS)
        assert values(row.assignment.version, VERSION_FIELDS) == values(one.version, VERSION_FIELDS)
        assert row.was_ever_begun == vars(one)["was_ever_begun"]
        giver = row.assignment.assigned_by
        assert (giver and giver.first_name) == (one.assigned_by and one.assigned_by.first_name)
        assert row.changes == {
            version.number: version.changes
            for version in sorted(one.versions.all(), key=lambda version: version.number)
        }


def test_what_was_asked_for_over_time_is_the_same(ivan: User) -> None:
    plain = {one.assignment_id: one for one in asked(Assignment.objects.filter(client=ivan))}

    for row in assignment_rows(ivan, since=SINCE):
        mine, theirs = row.asked, plain[row.assignment.pk]
        assert mine.frequencies == theirs.frequencies
        assert set(mine.pauses) == set(theirs.pauses)
        assert (mine.client_id, mine.name) == (ivan.pk, theirs.name)


def test_the_checks_that_come_before_a_session_are_the_same(ivan: User) -> None:
    CheckIn.objects.filter(client=ivan).delete()
    for number, kind in enumerate(CheckPoint):
        at = NOW - number * dt.timedelta(hours=5)
        send_check_in(client=ivan, kind=kind, now=at - DAY, answers={"fever": "no"})
        send_check_in(client=ivan, kind=kind, now=at, answers={"fever": "no"})
    # A number alone was no check.
    send_check_in(client=ivan, kind=CheckPoint.BEFORE, now=NOW, pain=2)

    found = today(client=ivan, day=TODAY).checks

    assert found == coming_checks(ivan)
    assert len({one.since for one in found}) == 4
    for homework in for_reading(ivan).filter(client=ivan):
        own = coming_checks(ivan, is_break=homework.is_break)
        assert homework_page(homework, day=TODAY).checks == own


def test_the_sessions_are_the_same(ivan: User) -> None:
    rows = session_rows(ivan, since=SINCE, until=TODAY)

    plain = ExerciseSession.objects.filter(client=ivan, local_day__range=(SINCE, TODAY))
    counted = Counter(plain.filter(is_performed=True).values_list("assignment_id", "local_day"))
    assert {
        (pk, day): n for pk, days in rows.performed.items() for day, n in days.items()
    } == counted
    todays: dict[UUID, list[ExerciseSession]] = defaultdict(list)
    for one in plain.filter(local_day=TODAY).order_by("started_at", "pk"):
        todays[one.assignment_id].append(one)
    assert todays
    assert {
        pk: [values(one, SESSION_FIELDS) for one in each] for pk, each in rows.latest.items()
    } == {pk: [values(one, SESSION_FIELDS) for one in each] for pk, each in todays.items()}


def test_the_question_of_the_morning_is_the_same(ivan: User) -> None:
    first = Assignment.objects.filter(client=ivan).earliest("created_at")
    for pain_before, pain_next_day, hours in ((None, 4, 1), (3, 6, 2)):
        session = make_performed_session(
            assignment=first, day=TODAY - DAY, now=NOW - DAY + dt.timedelta(hours=hours)
        )
        ExerciseSession.objects.filter(pk=session.pk).update(
            pain_before=pain_before, pain_next_day=pain_next_day
        )
    make_skip(session=make_session(assignment=first, day=TODAY - DAY))

    for day in (TODAY + DAY, TODAY, TODAY - DAY, TODAY - 2 * DAY):
        assert today(client=ivan, day=day).morning == morning(client=ivan, day=day)

    found = morning(client=ivan, day=TODAY)
    assert found is not None
    assert (found.pain, found.change) == (4, 1)


def test_a_client_without_homework_has_no_rows() -> None:
    nobody = User(display_name="Sam Keller")

    assert assignment_rows(nobody, since=SINCE) == []
    assert session_rows(nobody, since=SINCE, until=TODAY) == SessionRows()
