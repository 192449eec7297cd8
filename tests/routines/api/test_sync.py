"""The outbox of a phone: each thing once, and one that fails stops no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accounts.identifiers import uuid7
from routines.models import (
    ExerciseSession,
    SyncReceipt,
)
from routines.queries.epochs import current_epoch
from tests.access import snapshot as rows_of
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.homework_factories import (
    prescriptions_of,
)
from tests.outbox import (
    ADDRESS,
    DAY,
    SENT_ROWS,
    Item,
    Phone,
    deliver,
    one_of,
    results,
    send,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check


def story(people: People, kind: str) -> tuple[list[Item], Item, Item, Item]:
    """Return what has to be there first, a thing, the same with another meaning, and a wrong one."""
    phone = Phone()
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW - DAY if kind == "next_day" else NOW)
    log = phone.log(session, bridge)
    before = [session, log]
    made = {
        "session": lambda: session,
        "log": lambda: log,
        "undo": lambda: phone.undo(log),
        "correction": lambda: phone.correct(log, outcome="skipped", skip_reason="pain"),
        "rating": lambda: phone.about("rating", session, pain_after=3, effort=4),
        "finish": lambda: phone.about("finish", session),
        "report": lambda: phone.about("report", session, feeling="pull"),
        "next_day": lambda: phone.make("next_day", day="2026-03-10", pain=2),
        "check_in": lambda: phone.make("check_in", kind="after", pain=3),
        "desk": lambda: phone.make("desk", kind="paused", minutes=30),
    }[kind]()
    others: Item = {
        "session": {"dose": "gentle"},
        "log": {"outcome": "skipped", "skip_reason": "pain"},
        "undo": {"log": str(uuid7())},
        "correction": {"skip_reason": "no-time"},
        "rating": {"pain_after": 8},
        "finish": {"session": str(uuid7())},
        "report": {"feeling": "sharp"},
        "next_day": {"pain": 9},
        "check_in": {"pain": 9},
        "desk": {"minutes": 60},
    }
    wrongs: Item = {
        "session": {"day": "soon"},
        "log": {"outcome": "done"},
        "undo": {"log": 7},
        "correction": {"skip_reason": "bored"},
        "rating": {"pain_after": 11},
        "finish": {"session": None},
        "report": {"feeling": "odd"},
        "next_day": {"pain": "2"},
        "check_in": {"pain": -1},
        "desk": {"kind": "stood"},
    }
    other, wrong = others[kind], wrongs[kind]
    first = [] if kind == "session" else before[:1] if kind == "log" else before
    return (
        first,
        made,
        {**made, "body": {**made["body"], **other}},
        {**made, "id": str(uuid7()), "body": {**made["body"], **wrong}},
    )


KINDS = (
    "session",
    "log",
    "undo",
    "correction",
    "rating",
    "finish",
    "report",
    "next_day",
    "check_in",
    "desk",
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_stored_once_and_never_changed_by_another_body(
    people: People, sign_in: SignIn, kind: str
) -> None:
    client = sign_in(people.ivan)
    first, one, other, wrong = story(people, kind)
    if first:
        assert set(results(send(client, first))) == {"stored"}

    assert one_of(client, one) == {"id": one["id"], "result": "stored"}
    stored = rows_of(SENT_ROWS)
    assert one_of(client, one) == {"id": one["id"], "result": "already_stored"}
    conflict = one_of(client, other)
    invalid = one_of(client, wrong)

    assert conflict["result"] == "conflict"
    assert conflict["stored"]["id"]
    assert "already saved" in conflict["reason"]
    assert invalid["result"] == "invalid"
    assert invalid["errors"][0]["field"].startswith("body.")
    assert rows_of(SENT_ROWS) == stored


@pytest.mark.parametrize("kind", ["log", "undo", "correction", "rating", "finish", "report"])
def test_what_belongs_to_nothing_yet_waits(people: People, sign_in: SignIn, kind: str) -> None:
    client = sign_in(people.ivan)
    first, one, _, _ = story(people, kind)

    early = one_of(client, one)
    assert (early["result"], SyncReceipt.objects.count()) == ("retry", 0)
    assert results(send(client, [one, *first]))[0] == "stored"


def test_an_invalid_one_may_be_sent_again_with_another_body(
    people: People, sign_in: SignIn
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    session = phone.begin(people.assignment, at=NOW)
    wrong = {**session, "body": {**session["body"], "day": "2026-04-20"}}

    assert one_of(client, wrong)["result"] == "invalid"
    assert one_of(client, session)["result"] == "stored"


def test_what_came_through_the_single_addresses_is_already_stored(
    people: People, sign_in: SignIn
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment)
    log = phone.log(session, bridge)
    report = phone.about("report", session, feeling="pull")
    check_in = phone.make("check_in", kind="after", pain=3, session=session["id"])
    at = NOW.isoformat()
    path = f"/api/v1/sessions/{session['id']}"
    begun = {"id": session["id"], "started_at": at, **session["body"]}
    client.post("/api/v1/sessions", begun)
    logged = {name: said for name, said in log["body"].items() if name != "session"}
    client.post(f"{path}/logs", {"id": log["id"], **logged})
    client.post(f"{path}/reports", {"id": report["id"], "feeling": "pull"})
    client.post("/api/v1/check-ins", {"id": check_in["id"], **check_in["body"]})
    stored = rows_of(SENT_ROWS[:4])

    assert results(send(client, phone.made)) == ["already_stored"] * 4
    assert results(send(client, phone.made)) == ["already_stored"] * 4
    assert rows_of(SENT_ROWS[:4]) == stored
    other = {
        **log,
        "id": str(uuid7()),
        "order": 99,
        "body": {**log["body"], "outcome": "skipped", "skip_reason": "pain"},
    }
    conflict = one_of(client, other)
    assert (conflict["result"], conflict["stored"]["id"]) == ("conflict", log["id"])


POISON: list[Any] = [
    7,
    None,
    "x",
    [],
    {},
    {"id": 7},
    {"kind": "weather"},
    {"v": 2},
    {"order": -1},
    {"order": 2**53},
    {"time_zone": "Mars/Base"},
    {"made_at": "yesterday"},
    {"body": []},
    {"body": {"session": "\0"}},
    {"owner": "me"},
]


@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_a_poisoned_one_in_the_middle_stops_nothing(
    people: People, sign_in: SignIn, poison: Any
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    bridge, stretch = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment)
    first, last = phone.log(session, bridge), phone.log(session, stretch)
    broken = (
        {**first, "id": str(uuid7()), **poison} if poison and isinstance(poison, dict) else poison
    )

    answer = send(client, [session, first, broken, last])

    assert results(answer) == ["stored", "stored", "invalid", "stored"]
    said = answer.json()["results"][2]
    assert said["reason"]
    assert said["errors"][0]["message"] == said["reason"]


def test_a_fault_of_ours_leaves_nothing_and_says_to_send_it_again(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    bridge, stretch = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment)
    phone.log(session, bridge)
    phone.about("rating", session, pain_after=3, note="canaryhealth")
    phone.log(session, stretch)

    def break_down(**given: Any) -> None:
        ExerciseSession.objects.update(note="half done")
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    with monkeypatch.context() as patch:
        patch.setattr("routines.services.sessions.rate", break_down)
        answer = send(client, phone.made)

    assert results(answer) == ["stored", "stored", "retry", "stored"]
    assert ExerciseSession.objects.get().note == ""
    assert "canaryhealth" not in caplog.text
    assert results(send(client, phone.made))[2] == "stored"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"sent_at": NOW.isoformat()}, 422, "invalid"),
        ({"sent_at": NOW.isoformat(), "items": []}, 422, "invalid"),
        ({"sent_at": NOW.isoformat(), "items": {}}, 422, "invalid"),
        ({"sent_at": NOW.isoformat(), "items": [7] * 101}, 422, "invalid"),
        ({"sent_at": "now", "items": [7]}, 422, "invalid"),
        ({"sent_at": NOW.isoformat(), "items": [7], "epoch": "x"}, 422, "invalid"),
        ({"sent_at": NOW.isoformat(), "items": ["x" * 300_000]}, 413, "too-large"),
        ({"sent_at": NOW.isoformat(), "items": [[[[[[[[[[]]]]]]]]]]}, 400, "unreadable"),
        ([], 422, "invalid"),
    ],
)
def test_a_batch_that_is_none_is_a_problem(
    people: People, sign_in: SignIn, body: Any, status: int, code: str
) -> None:
    check(sign_in(people.ivan).post(ADDRESS, body), status=status, code=code)


def test_statements_grow_by_a_few_for_each_thing(
    people: People, sign_in: SignIn, count_statements: CountStatements
) -> None:
    client = sign_in(people.ivan)
    counts = []
    for number in (1, 10, 20):
        phone = Phone()
        for _ in range(number):
            session = phone.begin(people.assignment)
            for one in prescriptions_of(people.assignment):
                phone.log(session, one)
        with count_statements() as statements:
            assert set(results(send(client, phone.made))) == {"stored"}
        counts.append(len(statements))

    single, ten, twenty = counts
    per_session = (twenty - ten) / 10
    assert per_session == (ten - single) / 9
    # The session 5 and its receipt, found again, and its logs together: 4 with the lock on PostgreSQL.
    assert per_session <= 11
    with count_statements() as again:
        send(client, phone.made)
    assert len(again) <= 6


def test_every_answer_carries_the_epoch_and_the_servers_time(
    people: People, sign_in: SignIn
) -> None:
    answer = send(sign_in(people.ivan), [7]).json()  # type: ignore[list-item]

    assert answer["epoch"] == str(current_epoch())
    assert answer["server_time"] == "2026-03-10T09:30:00Z"


def test_a_week_of_batches_is_within_the_limit(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone()
    session = phone.begin(people.assignment)

    for _ in range(60):
        assert send(client, [session]).status_code == 200


def test_delivery_ends_even_where_something_waits_for_ever(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone()
    phone.undo({"id": str(uuid7())})
    phone.begin(people.assignment)

    found = deliver(client, phone, phone.made, now=NOW)

    assert sorted(one["result"] for one in found) == ["retry", "stored"]
