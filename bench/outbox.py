"""What an outbox costs: a hundred logs beside the same rows by raw SQL, and 64 phones at once."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from accounts.rows import as_key, as_moment
from bench import data
from bench.load import Call, Connection, UnexpectedAnswerError, statements, usage
from routines.models import (
    Assignment,
    ExerciseLog,
    ExerciseSession,
    Prescription,
    SyncReceipt,
)

PATH = "/api/v1/sync"
LOGS = 100
PHONES = 64
ZONE = "Europe/Berlin"
_SAVED = {"stored", "already_stored"}

Item = dict[str, Any]
Rows = tuple[str, list[Sequence[Any]]]


# --- a hundred logs ------------------------------------------------------------------------


def hundred_logs(port: int, host: str, people: data.People, *, rounds: int) -> dict[str, object]:
    """Send a hundred logs in each round, and store the same rows by SQL in one transaction."""
    ratios, cpu_ratios, sent_ms, raw_ms, many_ms = [], [], [], [], []
    line = Connection(port)
    counted = statements(port, host, _call(people.writers[0], _logs_of(people.writers[0])))[0]
    for number in range(-1, rounds):
        client = people.writers[number % len(people.writers)]
        items = _logs_of(client)
        call = _call(client, items).as_bytes(host)
        cpu = usage(port)["cpu_seconds"]
        before = time.perf_counter()
        _require_saved(*line.send(call))
        sent = time.perf_counter() - before
        cpu = usage(port)["cpu_seconds"] - cpu
        raw, raw_cpu, many = _by_hand([uuid.UUID(one["id"]) for one in items])
        if number < 0:
            continue  # the first round warms up
        ratios.append(sent / raw)
        cpu_ratios.append(cpu / raw_cpu)
        sent_ms.append(sent * 1000)
        raw_ms.append(raw * 1000)
        many_ms.append(many * 1000)
    line.close()
    return {
        "figure": "sync of 100 logs",
        "ratio": round(statistics.median(ratios), 2),
        "ratio_spread": [round(min(ratios), 2), round(max(ratios), 2)],
        "cpu_ratio": round(statistics.median(cpu_ratios), 2),
        "ms": round(statistics.median(sent_ms), 1),
        "raw_ms": round(statistics.median(raw_ms), 1),
        "raw_many_ms": round(statistics.median(many_ms), 1),
        "statements": counted,
        "budget": {"ratio": 3},
    }


def _logs_of(client: User) -> list[Item]:
    """Make unfinished sessions of yesterday and return a log for each of a hundred exercises."""
    now = timezone.now()
    sessions: list[Sequence[Any]] = []
    pairs: list[tuple[uuid.UUID, uuid.UUID]] = []
    plan = data.Plan(client)
    while len(pairs) < LOGS:
        session, _ = plan.day((now - dt.timedelta(days=1)).date(), 0, finished=False)
        sessions.append(session)
        pairs += [(session[0], one.pk) for one in plan.prescriptions[0]]
    data.insert_sessions(sessions)
    made = now - dt.timedelta(hours=3)
    return [
        _item("log", order, made, session=str(session), prescription=str(one), outcome="performed")
        for order, (session, one) in enumerate(pairs[:LOGS], start=1)
    ]


def _by_hand(keys: Sequence[uuid.UUID]) -> tuple[float, float, float]:
    """Store the rows of these logs once more: seconds, processor seconds, seconds by `executemany`."""
    own = [as_key(one) for one in keys]
    rows: list[Rows] = [_rows_of(ExerciseLog, "id", own), _rows_of(SyncReceipt, "sent_id", own)]
    over = list(
        ExerciseSession.objects.filter(logs__in=keys)
        .distinct()
        .values_list("is_performed", "finished_at", "pk")
    )
    ends: list[Sequence[Any]] = [(done, at and as_moment(at), as_key(pk)) for done, at, pk in over]
    table = ExerciseSession._meta.db_table
    update = f"UPDATE {table} SET is_performed = %s, finished_at = %s WHERE id = %s"  # noqa: S608
    rows.append((update, ends))
    _forget(keys)
    before, cpu = time.perf_counter(), time.process_time()
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in rows:
            for one in values:
                cursor.execute(sql, one)
    seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
    _forget(keys)
    before = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in rows:
            cursor.executemany(sql, values)
    return seconds, cpu, time.perf_counter() - before


def _rows_of(model: type[Model], by: str, keys: Sequence[Any]) -> Rows:
    columns = [str(one.column) for one in model._meta.concrete_fields]
    names = ", ".join(connection.ops.quote_name(one) for one in columns)
    table, marks = model._meta.db_table, ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} WHERE {by} IN ({marks})", keys)  # noqa: S608
        values = cursor.fetchall()
    holes = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({holes})", values  # noqa: S608


def _forget(keys: Sequence[uuid.UUID]) -> None:
    touched = ExerciseSession.objects.filter(logs__in=keys)
    ExerciseSession.objects.filter(pk__in=list(touched.values_list("pk", flat=True))).update(
        is_performed=False, finished_at=None
    )
    SyncReceipt.objects.filter(sent_id__in=keys).delete()
    ExerciseLog.objects.filter(pk__in=keys).delete()


# --- many phones ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Crowd:
    """What all phones were answered."""

    seconds: list[float] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)


def many_phones(port: int, host: str, people: data.People) -> dict[str, object]:
    """Let 64 phones send a day each in the same moment, and once more as after a lost answer."""
    accounts = [*people.clients, *people.writers]
    # Some have two phones.
    owners = [accounts[number % len(accounts)] for number in range(PHONES)]
    requests = []
    for owner in owners:
        items = _day_of(owner)
        requests.append((_call(owner, items).as_bytes(host), len(items)))
    crowd, barrier = _Crowd(), threading.Barrier(PHONES + 1)
    threads = [
        threading.Thread(target=_send_twice, args=(port, request, crowd, barrier))
        for request, _ in requests
    ]
    for thread in threads:
        thread.start()
    barrier.wait()
    before = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - before
    things = sum(count for _, count in requests)
    if crowd.words["stored"] != things:
        crowd.errors["not stored once"] += abs(crowd.words["stored"] - things)
    ordered = sorted(crowd.seconds) or [0.0]
    return {
        "figure": "64 phones at once",
        "phones": PHONES,
        "things": things,
        "requests_per_second": round(len(crowd.seconds) / seconds, 1),
        "things_per_second": round(2 * things / seconds, 1),
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "slowest_ms": round(ordered[-1] * 1000, 1),
        "errors": dict(crowd.errors),
        "budget": {"errors": {}},
    }


def _send_twice(port: int, request: bytes, crowd: _Crowd, barrier: threading.Barrier) -> None:
    line = Connection(port)
    barrier.wait()
    try:
        for _ in range(2):
            before = time.perf_counter()
            status, _head, body = line.send(request)
            crowd.seconds.append(time.perf_counter() - before)
            if status != 200:
                crowd.errors[str(status)] += 1
                continue
            words = Counter(one["result"] for one in json.loads(body)["results"])
            crowd.words += words
            for word in words.keys() - _SAVED:
                crowd.errors[word] += words[word]
    except (OSError, UnexpectedAnswerError) as error:
        crowd.errors[type(error).__name__] += 1
    finally:
        line.close()


def _day_of(client: User) -> list[Item]:
    """Return two sessions with all their logs, a rating each, as a phone would send them."""
    made = timezone.now() - dt.timedelta(hours=2)
    items: list[Item] = []
    for assignment in Assignment.objects.filter(client=client).order_by("created_at"):
        begun = _item(
            "session",
            len(items) + 1,
            made,
            assignment=str(assignment.pk),
            day=made.date().isoformat(),
        )
        items.append(begun)
        for one in Prescription.objects.filter(version=assignment.version_id).order_by("position"):
            about = {"session": begun["id"], "prescription": str(one.pk), "outcome": "performed"}
            items.append(_item("log", len(items) + 1, made, **about))
        items.append(_item("rating", len(items) + 1, made, session=begun["id"], pain_after=3))
    return items


# --- what is sent --------------------------------------------------------------------------


def _item(kind: str, order: int, made: dt.datetime, /, **body: Any) -> Item:
    envelope = {"id": str(uuid7()), "v": 1, "kind": kind, "order": order, "body": body}
    return {**envelope, "made_at": made.isoformat(), "time_zone": ZONE}


def _call(client: User, items: Sequence[Item]) -> Call:
    return Call(
        method="POST",
        path=PATH,
        cookie=data.cookie_of(client),
        body=json.dumps({"sent_at": timezone.now().isoformat(), "items": list(items)}),
        headers=(("X-CSRFToken", data.CSRF), ("Accept", "application/json")),
        content_type="application/json",
    )


def _require_saved(status: int, head: bytes, body: bytes) -> None:
    if status != 200 or {one["result"] for one in json.loads(body)["results"]} != {"stored"}:
        raise UnexpectedAnswerError(f"{PATH} answered {status}: {body[:300]!r}")
