"""The zone that is kept with a session."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import ExerciseSession, Feeling
from routines.services import sessions
from routines.services.zones import keep_zone
from tests.homework_factories import (
    NOW,
    Homework,
    make_homework,
    make_performed_session,
    make_report,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def stored(session: ExerciseSession) -> tuple[str, int | None]:
    session.refresh_from_db()
    return session.zone, session.pain_before


def test_rating_keeps_zone_and_pain_before(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=2, now=NOW - DAY)
    session = make_performed_session(assignment=homework.assignment, pain=4)

    assert stored(session) == ("amber", 2)


def test_pain_before_is_fixed_with_the_first_rating(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=2, now=NOW - DAY)
    session = make_performed_session(assignment=homework.assignment, pain=4)
    make_performed_session(assignment=homework.assignment, pain=6, now=NOW - dt.timedelta(hours=1))

    sessions.rate(session=session, by=homework.ivan, pain=2, now=NOW)

    assert stored(session) == ("green", 2)


def test_effort_alone_has_no_zone_and_a_report_has_one_without_pain(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment, effort=4)
    assert stored(session) == ("", None)

    make_report(session=session, feeling=Feeling.SHARP)
    keep_zone(session)

    assert stored(session) == ("red", None)


def test_a_note_judges_nothing(homework: Homework) -> None:
    session = make_performed_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SHARP)
    ExerciseSession.objects.update(zone="")
    session.refresh_from_db()
    sessions.rate(session=session, by=homework.ivan, note="Calm.", now=NOW)

    assert stored(session) == ("", None)
