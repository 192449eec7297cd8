"""The outbox of a phone: each thing once, whatever arrives, however often, and in which order."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.services.tokens import create_token
from routines.models import (
    CheckIn,
    ExerciseLog,
    ExerciseSession,
    PainReport,
    SyncReceipt,
)
from routines.queries.epochs import current_epoch
from tests.access import snapshot as rows_of
from tests.check_in_factories import SADDLE
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.homework_factories import (
    make_log,
    make_revision,
    make_session,
    prescribed_in,
    prescriptions_of,
    prescriptions_of_session,
)
from tests.outbox import ADDRESS, Item, Phone, deliver, results, shuffled_deliveries
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

SECOND, MINUTE, HOUR, DAY = (
    dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")
)
EVENING = NOW + 9 * HOUR
LEFT = {"side": "left", "repetitions": 1, "seconds": 20}
OURS: list[Any] = [ExerciseSession, ExerciseLog, PainReport, CheckIn, SyncReceipt]


def send(
    client: Any, items: list[Item], *, now: dt.datetime = NOW, phone: Phone | None = None
) -> Any:
    return client.post(ADDRESS, (phone or Phone()).batch(items, now=now))


def one_of(client: Any, item: Item, **options: Any) -> Item:
    """Send one thing and return its result."""
    answer = send(client, [item], **options)
    assert answer.status_code == 200, answer.json()
    found: Item = answer.json()["results"][0]
    return found


# --- each kind -----------------------------------------------------------------------------


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
    stored = rows_of(OURS)
    assert one_of(client, one) == {"id": one["id"], "result": "already_stored"}
    conflict = one_of(client, other)
    invalid = one_of(client, wrong)

    assert conflict["result"] == "conflict"
    assert conflict["stored"]["id"]
    assert "already saved" in conflict["reason"]
    assert invalid["result"] == "invalid"
    assert invalid["errors"][0]["field"].startswith("body.")
    assert rows_of(OURS) == stored


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
    stored = rows_of(OURS[:4])

    assert results(send(client, phone.made)) == ["already_stored"] * 4
    assert results(send(client, phone.made)) == ["already_stored"] * 4
    assert rows_of(OURS[:4]) == stored
    other = {
        **log,
        "id": str(uuid7()),
        "body": {**log["body"], "outcome": "skipped", "skip_reason": "pain"},
    }
    conflict = one_of(client, other)
    assert (conflict["result"], conflict["stored"]["id"]) == ("conflict", log["id"])


# --- any order -----------------------------------------------------------------------------


def whole_day(people: People) -> Phone:
    """Live a day without a signal: two sessions, an undo, corrections, ratings, a check-in."""
    phone = Phone()
    bridge, stretch = prescriptions_of(people.assignment)
    first = phone.begin(people.assignment, at=NOW)
    wrong = phone.log(first, bridge, at=NOW + MINUTE)
    phone.undo(wrong, at=NOW + MINUTE + 5 * SECOND)
    again = phone.log(first, bridge, at=NOW + 2 * MINUTE, outcome="skipped", skip_reason="pain")
    phone.log(first, stretch, at=NOW + 3 * MINUTE)
    phone.correct(again, at=NOW + 4 * MINUTE, outcome="skipped", skip_reason="no-time")
    phone.correct(again, at=NOW + 5 * MINUTE, outcome="performed")
    phone.about("report", first, at=NOW + 4 * MINUTE, feeling="pull")
    phone.about("rating", first, at=NOW + 6 * MINUTE, pain_after=3, effort=4, note="Well")
    phone.about("rating", first, at=NOW + 7 * MINUTE, pain_after=5)
    phone.make("check_in", at=NOW + 8 * MINUTE, kind="after", pain=5, session=first["id"])
    second = phone.begin(people.assignment, at=NOW + 4 * HOUR)
    # Two tabs logged the same exercise, one of them otherwise.
    phone.log(second, bridge, at=NOW + 4 * HOUR + MINUTE)
    phone.log(second, bridge, at=NOW + 4 * HOUR + 2 * MINUTE, outcome="skipped", skip_reason="pain")
    phone.about("finish", second, at=NOW + 4 * HOUR + 3 * MINUTE)
    phone.about("rating", second, at=NOW + 4 * HOUR + 4 * MINUTE, pain_after=2)
    phone.make("next_day", at=NOW + 22 * HOUR, day="2026-03-11", pain=1)
    phone.make("next_day", at=NOW + 22 * HOUR + MINUTE, day="2026-03-11", pain=4)
    return phone


def state() -> Any:
    """Return everything a day ended in. When it arrived is no part of that."""
    found = rows_of(OURS)
    for rows in found.values():
        for row in rows:
            row.pop("received_at")
    for row in found["SyncReceipt"]:
        row.pop("id")
    found["SyncReceipt"].sort(key=lambda row: row["sent_id"])
    return found


@pytest.fixture
def afternoon() -> Any:
    with time_machine.travel(NOW + DAY, tick=False):
        yield NOW + DAY


def test_a_day_without_a_signal_ends_as_it_was_lived(
    people: People, sign_in: SignIn, afternoon: dt.datetime
) -> None:
    phone = whole_day(people)

    found = results(send(sign_in(people.ivan), phone.made, now=afternoon))

    assert set(found) == {"stored", "conflict"}
    assert found.count("conflict") == 1
    first, second = ExerciseSession.objects.order_by("started_at")
    assert (first.started_at, first.finished_at) == (NOW, NOW + 3 * MINUTE)
    assert (first.pain_after, first.effort, first.note) == (5, 4, "Well")
    assert second.finished_at == NOW + 4 * HOUR + 3 * MINUTE
    assert second.pain_before == 5
    assert {one.pain_next_day for one in (first, second)} == {4}
    standing = ExerciseLog.objects.standing().order_by("logged_at")
    assert [one.outcome for one in standing] == ["performed"] * 3
    assert [one.logged_at for one in standing] == [
        NOW + 2 * MINUTE,
        NOW + 3 * MINUTE,
        NOW + 4 * HOUR + MINUTE,
    ]
    assert CheckIn.objects.get(kind="after").session_id == first.pk


@pytest.mark.parametrize("seed", range(20))
def test_a_day_in_any_order_and_often_ends_the_same(
    people: People, sign_in: SignIn, afternoon: dt.datetime, seed: int
) -> None:
    client, phone = sign_in(people.ivan), whole_day(people)
    send(client, phone.made, now=afternoon)
    lived = state()
    CheckIn.objects.filter(pk__in=[one["id"] for one in phone.made]).delete()
    for model in (SyncReceipt, PainReport, ExerciseLog, ExerciseSession):
        model.objects.all().delete()
    caches["throttles"].clear()

    shuffled_deliveries(client, phone, chance=random.Random(seed), now=afternoon)  # noqa: S311

    assert state() == lived
    shuffled_deliveries(client, phone, chance=random.Random(seed + 100), now=afternoon)  # noqa: S311
    assert state() == lived


def test_results_come_in_the_order_sent(people: People, sign_in: SignIn) -> None:
    phone = Phone()
    bridge, stretch = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment)
    phone.log(session, bridge)
    phone.log(session, stretch)
    backwards = phone.made[::-1]

    answer = send(sign_in(people.ivan), backwards)

    assert [one["id"] for one in answer.json()["results"]] == [one["id"] for one in backwards]
    assert set(results(answer)) == {"stored"}


def test_an_undo_that_arrives_before_its_log_waits_for_it(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone()
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment)
    log = phone.log(session, bridge)
    undo = phone.undo(log, at=NOW + 9 * SECOND)

    assert results(send(client, [session, undo])) == ["stored", "retry"]
    assert results(send(client, [log])) == ["stored"]
    assert results(send(client, [undo])) == ["stored"]

    row = ExerciseLog.objects.get()
    assert row.undone_at == NOW + 9 * SECOND
    assert results(send(client, [log])) == ["already_stored"]
    assert not ExerciseLog.objects.standing().exists()
    assert not ExerciseSession.objects.get().is_performed


def test_undo_and_correction_count_from_the_tap(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone()
    bridge, stretch = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW - 9 * DAY)
    late, in_time = (phone.log(session, one, at=NOW - 9 * DAY) for one in (bridge, stretch))
    undone_late = phone.undo(late, at=NOW - 9 * DAY + 16 * SECOND)
    undone = phone.undo(in_time, at=NOW - 9 * DAY + 10 * SECOND)
    corrected = phone.correct(late, at=NOW - 3 * DAY, outcome="skipped", skip_reason="pain")
    too_late = phone.correct(late, at=NOW - DAY, outcome="performed")

    found = dict(
        zip((one["id"] for one in phone.made), results(send(client, phone.made)), strict=True)
    )

    assert found[undone["id"]] == found[corrected["id"]] == "stored"
    assert found[undone_late["id"]] == found[too_late["id"]] == "invalid"
    assert [one.skip_reason for one in ExerciseLog.objects.standing()] == ["pain"]
    assert ExerciseLog.objects.get(pk=late["id"]).edited_at == NOW - 3 * DAY


def test_a_rating_from_before_a_correction_on_a_page_loses_to_it(
    people: People, sign_in: SignIn
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    session = make_session(assignment=people.assignment, now=NOW - HOUR)
    log = make_log(session=session, now=NOW - HOUR)
    client.patch(f"/api/v1/logs/{log.pk}", {"outcome": "skipped", "skip_reason": "pain"})
    older = phone.correct({"id": str(log.pk)}, at=NOW - 30 * MINUTE, outcome="performed")

    assert one_of(client, older)["result"] == "stored"
    log.refresh_from_db()
    assert (log.outcome, log.skip_reason) == ("skipped", "pain")


# --- one fails, the rest goes on -------------------------------------------------------------


POISON: list[Any] = [
    7,
    None,
    "x",
    [],
    {},
    {"id": 7},
    {"kind": "desk"},
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


# --- clocks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [-DAY, DAY, -5 * MINUTE, 8 * HOUR], ids=str)
def test_a_wrong_clock_keeps_the_phones_day_and_gets_the_true_time(
    people: People, sign_in: SignIn, error: dt.timedelta
) -> None:
    client, phone = sign_in(people.ivan), Phone(error=error)
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW - HOUR)
    log = phone.log(session, bridge, at=NOW - HOUR + MINUTE)
    phone.undo(log, at=NOW - HOUR + MINUTE + 9 * SECOND)

    assert set(results(send(client, phone.made, phone=phone))) == {"stored"}

    row, logged = ExerciseSession.objects.get(), ExerciseLog.objects.get()
    assert row.local_day == (NOW - HOUR + error).date()
    assert row.source == "tapped"
    assert row.started_at == NOW - HOUR
    assert logged.logged_at == NOW - HOUR + MINUTE
    assert logged.undone_at == NOW - HOUR + MINUTE + 9 * SECOND


def test_the_way_a_request_takes_is_no_wrong_clock(people: People, sign_in: SignIn) -> None:
    phone = Phone()
    phone.begin(people.assignment, at=NOW - HOUR)

    send(sign_in(people.ivan), phone.made, now=NOW - 100 * SECOND)

    assert ExerciseSession.objects.get().started_at == NOW - HOUR


def test_the_next_day_is_the_phones_own(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone(error=DAY)
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW - DAY)
    phone.log(session, bridge, at=NOW - DAY)
    phone.make("next_day", at=NOW, day="2026-03-11", pain=2)
    wrong = phone.make("next_day", at=NOW, day="2026-03-10", pain=2)

    *good, bad = results(send(client, phone.made, phone=phone))

    assert (set(good), bad) == ({"stored"}, "invalid"), wrong
    assert ExerciseSession.objects.get().pain_next_day == 2


@pytest.mark.parametrize("off", [-30 * DAY - SECOND, 10 * MINUTE + SECOND], ids=str)
def test_nothing_out_of_reach_is_taken_silently(
    people: People, sign_in: SignIn, off: dt.timedelta
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    session = phone.begin(people.assignment)
    far = phone.about("rating", session, at=NOW + off, pain_after=3)
    warning = phone.about("report", session, at=NOW + off, feeling="warning")
    check_in = phone.make("check_in", at=NOW + off, kind="change", answers=SADDLE)

    answer = send(client, phone.made)

    by_id = {one["id"]: one for one in answer.json()["results"]}
    assert by_id[far["id"]]["result"] == "invalid"
    assert "clock of your phone" in by_id[far["id"]]["reason"]
    # A warning is kept however wrong the clock is, and that is said.
    for kept in (warning, check_in):
        assert by_id[kept["id"]]["result"] == "stored"
        assert "time cannot be right" in by_id[kept["id"]]["reason"]
    assert ExerciseSession.objects.get().finished_at is not None


def test_what_lies_just_within_reach_is_taken(people: People, sign_in: SignIn) -> None:
    phone = Phone()
    phone.begin(people.assignment, at=NOW - 30 * DAY + MINUTE)
    phone.begin(people.assignment, at=NOW + 10 * MINUTE)

    assert results(send(sign_in(people.ivan), phone.made)) == ["stored", "stored"]


# --- what changed meanwhile --------------------------------------------------------------------


def test_what_was_done_before_the_homework_changed_is_kept_in_its_version(
    people: People, sign_in: SignIn
) -> None:
    phone = Phone()
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW, version=1)
    phone.log(session, bridge, at=NOW)
    make_revision(
        people.assignment, exercises=prescribed_in(people.assignment.current_version)[1:], at=NOW
    )

    assert set(results(send(sign_in(people.ivan), phone.made))) == {"stored"}
    assert ExerciseSession.objects.get().version.number == 1


def test_homework_that_rests_since_does_not_undo_what_was_done(
    people: People, sign_in: SignIn
) -> None:
    client, phone = sign_in(people.ivan), Phone()
    bridge, _ = prescriptions_of(people.assignment)
    session = phone.begin(people.assignment, at=NOW)
    phone.log(session, bridge, at=NOW + MINUTE)
    alarm = phone.make("check_in", at=NOW + 2 * MINUTE, kind="during", answers=SADDLE)

    assert results(send(client, [alarm])) == ["stored"]
    assert results(send(client, phone.made)) == ["stored", "stored", "already_stored"]

    people.assignment.refresh_from_db()
    assert people.assignment.status == "paused"
    assert ExerciseSession.objects.get().finished_at == NOW + 2 * MINUTE


def test_a_warning_does_not_wait_for_its_session(people: People, sign_in: SignIn) -> None:
    client, phone = sign_in(people.ivan), Phone()
    session = phone.begin(people.assignment)
    check_in = phone.make("check_in", kind="during", answers=SADDLE, session=session["id"])

    assert one_of(client, check_in)["result"] == "stored"
    assert CheckIn.objects.get(pk=check_in["id"]).session_id is None
    assert one_of(client, session)["result"] == "stored"
    assert str(CheckIn.objects.get(pk=check_in["id"]).session_id) == session["id"]
    assert one_of(client, check_in)["result"] == "already_stored"


# --- whose it is -------------------------------------------------------------------------------


def test_strange_rows_answer_like_none(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.foreign_assignment)
    log = make_log(session=session)
    prescription = prescriptions_of_session(session)[1]
    theirs: Any = {"id": str(session.pk)}
    before = rows_of(OURS)

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

    assert rows_of(OURS) == before


@pytest.mark.parametrize("kind", ["session", "log", "report", "check_in"])
def test_the_same_things_under_another_account_reveal_nothing(
    people: People, sign_in: SignIn, kind: str
) -> None:
    ivan, noor = sign_in(people.ivan), sign_in(people.noor)
    first, one, _, _ = story(people, kind)
    send(ivan, [*first, one])
    before = rows_of(OURS)
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
    now = rows_of(OURS)
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


# --- what it costs, and what else it says --------------------------------------------------------


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
    # The session 5 and its receipt, found again, and each log with its own: 3.
    assert per_session <= 14
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
