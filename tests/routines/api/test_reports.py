"""What is felt in the middle of an exercise, by the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from accounts.identifiers import uuid7
from routines.models import ExerciseSession, Feeling, PainReport
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.homework_factories import (
    make_report,
    make_session,
    prescriptions_of,
    prescriptions_of_session,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check


@pytest.fixture
def session(people: People) -> ExerciseSession:
    return make_session(assignment=people.assignment)


def reports_of(session: ExerciseSession) -> str:
    return f"/api/v1/sessions/{session.pk}/reports"


def new_report(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "feeling": "pull", **changes}


def test_it_is_kept_once_however_late(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    bridge = str(prescriptions_of_session(session)[0].pk)
    body = new_report(prescription=bridge, reported_at="2026-03-10T14:25:00+05:00")

    first = client.post(reports_of(session), body)
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        again = client.post(reports_of(session), body)
    with time_machine.travel(NOW + dt.timedelta(days=90), tick=False):
        late = sign_in(people.ivan).post(reports_of(session), new_report())

    assert (first.status_code, again.status_code, late.status_code) == (201, 200, 201)
    assert first.json() == again.json()
    assert first.json() == {
        "id": body["id"],
        "session": str(session.pk),
        "prescription": bridge,
        "feeling": "pull",
        "stops_the_session": False,
        "reported_at": "2026-03-10T09:25:00Z",
        "received_at": "2026-03-10T09:30:00Z",
    }


def test_an_answer_that_stops_ends_the_session(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    answer = sign_in(people.ivan).post(reports_of(session), new_report(feeling="warning"))

    session.refresh_from_db()
    assert answer.json()["stops_the_session"] is True
    assert session.finished_at == NOW


def test_another_body_under_the_same_id_is_refused(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    body = new_report()
    client.post(reports_of(session), body)

    answer = client.post(reports_of(session), {**body, "feeling": "warning"})

    problem = check(answer, status=409, code="sent-before")
    assert (problem["stands"]["id"], problem["stands"]["feeling"]) == (body["id"], "pull")
    assert PainReport.objects.get().feeling == "pull"


def test_the_id_of_somebody_elses_report_is_refused_without_a_word_about_theirs(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    theirs = make_report(session=make_session(assignment=people.foreign_assignment))

    answer = sign_in(people.ivan).post(reports_of(session), new_report(id=str(theirs.pk)))

    assert check(answer, status=409, code="sent-before")["stands"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"feeling": "itchy"}, "feeling"),
        ({"id": "7"}, "id"),
        ({"reported_at": "now"}, "reported_at"),
        ({"prescription": "all"}, "prescription"),
        ({"note": "left"}, "note"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    people: People, sign_in: SignIn, session: ExerciseSession, change: dict[str, str], field: str
) -> None:
    answer = sign_in(people.ivan).post(reports_of(session), new_report(**change))

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == [field]
    assert not PainReport.objects.exists()


def test_an_exercise_of_another_session_is_not_known(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    foreign = str(prescriptions_of(people.foreign_assignment)[0].pk)

    answer = sign_in(people.ivan).post(reports_of(session), new_report(prescription=foreign))

    check(answer, status=422, code="invalid")
    assert not PainReport.objects.exists()


def test_a_therapist_reads_the_latest_first_and_does_not_write(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    make_report(session=session)
    make_report(session=session, feeling=Feeling.SHARP, now=NOW + dt.timedelta(minutes=1))
    make_report(session=make_session(assignment=people.assignment))
    client = sign_in(people.maya)

    rows = client.get(reports_of(session)).json()["results"]

    assert [one["feeling"] for one in rows] == ["sharp", "pull"]
    check(client.post(reports_of(session), new_report()), status=403, code="not-allowed")


@pytest.mark.parametrize("who", ["sam", "tom", "noor"])
def test_a_stranger_gets_404(
    people: People, sign_in: SignIn, session: ExerciseSession, who: str
) -> None:
    client = sign_in(getattr(people, who))

    check(client.get(reports_of(session)), status=404, code="not-found")
    check(client.post(reports_of(session), new_report()), status=404, code="not-found")
    assert not PainReport.objects.exists()


def test_a_list_takes_the_same_statements_for_one_and_ten(
    people: People, sign_in: SignIn, session: ExerciseSession, count_statements: CountStatements
) -> None:
    client = sign_in(people.ivan)
    counts = []
    for number in (1, 9):
        for _ in range(number):
            make_report(session=session)
        with count_statements() as statements:
            client.get(reports_of(session))
        counts.append(len(statements))

    assert counts[0] == counts[1]
