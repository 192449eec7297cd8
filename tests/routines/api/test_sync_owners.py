"""Whose outbox it is: strangers, the next person on the phone, and nobody."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.services.tokens import create_token
from routines.models import (
    ExerciseLog,
    ExerciseSession,
    PrecautionAnswer,
)
from tests.access import snapshot as rows_of
from tests.factories import NOW
from tests.homework_factories import (
    make_log,
    make_session,
    prescriptions_of,
    prescriptions_of_session,
)
from tests.outbox import (
    ADDRESS,
    DAY,
    SENT_ROWS,
    Item,
    Phone,
    one_of,
    results,
    send,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check
from tests.routines.api.test_sync import story
from tests.routines.api.test_sync_orders import whole_day


def test_strange_rows_answer_like_none(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.foreign_assignment)
    log = make_log(session=session)
    prescription = prescriptions_of_session(session)[1]
    theirs: Any = {"id": str(session.pk)}
    before = rows_of(SENT_ROWS)

    for person in (people.ivan, people.maya, people.sam, people.tom):
        phone = Phone()
        for at in (theirs, {"id": str(uuid7())}):
            phone.log(at, prescription)
            phone.about("rating", at, pain_after=3)
            phone.about("finish", at)
            phone.about("report", at, feeling="warning")
        for sent in ({"id": str(log.pk)}, {"id": str(uuid7())}):
            phone.undo(sent)
            phone.correct(sent, outcome="performed")
        found = send(sign_in(person), phone.made).json()["results"]
        assert {one["result"] for one in found} == {"retry"}
        assert len({one["reason"] for one in found}) == 1
        begun = Phone().begin(people.foreign_assignment)
        said = one_of(sign_in(person), begun)
        assert (said["result"], said["reason"]) == ("invalid", "We do not know this homework.")

    assert rows_of(SENT_ROWS) == before


@pytest.mark.parametrize("kind", ["session", "log", "report", "check_in"])
def test_the_same_things_under_another_account_reveal_nothing(
    people: People, sign_in: SignIn, kind: str
) -> None:
    ivan, noor = sign_in(people.ivan), sign_in(people.noor)
    first, one, _, _ = story(people, kind)
    send(ivan, [*first, one])
    before = rows_of(SENT_ROWS)
    # Noor's own of the same kind, under the key of Ivan's.
    phone = Phone()
    own = phone.begin(people.foreign_assignment)
    theirs: Item = {
        "session": lambda: phone.begin(people.foreign_assignment),
        "log": lambda: phone.log(own, prescriptions_of(people.foreign_assignment)[0]),
        "report": lambda: phone.about("report", own, feeling="pull"),
        "check_in": lambda: phone.make("check_in", kind="after", pain=3),
    }[kind]()
    stolen = {**theirs, "id": one["id"]}

    answer = send(noor, [own, stolen])
    said = answer.json()["results"][1]

    assert (said["result"], said["stored"]) == ("conflict", None)
    now = rows_of(SENT_ROWS)
    for name, rows in before.items():
        assert all(row in now[name] for row in rows)
    assert results(send(ivan, [one])) == ["already_stored"]


def test_whoever_signs_in_next_on_the_phone_sends_nothing_of_the_first(
    people: People, sign_in: SignIn
) -> None:
    phone = whole_day(people)

    with time_machine.travel(NOW + DAY, tick=False):
        found = results(send(sign_in(people.noor), phone.made, now=NOW + DAY))

    # A check-in says nothing about whose homework it was; the phone must not send it.
    assert set(found) <= {"invalid", "retry", "stored"}
    assert not ExerciseSession.objects.exists()
    assert not ExerciseLog.objects.exists()


def test_signed_out_it_says_to_sign_in(people: People, client: Client) -> None:
    answer = client.post(ADDRESS, {}, content_type="application/json")

    check(answer, status=401, code="sign-in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_needs_the_csrf_token_and_a_bearer_token_does_not(people: People) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.ivan)
    plain = create_token(user=people.ivan, name="My watch", at=timezone.now(), days=None).plain
    phone = Phone()
    phone.begin(people.assignment)

    refused = strict.post(ADDRESS, phone.batch(), content_type="application/json")
    accepted = Client(enforce_csrf_checks=True).post(
        ADDRESS,
        phone.batch(),
        content_type="application/json",
        headers={"Authorization": f"Bearer {plain}"},
    )

    check(refused, status=403, code="not-allowed")
    assert results(accepted) == ["stored"]


def test_what_one_person_did_is_not_taken_in_while_another_is_signed_in(
    people: People, sign_in: SignIn
) -> None:
    bridge, _ = prescriptions_of(people.assignment)
    phone = Phone()
    phone.log(phone.begin(people.assignment), bridge)
    mark = phone.make("check_in", kind="change", pain=3)
    before = rows_of(SENT_ROWS)
    body = {"account": str(people.ivan.pk), "sent_at": NOW.isoformat(), "items": [mark]}

    theirs = sign_in(people.sam).post(ADDRESS, body)

    check(theirs, status=409, code="wrong-account")
    assert rows_of(SENT_ROWS) == before
    own = sign_in(people.ivan).post(ADDRESS, body)
    assert own.json()["results"][0]["result"] == "stored"


def test_answers_about_precautions_come_with_a_check_in_and_a_later_one_stands(
    people: People, sign_in: SignIn
) -> None:
    phone = Phone()
    older = phone.make(
        "check_in", at=NOW - DAY, kind="joining", pain=2, precautions={"pregnancy": "yes"}
    )
    newer = phone.make("check_in", kind="joining", pain=2, precautions={"pregnancy": "no"})
    unknown = phone.make("check_in", kind="joining", pain=2, precautions={"humour": "yes"})

    ivan = sign_in(people.ivan)
    found = results(send(ivan, [newer, unknown]))
    late = results(send(ivan, [older]))

    assert (found, late) == (["stored", "invalid"], ["stored"])
    standing = PrecautionAnswer.objects.in_force().get(client=people.ivan)
    assert (standing.precaution, standing.answer) == ("pregnancy", "no")
