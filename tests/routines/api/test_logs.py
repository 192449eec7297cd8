"""Logs: stored once, corrected for a week, taken back for ten seconds, by the client alone."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.services.tokens import create_token
from routines.domain.doses import Dose
from routines.models import ExerciseLog, ExerciseSession
from tests.factories import NOW
from tests.homework_factories import (
    make_log,
    make_session,
    prescriptions_of,
    prescriptions_of_session,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check
from tests.routines.api.test_sessions import snapshot

LEFT = {"side": "left", "repetitions": 1, "seconds": 30}
RIGHT = {"side": "right", "repetitions": 1, "seconds": 20}


@pytest.fixture
def session(people: People) -> ExerciseSession:
    return make_session(assignment=people.assignment)


def logs_of(session: ExerciseSession) -> str:
    return f"/api/v1/sessions/{session.pk}/logs"


def new_log(begun: ExerciseSession, *, place: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a body that logs the bridge (place 0) or the figure four (1) as prescribed."""
    prescription = prescriptions_of_session(begun)[place]
    body = {"id": str(uuid7()), "prescription": str(prescription.pk), "outcome": "performed"}
    return {**body, **changes}


# --- log -----------------------------------------------------------------------------------


def test_a_log_is_stored_once(people: People, sign_in: SignIn, session: ExerciseSession) -> None:
    client = sign_in(people.ivan)
    body = new_log(session)

    first = client.post(logs_of(session), body)
    before = snapshot()
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        again = client.post(logs_of(session), body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.headers["Location"] == f"/api/v1/logs/{body['id']}"
    assert snapshot() == before
    assert first.json()["sets"] == [{"side": "none", "repetitions": 10, "seconds": 0}] * 2
    assert first.json()["said"] == "2 × 10"
    assert first.json()["source"] == "tapped"


def test_another_body_under_the_same_id_is_refused_and_shows_what_stands(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    body = new_log(session)
    client.post(logs_of(session), body)
    before = snapshot()

    answer = client.post(logs_of(session), {**body, "outcome": "skipped", "skip_reason": "forgot"})

    problem = check(answer, status=409, code="sent-before")
    assert problem["stands"]["id"] == body["id"]
    assert problem["stands"]["outcome"] == "performed"
    assert snapshot() == before


def test_an_exercise_logged_under_another_id_stands(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    first = client.post(logs_of(session), new_log(session)).json()

    same = client.post(logs_of(session), new_log(session))
    other = client.post(logs_of(session), new_log(session, outcome="skipped", skip_reason="pain"))

    assert (same.status_code, same.json()["id"]) == (200, first["id"])
    problem = check(other, status=409, code="already-logged")
    assert problem["stands"]["id"] == first["id"]
    assert ExerciseLog.objects.count() == 1


def test_sets_of_each_side_are_kept(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    body = new_log(session, place=1, sets=[LEFT, LEFT, RIGHT])

    answer = sign_in(people.ivan).post(logs_of(session), body)

    assert answer.status_code == 201
    assert answer.json()["sets"] == [LEFT, LEFT, RIGHT]
    assert ExerciseLog.objects.get().sets == [LEFT, LEFT, RIGHT]


def test_the_last_exercise_finishes_the_session(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    client.post(logs_of(session), new_log(session))
    client.post(
        logs_of(session), new_log(session, place=1, outcome="skipped", skip_reason="no-time")
    )

    row = client.get(f"/api/v1/sessions/{session.pk}").json()

    assert (row["finished_at"], row["is_performed"]) == ("2026-03-10T09:30:00Z", True)
    assert [one["outcome"] for one in row["logs"]] == ["performed", "skipped"]
    assert row["logs"][1]["said"] == "No time"


def test_the_phones_clock_is_kept(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    body = new_log(session, logged_at="2026-03-10T14:25:00+05:00", source="timed")

    row = sign_in(people.ivan).post(logs_of(session), body).json()

    assert (row["logged_at"], row["source"]) == ("2026-03-10T09:25:00Z", "timed")
    assert row["received_at"] == "2026-03-10T09:30:00Z"


def test_an_exercise_of_another_session_or_version_is_not_known(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    for foreign in (prescriptions_of(people.foreign_assignment)[0].pk, uuid7()):
        body = new_log(session, prescription=str(foreign))

        answer = sign_in(people.ivan).post(logs_of(session), body)

        problem = check(answer, status=422, code="invalid")
        assert problem["errors"][0]["field"] == "prescription"
    assert not ExerciseLog.objects.exists()


def test_the_id_of_somebody_elses_log_is_refused_without_a_word_about_theirs(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    theirs = make_log(session=make_session(assignment=people.foreign_assignment))
    before = snapshot()

    answer = sign_in(people.ivan).post(logs_of(session), new_log(session, id=str(theirs.pk)))

    assert check(answer, status=409, code="sent-before")["stands"] is None
    assert snapshot() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": str(uuid.uuid4())}, "id"),
        ({"outcome": "done"}, "outcome"),
        ({"outcome": "skipped"}, "skip_reason"),
        ({"outcome": "skipped", "skip_reason": "bored"}, "skip_reason"),
        ({"outcome": "skipped", "skip_reason": "pain", "sets": [LEFT]}, "sets"),
        ({"skip_reason": "pain"}, "skip_reason"),
        ({"sets": []}, "sets"),
        ({"sets": [LEFT] * 101}, "sets"),
        ({"sets": {}}, "sets"),
        ({"sets": [7]}, "sets.0"),
        ({"sets": [LEFT, {"side": "both", "repetitions": 1}]}, "sets.1.side"),
        ({"sets": [{"repetitions": 1}]}, "sets.0.side"),
        ({"sets": [{"side": "left", "repetitions": True}]}, "sets.0.repetitions"),
        ({"sets": [{"side": "left", "repetitions": 201}]}, "sets.0.repetitions"),
        ({"sets": [{"side": "left", "repetitions": -1}]}, "sets.0.repetitions"),
        ({"sets": [{"side": "left", "seconds": 7201}]}, "sets.0.seconds"),
        ({"sets": [{"side": "left"}]}, "sets"),
        ({"sets": [{**LEFT, "load": "band"}]}, "sets.0.load"),
        ({"sets": [{**LEFT, "side": "none"}]}, "sets.0.side"),
        ({"logged_at": "yesterday"}, "logged_at"),
        ({"session": str(uuid7())}, "session"),
        ({"received_at": "2026-03-10T09:30:00Z"}, "received_at"),
        ({"undone_at": None}, "undone_at"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    people: People,
    sign_in: SignIn,
    session: ExerciseSession,
    change: dict[str, Any],
    field: str,
) -> None:
    before = snapshot()

    answer = sign_in(people.ivan).post(logs_of(session), new_log(session, place=1, **change))

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == [field]
    assert snapshot() == before


def test_logging_takes_few_statements(
    people: People, sign_in: SignIn, session: ExerciseSession, count_statements: Any
) -> None:
    client = sign_in(people.ivan)
    body = new_log(session)

    with count_statements() as statements:
        client.post(logs_of(session), body)

    # The person (2), the session, the prescription, the log, and the session brought up to date.
    assert len(statements) <= 6


def test_logging_by_token_takes_as_few_even_when_its_use_is_noted(
    people: People, session: ExerciseSession, client: Client, count_statements: Any
) -> None:
    plain = create_token(user=people.ivan, name="My watch", at=timezone.now(), days=None).plain
    headers = {"Authorization": f"Bearer {plain}"}
    counts = []
    for place in (0, 1):
        body = new_log(session, place=place)
        with count_statements() as statements:
            answer = client.post(
                logs_of(session), body, content_type="application/json", headers=headers
            )
        assert answer.status_code == 201
        counts.append(len(statements))

    # The first use of a token is written down, with the person instead of a session.
    assert counts[1] < counts[0] <= 6


# --- read, correct, undo -------------------------------------------------------------------


def test_a_log_is_corrected_within_a_week(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    log = make_log(session=session, prescription=prescriptions_of_session(session)[1])
    path = f"/api/v1/logs/{log.pk}"

    with time_machine.travel(NOW + dt.timedelta(days=6), tick=False):
        fewer = client.patch(path, {"outcome": "performed", "sets": [LEFT]})
        skipped = client.patch(path, {"outcome": "skipped", "skip_reason": "pain"})
        back = client.patch(path, {"outcome": "performed"})
    with time_machine.travel(NOW + dt.timedelta(days=8), tick=False):
        late = client.patch(path, {"outcome": "skipped", "skip_reason": "pain"})

    assert fewer.json()["sets"] == [LEFT]
    assert fewer.json()["edited_at"] == "2026-03-16T09:30:00Z"
    assert (skipped.json()["said"], skipped.json()["sets"]) == ("It hurt", [])
    assert back.json()["said"] == "3 × 30 s each side"
    check(late, status=409, code="too-late")
    assert client.get(path).json() == back.json()


def test_a_correction_says_all_of_it_and_nothing_else(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    log = make_log(session=session)
    before = snapshot()

    for body in (
        {},
        {"sets": [LEFT]},
        {"outcome": "performed", "prescription": str(log.prescription_id)},
        {"outcome": "performed", "source": "paper"},
        {"outcome": "performed", "id": str(log.pk)},
    ):
        check(client.patch(f"/api/v1/logs/{log.pk}", body), status=422, code="invalid")
    assert snapshot() == before


def test_a_log_is_taken_back_for_ten_seconds(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    client = sign_in(people.ivan)
    body = new_log(session)
    client.post(logs_of(session), body)
    path = f"/api/v1/logs/{body['id']}"

    with time_machine.travel(NOW + dt.timedelta(seconds=9), tick=False):
        first = client.delete(path)
    with time_machine.travel(NOW + dt.timedelta(minutes=9), tick=False):
        again = client.delete(path)
        late_copy = client.post(logs_of(session), body)
        change = client.patch(path, {"outcome": "performed"})

    assert (first.status_code, again.status_code) == (204, 204)
    assert first.content == b""
    assert client.get(path).json()["undone_at"] == "2026-03-10T09:30:09Z"
    assert (late_copy.status_code, late_copy.json()["undone_at"]) == (200, "2026-03-10T09:30:09Z")
    check(change, status=409, code="too-late")


def test_after_ten_seconds_it_stays(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    log = make_log(session=session)

    with time_machine.travel(NOW + dt.timedelta(seconds=16), tick=False):
        answer = sign_in(people.ivan).delete(f"/api/v1/logs/{log.pk}")

    problem = check(answer, status=409, code="too-late")
    assert "7 days" in problem["detail"]
    log.refresh_from_db()
    assert log.undone_at is None


@pytest.mark.parametrize("who", ["sam", "tom", "noor"])
def test_a_stranger_gets_404(
    people: People, sign_in: SignIn, session: ExerciseSession, who: str
) -> None:
    path = f"/api/v1/logs/{make_log(session=session).pk}"
    client = sign_in(getattr(people, who))
    before = snapshot()

    for answer in (
        client.get(path),
        client.patch(path, {"outcome": "skipped", "skip_reason": "pain"}),
        client.delete(path),
    ):
        check(answer, status=404, code="not-found")
    assert snapshot() == before


def test_a_therapist_reads_and_does_not_write(
    people: People, sign_in: SignIn, session: ExerciseSession
) -> None:
    path = f"/api/v1/logs/{make_log(session=session).pk}"
    client = sign_in(people.maya)
    before = snapshot()

    assert client.get(path).json()["said"] == "2 × 10"
    for answer in (
        client.post(logs_of(session), new_log(session, place=1)),
        client.patch(path, {"outcome": "skipped", "skip_reason": "pain"}),
        client.delete(path),
    ):
        check(answer, status=403, code="not-allowed")
    assert snapshot() == before


def test_in_a_gentle_session_what_it_asks_for_is_logged(people: People, sign_in: SignIn) -> None:
    gentle = make_session(assignment=people.assignment, dose=Dose.GENTLE)
    client = sign_in(people.ivan)

    logged = client.post(logs_of(gentle), new_log(gentle))
    skipped = client.patch(
        logged.headers["Location"], {"outcome": "skipped", "skip_reason": "pain"}
    )
    after_all = client.patch(logged.headers["Location"], {"outcome": "performed"})

    assert logged.json()["said"] == "2 × 6"
    assert skipped.json()["said"] == "It hurt"
    assert after_all.json()["said"] == "2 × 6"
