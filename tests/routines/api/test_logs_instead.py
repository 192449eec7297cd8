"""An easier exercise in place of the prescribed one, by the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.identifiers import uuid7
from routines.domain.dosage import Dosage, Side
from routines.domain.doses import Dose
from routines.models import Exercise, ExerciseLog, ExerciseSession
from tests.conftest import CountStatements
from tests.homework_factories import (
    NOW,
    STRETCH,
    make_assignment,
    make_exercise,
    make_routine,
    make_session,
    prescriptions_of_session,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check
from tests.routines.api.test_sessions import snapshot

BOTH = Dosage(sets=2, repetitions=5, side=Side.BOTH)
LEFT = {"side": "left", "repetitions": 5, "seconds": 0}


@pytest.fixture
def march(db: None) -> Exercise:
    return make_exercise(slug="march", name="March", dosage=BOTH)


@pytest.fixture
def session(people: People, march: Exercise) -> ExerciseSession:
    return begin(people)


@pytest.fixture
def client(people: People, sign_in: SignIn) -> APIClient:
    return sign_in(people.ivan)


def begin(people: People, *, dose: Dose = Dose.FULL) -> ExerciseSession:
    """Begin a session of a bridge and a stretch; the bridge has an easier version with sides."""
    exercises = [make_exercise(easier=["march"]), make_exercise(dosage=STRETCH)]
    homework = make_assignment(client=people.ivan, routine=make_routine(exercises=exercises))
    return make_session(assignment=homework, dose=dose)


def send(client: APIClient, session: ExerciseSession, **changes: Any) -> Any:
    prescription = prescriptions_of_session(session)[0]
    body = {"id": str(uuid7()), "prescription": str(prescription.pk), "outcome": "performed"}
    return client.post(f"/api/v1/sessions/{session.pk}/logs", {**body, **changes})


def test_it_is_logged_and_read_with_its_name(
    client: APIClient, session: ExerciseSession, march: Exercise
) -> None:
    answer = send(client, session, instead=str(march.pk), sets=[LEFT], source="timed")

    named = {"id": str(march.pk), "slug": "march", "name": "March"}
    assert answer.status_code == 201
    assert (answer.json()["instead"], answer.json()["source"]) == (named, "timed")
    assert answer.json()["exercise"]["name"] == "Bridge"
    assert answer.json()["sets"] == [LEFT]
    assert client.get(answer.headers["Location"]).json() == answer.json()
    (in_session,) = client.get(f"/api/v1/sessions/{session.pk}").json()["logs"]
    assert in_session["instead"] == named


def test_what_was_done_as_prescribed_has_none(client: APIClient, session: ExerciseSession) -> None:
    assert send(client, session).json()["instead"] is None


@pytest.mark.parametrize(
    ("dose", "said"), [(Dose.FULL, "2 × 5 each side"), (Dose.GENTLE, "2 × 3 each side")]
)
def test_without_sets_it_is_as_much_as_the_session_asks_for(
    client: APIClient, people: People, march: Exercise, dose: Dose, said: str
) -> None:
    assert send(client, begin(people, dose=dose), instead=str(march.pk)).json()["said"] == said


def test_sent_twice_it_is_one(client: APIClient, session: ExerciseSession, march: Exercise) -> None:
    key = str(uuid7())
    first = send(client, session, id=key, instead=str(march.pk))
    before = snapshot()

    again = send(client, session, id=key, instead=str(march.pk))
    other = send(client, session, id=key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert check(other, status=409, code="sent-before")["stands"] == first.json()
    assert snapshot() == before


@pytest.mark.parametrize("fields", [{"therapist_only": True}, {"retired_at": NOW}])
def test_what_was_offered_before_is_kept_as_it_was_done(
    client: APIClient, session: ExerciseSession, march: Exercise, fields: dict[str, Any]
) -> None:
    Exercise.objects.filter(pk=march.pk).update(**fields)

    assert send(client, session, instead=str(march.pk)).status_code == 201
    assert ExerciseLog.objects.get().instead == march


@pytest.mark.parametrize("foreign", ["another", "itself", "nobody", "no key"])
def test_no_other_exercise_can_stand_in(
    client: APIClient, session: ExerciseSession, march: Exercise, foreign: str
) -> None:
    keys = {
        "another": make_exercise().pk,
        "itself": prescriptions_of_session(session)[0].exercise_id,
        "nobody": uuid7(),
        "no key": "march",
    }

    answer = send(client, session, instead=str(keys[foreign]))

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == ["instead"]
    assert not ExerciseLog.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sets": [{**LEFT, "side": "none"}]}, "sets.0.side"),
        ({"outcome": "skipped", "skip_reason": "pain"}, "instead"),
    ],
)
def test_it_has_its_own_sides_and_only_where_it_was_done(
    client: APIClient,
    session: ExerciseSession,
    march: Exercise,
    change: dict[str, Any],
    field: str,
) -> None:
    answer = send(client, session, instead=str(march.pk), **change)

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == [field]
    assert not ExerciseLog.objects.exists()


def test_a_correction_sets_it_and_clears_it(
    client: APIClient, session: ExerciseSession, march: Exercise
) -> None:
    path = send(client, session).headers["Location"]

    eased = client.patch(path, {"outcome": "performed", "instead": str(march.pk)})
    foreign = client.patch(path, {"outcome": "performed", "instead": str(uuid7())})
    stands = client.get(path).json()
    back = client.patch(path, {"outcome": "performed"})

    assert (eased.json()["instead"]["name"], eased.json()["said"]) == ("March", "2 × 5 each side")
    check(foreign, status=422, code="invalid")
    assert stands == eased.json()
    assert (back.json()["instead"], back.json()["said"]) == (None, "2 × 10")


def test_a_list_of_sessions_takes_as_few_statements_with_easier_ones(
    client: APIClient, people: People, march: Exercise, count_statements: CountStatements
) -> None:
    counts = []
    for number in (1, 10):
        for _ in range(number):
            send(client, begin(people), instead=str(march.pk))
        with count_statements() as statements:
            answer = client.get("/api/v1/sessions")
        assert answer.status_code == 200
        counts.append(len(statements))

    assert ExerciseLog.objects.filter(instead=march).count() == 11
    assert counts[0] == counts[1]
