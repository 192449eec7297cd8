"""What a kept page tells the phone of logs and pain."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from routines.models import Feeling, SkipReason
from routines.queries.sessions import session_page
from routines.queries.shown import rating_facts, shown_json
from routines.services.sessions import correct
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    Homework,
    make_homework,
    make_log,
    make_performed_session,
    make_report,
    make_session,
    make_skip,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db
MILLISECONDS = int(NOW.timestamp() * 1000)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def test_a_log_is_what_was_done_or_why_not(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    bridge, stretch = prescriptions_of_session(session)
    done = make_log(session=session, prescription=bridge)
    skipped = make_skip(session=session, prescription=stretch)

    assert json.loads(shown_json(done)) == {
        "id": str(done.pk),
        "outcome": "performed",
        "sets": done.sets,
        "reason": "",
        "instead": None,
        "edited": None,
    }
    told = json.loads(shown_json(skipped))
    assert (told["outcome"], told["reason"], told["sets"]) == ("skipped", skipped.skip_reason, [])


def test_a_log_that_was_changed_says_when(homework: Homework) -> None:
    log = make_log(session=make_session(assignment=homework.assignment))
    correct(log=log, by=homework.ivan, now=NOW, reason=SkipReason.PAIN)

    assert json.loads(shown_json(log))["edited"] == MILLISECONDS


def test_the_page_of_a_session_reads_what_its_logs_need(
    homework: Homework, count_statements: CountStatements
) -> None:
    session = make_session(assignment=homework.assignment)
    for prescription in prescriptions_of_session(session):
        make_log(session=session, prescription=prescription)

    with count_statements() as statements:
        page = session_page(session)
        for one in page.exercises:
            assert one.log is not None
            shown_json(one.log)
            assert one.log.prescription == one.prescription
            assert one.log.instead is None

    assert len(statements) == 2


def test_a_first_rating_is_compared_with_nothing(homework: Homework) -> None:
    facts = rating_facts(make_session(assignment=homework.assignment))

    assert facts == {
        "day": NOW.date().isoformat(),
        "startedAt": MILLISECONDS,
        "before": None,
        "previous": None,
        "pain": None,
        "effort": None,
        "reports": [],
    }


def test_pain_of_yesterday_is_known_with_its_moment_and_its_day(homework: Homework) -> None:
    yesterday = NOW - dt.timedelta(days=1)
    make_performed_session(
        assignment=homework.assignment, now=yesterday, day=yesterday.date(), pain=4
    )
    session = make_performed_session(assignment=homework.assignment, pain=2, effort=7)
    make_report(session=session, feeling=Feeling.SHARP)

    facts = rating_facts(session)

    at = int(yesterday.timestamp() * 1000)
    assert facts["before"] == {"at": at, "pain": 4}
    assert facts["previous"] == {"at": at, "pain": 4, "day": yesterday.date().isoformat()}
    assert (facts["pain"], facts["effort"], facts["reports"]) == (2, 7, ["sharp"])


def test_what_is_known_takes_three_statements(
    homework: Homework, count_statements: CountStatements
) -> None:
    session = make_session(assignment=homework.assignment)

    with count_statements() as statements:
        rating_facts(session)

    assert len(statements) == 3
