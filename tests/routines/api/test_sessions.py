"""Sessions: begun once, whatever the network does; written by the client, read by the therapist."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.forms.models import model_to_dict

from accounts.identifiers import uuid7
from routines.models import Assignment, ExerciseLog, ExerciseSession
from routines.services import assignments
from tests.factories import NOW, make_client, make_superuser
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_log,
    make_performed_session,
    make_revision,
    make_routine,
    make_session,
    make_skip,
    prescriptions_of,
    prescriptions_of_session,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

SESSIONS = "/api/v1/sessions"


def new_session(homework: Assignment, **changes: Any) -> dict[str, Any]:
    """Return a body that begins a session today."""
    body = {
        "id": str(uuid7()),
        "assignment": str(homework.pk),
        "day": "2026-03-10",
        "started_at": "2026-03-10T10:29:00+01:00",
    }
    return {**body, **changes}


def snapshot() -> list[dict[str, Any]]:
    """Return every column of every session and log, to show that nothing changed."""
    rows: list[Any] = [*ExerciseSession.objects.order_by("pk"), *ExerciseLog.objects.order_by("pk")]
    return [{"pk": row.pk, **model_to_dict(row), **vars(row), "_state": None} for row in rows]


# --- begin ---------------------------------------------------------------------------------


def test_a_session_is_begun_once(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    body = new_session(people.assignment)

    first = client.post(SESSIONS, body)
    before = snapshot()
    again = client.post(SESSIONS, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.headers["Location"] == f"{SESSIONS}/{body['id']}"
    assert snapshot() == before
    row = ExerciseSession.objects.get()
    assert (str(row.pk), row.client, row.local_day) == (body["id"], people.ivan, NOW.date())
    assert row.started_at == dt.datetime(2026, 3, 10, 9, 29, tzinfo=dt.UTC)
    assert first.json()["started_at"] == "2026-03-10T09:29:00Z"
    wanted = [str(one.pk) for one in prescriptions_of(people.assignment)]
    assert [one["id"] for one in first.json()["prescriptions"]] == wanted


def test_another_body_under_the_same_id_is_refused_and_shows_what_stands(
    people: People, sign_in: SignIn
) -> None:
    client = sign_in(people.ivan)
    body = new_session(people.assignment)
    client.post(SESSIONS, body)
    before = snapshot()

    answer = client.post(SESSIONS, {**body, "day": "2026-03-09"})

    problem = check(answer, status=409, code="sent-before")
    assert problem["stands"]["id"] == body["id"]
    assert problem["stands"]["day"] == "2026-03-10"
    assert snapshot() == before


def test_the_id_of_somebody_else_is_refused_without_a_word_about_theirs(
    people: People, sign_in: SignIn
) -> None:
    theirs = make_session(assignment=people.foreign_assignment)
    before = snapshot()

    answer = sign_in(people.ivan).post(SESSIONS, new_session(people.assignment, id=str(theirs.pk)))

    problem = check(answer, status=409, code="sent-before")
    assert problem["stands"] is None
    assert str(people.noor.pk) not in answer.content.decode()
    assert snapshot() == before


def test_a_new_key_is_a_new_session_beside_an_unfinished_one(
    people: People, sign_in: SignIn
) -> None:
    make_session(assignment=people.assignment)
    body = new_session(people.assignment)

    answer = sign_in(people.ivan).post(SESSIONS, body)

    assert answer.status_code == 201
    assert answer.json()["id"] == body["id"]
    assert answer.headers["Location"] == f"{SESSIONS}/{body['id']}"
    assert ExerciseSession.objects.count() == 2


@pytest.mark.parametrize("foreign", ["other", "unknown"])
def test_homework_of_somebody_else_is_not_known(
    people: People, sign_in: SignIn, foreign: str
) -> None:
    pk = people.foreign_assignment.pk if foreign == "other" else uuid7()

    answer = sign_in(people.ivan).post(SESSIONS, new_session(people.assignment, assignment=str(pk)))

    problem = check(answer, status=422, code="invalid")
    assert problem["errors"] == [
        {"field": "assignment", "message": "We do not know this homework."}
    ]
    assert not ExerciseSession.objects.exists()


def test_a_therapist_does_not_log_for_a_client(people: People, sign_in: SignIn) -> None:
    for person in (people.maya, make_superuser()):
        answer = sign_in(person).post(SESSIONS, new_session(people.assignment))

        check(answer, status=403, code="not-allowed")
    assert not ExerciseSession.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": str(uuid.uuid4())}, "id"),
        ({"id": uuid7().hex}, "id"),
        ({"id": f"{{{uuid7()}}}"}, "id"),
        ({"day": "2026-03-12"}, ""),
        ({"day": "2026-02-01"}, ""),
        ({"day": "20260310"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"started_at": "2026-03-10T10:29:00"}, "started_at"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at"),
        ({"source": "forged"}, "source"),
        ({"client": "me"}, "client"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    people: People, sign_in: SignIn, change: dict[str, str], field: str
) -> None:
    answer = sign_in(people.ivan).post(SESSIONS, new_session(people.assignment, **change))

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == [field]
    assert problem["errors"][0]["message"]
    assert not ExerciseSession.objects.exists()


def test_no_extra_name_gets_through(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    extra = {field.name for field in ExerciseSession._meta.get_fields() if field.concrete} - {
        "id",
        "assignment",
        "started_at",
        "source",
    }
    extra |= {"client_id", "user", "clinic", "is_staff", "therapist", "logs", "finished", "day_"}

    for name in sorted(extra):
        answer = client.post(
            SESSIONS, new_session(people.assignment, **{name: str(people.noor.pk)})
        )

        problem = check(answer, status=422, code="invalid")
        assert problem["errors"][0]["field"] == name
    assert not ExerciseSession.objects.exists()


def test_ended_homework_takes_the_days_before_its_end(people: People, sign_in: SignIn) -> None:
    assignments.end(assignment=people.assignment, by=people.maya, at=NOW)
    client = sign_in(people.ivan)

    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        today = client.post(SESSIONS, new_session(people.assignment, day="2026-03-12"))
        earlier = client.post(SESSIONS, new_session(people.assignment))

    problem = check(today, status=422, code="resting")
    assert "ended on 10 March" in problem["detail"]
    assert earlier.status_code == 201


def test_how_it_came_to_be_follows_from_the_body(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    late = new_session(people.assignment, day="2026-03-09")

    first = client.post(SESSIONS, late)
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        again = client.post(SESSIONS, late)

    assert first.json()["source"] == "back-filled"
    assert again.status_code == 200
    now = client.post(SESSIONS, new_session(people.assignment))
    assert now.json()["source"] == "tapped"


def test_a_session_keeps_the_version_it_was_begun_with(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.assignment)
    make_revision(people.assignment, note="New.", exercises=None)

    row = sign_in(people.ivan).get(f"{SESSIONS}/{session.pk}").json()

    assert row["version"] == 1
    wanted = [str(one.pk) for one in prescriptions_of_session(session)]
    assert [one["id"] for one in row["prescriptions"]] == wanted


# --- read ----------------------------------------------------------------------------------


def test_a_client_and_their_therapist_read_the_same(people: People, sign_in: SignIn) -> None:
    session = make_performed_session(assignment=people.assignment, pain=3, effort=4, note="Ok.")

    for person in (people.ivan, people.maya):
        row = sign_in(person).get(f"{SESSIONS}/{session.pk}").json()

        assert (row["pain_after"], row["effort"], row["note"]) == (3, 4, "Ok.")
        assert row["is_performed"] is True
        assert [one["said"] for one in row["logs"]] == ["2 × 10", "3 × 30 s each side"]
        assert row["received_at"] == "2026-03-10T09:30:00Z", "in UTC, whoever reads"


@pytest.mark.parametrize("who", ["sam", "tom", "noor"])
def test_a_stranger_gets_404(people: People, sign_in: SignIn, who: str) -> None:
    session = make_session(assignment=people.assignment)
    client = sign_in(getattr(people, who))
    before = snapshot()

    for answer in (
        client.get(f"{SESSIONS}/{session.pk}"),
        client.patch(f"{SESSIONS}/{session.pk}", {"pain_after": 9}),
        client.post(f"{SESSIONS}/{session.pk}/logs", {}),
    ):
        check(answer, status=404, code="not-found")
    assert client.get(SESSIONS, {"assignment": str(people.assignment.pk)}).json()["results"] == []
    assert client.get(SESSIONS, {"client": str(people.ivan.pk)}).json()["results"] == []
    assert snapshot() == before


def test_it_is_narrowed_to_homework_client_and_days(people: People, sign_in: SignIn) -> None:
    olga = make_client(therapist=people.maya, display_name="Olga Hahn")
    hers = make_performed_session(assignment=make_assignment(client=olga))
    early = make_session(assignment=people.assignment, day=dt.date(2026, 3, 8))
    late = make_session(assignment=people.assignment)
    client = sign_in(people.maya)

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in client.get(SESSIONS, query).json()["results"]]

    assert found(client=olga.pk) == [str(hers.pk)]
    assert found(assignment=people.assignment.pk) == [str(late.pk), str(early.pk)]
    assert found(client=people.ivan.pk, since="2026-03-09") == [str(late.pk)]
    assert found(client=people.ivan.pk, until="2026-03-08") == [str(early.pk)]
    answer = client.get(SESSIONS, {"since": "2026-03-09", "until": "2026-03-08"})
    check(answer, status=422, code="invalid")


def test_an_undone_log_is_not_in_its_session(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    session = make_session(assignment=people.assignment)
    log = make_log(session=session)
    client.delete(f"/api/v1/logs/{log.pk}")

    assert client.get(f"{SESSIONS}/{session.pk}").json()["logs"] == []


def test_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, count_statements: Any
) -> None:
    client = sign_in(people.maya)
    make_performed_session(assignment=people.assignment)
    with count_statements() as few:
        client.get(SESSIONS)
    for number in range(9):
        ivan_again = make_assignment(client=people.ivan, routine=make_routine(name=str(number)))
        make_performed_session(assignment=ivan_again)

    with count_statements() as many:
        rows = client.get(SESSIONS).json()["results"]

    assert len(rows) == 10
    assert len(many) == len(few) <= 5


# --- rate and finish -----------------------------------------------------------------------


def test_a_session_is_rated_bit_by_bit(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    session = make_session(assignment=people.assignment)
    make_skip(session=session)
    path = f"{SESSIONS}/{session.pk}"

    client.patch(path, {"pain_after": 0})
    client.patch(path, {"effort": 10, "note": "Всё хорошо 🙂"})
    row = client.patch(path, {"note": ""}).json()

    assert (row["pain_after"], row["effort"], row["note"]) == (0, 10, "")
    assert row["finished_at"] == "2026-03-10T09:30:00Z"
    assert row["is_performed"] is False


def test_a_session_is_finished_early(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.assignment)
    make_log(session=session)

    row = sign_in(people.ivan).patch(f"{SESSIONS}/{session.pk}", {"finished": True}).json()

    assert row["finished_at"] is not None
    assert (row["is_performed"], row["pain_after"], row["effort"]) == (True, None, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"pain_after": 11}, "pain_after"),
        ({"pain_after": -1}, "pain_after"),
        ({"pain_after": True}, "pain_after"),
        ({"pain_after": "3"}, "pain_after"),
        ({"pain_after": 3.0}, "pain_after"),
        ({"pain_after": None}, "pain_after"),
        ({"effort": 10**30}, "effort"),
        ({"note": 7}, "note"),
        ({"note": "x" * 5000}, ""),
        ({"note": "x" * 9000}, "note"),
        ({"finished": False}, "finished"),
        ({"finished": "true"}, "finished"),
        ({"finished": 1}, "finished"),
        ({"client": "x"}, "client"),
        ({"finished_at": "2026-03-10T10:00:00Z"}, "finished_at"),
        ({"is_performed": True}, "is_performed"),
    ],
)
def test_a_bad_rating_is_refused_and_changes_nothing(
    people: People, sign_in: SignIn, body: dict[str, Any], field: str
) -> None:
    session = make_session(assignment=people.assignment)
    before = snapshot()

    answer = sign_in(people.ivan).patch(f"{SESSIONS}/{session.pk}", body)

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == [field]
    assert snapshot() == before


def test_a_therapist_does_not_rate_for_a_client(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.assignment)
    before = snapshot()

    answer = sign_in(people.maya).patch(f"{SESSIONS}/{session.pk}", {"pain_after": 0})

    check(answer, status=403, code="not-allowed")
    assert snapshot() == before


def test_a_session_tells_how_it_was_judged_and_what_was_done_instead(
    people: People, sign_in: SignIn
) -> None:
    earlier = make_performed_session(
        assignment=people.assignment, pain=3, now=NOW - dt.timedelta(hours=20)
    )
    session = make_performed_session(assignment=people.assignment, pain=4)
    log = session.logs.order_by("pk")[0]
    log.instead = make_exercise(name="Pelvic tilt")
    log.save(update_fields=["instead"])
    earlier.pain_next_day = 2
    earlier.save(update_fields=["pain_next_day"])
    client = sign_in(people.ivan)

    row = client.get(f"{SESSIONS}/{session.pk}").json()

    assert (row["dose"], row["zone"], row["pain_before"]) == ("full", "amber", 3)
    assert row["pain_next_day"] is None
    assert client.get(f"{SESSIONS}/{earlier.pk}").json()["pain_next_day"] == 2
    names = [one["instead"] and one["instead"]["name"] for one in row["logs"]]
    assert sorted(names, key=str) == [None, "Pelvic tilt"]
