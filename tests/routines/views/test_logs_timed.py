"""What the player sends: the sets it counted, an easier exercise, a reason where nothing was done."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.dosage import Dosage
from routines.models import Exercise, ExerciseLog, ExerciseSession, Prescription
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_log,
    make_routine,
    make_session,
    prescriptions_of_session,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
DONE = {"side": "none", "repetitions": 7, "seconds": 0}
LEFT = {"side": "left", "repetitions": 1, "seconds": 30}
RIGHT = {"side": "right", "repetitions": 1, "seconds": 12}


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def low() -> Exercise:
    return make_exercise(slug="low", name="Small bridge", dosage=Dosage(repetitions=5))


@pytest.fixture
def session(ivan: User, low: Exercise) -> ExerciseSession:
    now = timezone.now()
    exercises = [make_exercise(easier=["low"]), make_exercise(dosage=STRETCH)]
    routine = make_routine(exercises=exercises)
    return make_session(assignment=make_assignment(client=ivan, routine=routine, at=now), now=now)


@pytest.fixture
def bridge(session: ExerciseSession) -> Prescription:
    return prescriptions_of_session(session)[0]


@pytest.fixture
def stretch(session: ExerciseSession) -> Prescription:
    return prescriptions_of_session(session)[1]


def send(client: Client, prescription: Prescription, sets: object, **data: Any) -> Any:
    """Send what the player sends when an exercise is over."""
    session = ExerciseSession.objects.get(version=prescription.version_id)
    return post(client, f"/sessions/{session.pk}/logs/", sets, prescription=prescription.pk, **data)


def post(client: Client, address: str, sets: object, **data: Any) -> Any:
    headers = data.pop("headers", HTMX)
    sent = {"id": uuid7(), "outcome": "timed", "sets": _text(sets), **data}
    return client.post(address, sent, headers=headers)


def _text(sets: object) -> str:
    return sets if isinstance(sets, str) else json.dumps(sets)


# --- logged --------------------------------------------------------------------------------


def test_the_sets_are_kept_as_they_were_counted(
    client: Client, ivan: User, stretch: Prescription
) -> None:
    client.force_login(ivan)

    answer = send(client, stretch, [LEFT, LEFT, RIGHT])

    log = ExerciseLog.objects.get()
    assert answer.status_code == 200
    assert (log.source, log.outcome, log.instead) == ("timed", "performed", None)
    assert log.sets == [LEFT, LEFT, RIGHT]
    assert "Done: left 2 × 30 s, right 12 s" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_without_htmx_it_leads_to_the_list(
    client: Client, ivan: User, session: ExerciseSession, bridge: Prescription
) -> None:
    client.force_login(ivan)

    answer = send(client, bridge, [DONE], headers={})

    assert answer["Location"] == f"/sessions/{session.pk}/#exercise-{bridge.pk}"
    assert ExerciseLog.objects.get().sets == [DONE]


@pytest.mark.parametrize("sets", [[], ""])
@pytest.mark.parametrize(("reason", "kept"), [("pain", "pain"), ("", "other")])
def test_where_nothing_was_done_it_is_a_skip_with_a_reason(
    client: Client, ivan: User, bridge: Prescription, low: Exercise, sets: object, reason: str,
    kept: str,
) -> None:  # fmt: skip
    client.force_login(ivan)

    send(client, bridge, sets, reason=reason, instead=low.pk)

    log = ExerciseLog.objects.get()
    assert (log.outcome, log.skip_reason, log.sets) == ("skipped", kept, [])
    assert (log.source, log.instead) == ("timed", None)


def test_a_reason_beside_sets_does_not_undo_them(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)

    send(client, bridge, [DONE], reason="pain")

    log = ExerciseLog.objects.get()
    assert (log.outcome, log.skip_reason) == ("performed", "")


def test_an_easier_exercise_is_kept_beside_the_prescribed_one(
    client: Client, ivan: User, bridge: Prescription, low: Exercise
) -> None:
    client.force_login(ivan)

    send(client, bridge, [DONE], instead=low.pk)

    log = ExerciseLog.objects.get()
    assert (log.prescription, log.instead, log.sets) == (bridge, low, [DONE])


@pytest.mark.parametrize("foreign", ["another exercise", "the prescribed one", "unknown"])
def test_an_exercise_that_is_no_easier_version_is_left_out(
    client: Client, ivan: User, bridge: Prescription, foreign: str
) -> None:
    keys = {
        "another exercise": make_exercise(name="Deadlift").pk,
        "the prescribed one": bridge.exercise_id,
        "unknown": uuid7(),
    }
    client.force_login(ivan)

    answer = send(client, bridge, [DONE], instead=keys[foreign])

    assert answer.status_code == 200
    assert ExerciseLog.objects.get().instead is None


def test_sent_twice_it_is_one(client: Client, ivan: User, bridge: Prescription) -> None:
    client.force_login(ivan)
    key = uuid7()

    answers = [send(client, bridge, [DONE], id=key) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert ExerciseLog.objects.get().pk == key


@pytest.mark.parametrize("other", [{"sets": [LEFT | {"side": "none"}]}, {"sets": []}])
def test_another_body_under_the_same_key_is_refused_and_shown(
    client: Client, ivan: User, bridge: Prescription, other: dict[str, Any]
) -> None:
    client.force_login(ivan)
    key = uuid7()
    send(client, bridge, [DONE], id=key)

    answer = send(client, bridge, id=key, **other)

    assert answer.status_code == 409
    assert "The first one stands" in answer.content.decode()
    assert ExerciseLog.objects.get().sets == [DONE]


def test_what_the_list_logged_meanwhile_stands(
    client: Client, ivan: User, session: ExerciseSession, bridge: Prescription
) -> None:
    make_log(session=session, prescription=bridge, now=timezone.now())
    client.force_login(ivan)

    answer = send(client, bridge, [DONE])

    assert answer.status_code == 409
    assert "logged already: 2 × 10" in answer.content.decode()
    assert ExerciseLog.objects.get().source == "tapped"


# --- refused -------------------------------------------------------------------------------

AGAIN = "Open the session again from Today, and send it once more."
SIDE = "Each set needs a side and whole numbers."
BROKEN = [
    ("[", AGAIN),
    ("7", AGAIN),
    ("0", AGAIN),
    ("false", AGAIN),
    ("{}", AGAIN),
    ('""', AGAIN),
    ("NaN", AGAIN),
    ("1" * 5000, AGAIN),
    ("[" * 50_000, AGAIN),
    ([DONE] * 101, AGAIN),
    ([7], SIDE),
    ([None], SIDE),
    ([[]], SIDE),
    ([{}], SIDE),
    ([{**DONE, "side": "middle"}], SIDE),
    ([{**DONE, "side": []}], SIDE),
    ([{**DONE, "repetitions": "7"}], SIDE),
    ([{**DONE, "repetitions": True}], SIDE),
    ([{**DONE, "repetitions": 1.5}], SIDE),
    ([DONE, {**DONE, "side": "both"}], "A set is done on the left or on the right."),
    ([{**DONE, "repetitions": -1}], "Give at most 200 repetitions a set."),
    ([{**DONE, "seconds": 10**9}], "Give at most two hours for a set."),
    ([{"side": "none"}], "A set needs repetitions or seconds."),
]


@pytest.mark.parametrize(("sets", "sentence"), BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_sets_that_are_none_come_back_with_a_sentence(
    client: Client, ivan: User, bridge: Prescription, sets: object, sentence: str,
    headers: dict[str, str],
) -> None:  # fmt: skip
    client.force_login(ivan)

    answer = send(client, bridge, sets, headers=headers)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ("<html" in answer.content.decode()) is not bool(headers)
    assert not ExerciseLog.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"id": "7"}, AGAIN),
        ({"instead": "the easy one"}, AGAIN),
        ({"reason": "bored"}, "Choose one of the reasons."),
    ],
)
def test_what_cannot_be_understood_comes_back_with_a_sentence(
    client: Client, ivan: User, bridge: Prescription, sent: dict[str, str], sentence: str
) -> None:
    client.force_login(ivan)

    answer = send(client, bridge, [DONE], **sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ExerciseLog.objects.exists()


def test_a_side_that_is_not_prescribed_is_refused_with_a_sentence(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)

    answer = send(client, bridge, [DONE, LEFT])

    assert answer.status_code == 409
    assert "This exercise is not done on that side." in answer.content.decode()
    assert not ExerciseLog.objects.exists()


def test_a_stranger_logs_nothing(client: Client, bridge: Prescription) -> None:
    client.force_login(make_client(display_name="Sam Keller"))

    assert send(client, bridge, [DONE]).status_code == 404
    assert not ExerciseLog.objects.exists()


# --- corrected -----------------------------------------------------------------------------


@pytest.fixture
def log(client: Client, ivan: User, bridge: Prescription) -> ExerciseLog:
    client.force_login(ivan)
    send(client, bridge, [DONE])
    return ExerciseLog.objects.get()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_an_exercise_done_once_more_replaces_what_was_logged(
    client: Client, log: ExerciseLog, low: Exercise, headers: dict[str, str]
) -> None:
    more = [DONE, {**DONE, "repetitions": 3}]

    answer = post(client, f"/logs/{log.pk}/", more, instead=low.pk, headers=headers)

    log.refresh_from_db()
    assert answer.status_code == (200 if headers else 302)
    assert (log.sets, log.instead, log.source) == (more, low, "timed")
    assert log.edited_at


def test_the_answer_to_why_it_was_left_out_replaces_the_first_one(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)
    send(client, bridge, [])
    log = ExerciseLog.objects.get()

    post(client, f"/logs/{log.pk}/", [], reason="pain")

    log.refresh_from_db()
    assert (log.outcome, log.skip_reason) == ("skipped", "pain")


@pytest.mark.parametrize(
    ("sets", "status"), [("[", 422), ([7], 422), ([LEFT], 409), ([DONE] * 101, 422)]
)
def test_a_correction_that_cannot_be_changes_nothing(
    client: Client, log: ExerciseLog, sets: object, status: int
) -> None:
    before = ExerciseLog.objects.values().get()

    answer = post(client, f"/logs/{log.pk}/", sets)

    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert ExerciseLog.objects.values().get() == before


def test_after_a_week_a_correction_is_refused(client: Client, ivan: User, log: ExerciseLog) -> None:
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        client.force_login(ivan)
        answer = post(client, f"/logs/{log.pk}/", [{**DONE, "repetitions": 1}])

    log.refresh_from_db()
    assert answer.status_code == 409
    assert "7 days" in answer.content.decode()
    assert log.sets == [DONE]


def test_a_stranger_corrects_nothing(client: Client, log: ExerciseLog) -> None:
    client.force_login(make_client(display_name="Sam Keller"))

    assert post(client, f"/logs/{log.pk}/", []).status_code == 404
