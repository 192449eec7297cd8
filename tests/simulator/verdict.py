"""What must hold when a schedule is over: nothing lost, nothing doubled, nothing under another account,
and the same rows as when everything had simply been sent in order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from routines.api.fields import Shapes
from routines.api.sync_kinds import read
from routines.domain.windows import LONGEST_WAY
from routines.models import (
    CheckIn,
    DeskEvent,
    ExerciseLog,
    ExerciseSession,
    PainReport,
    SyncReceipt,
    SyncResult,
)
from routines.services.sync import take

Thing = dict[str, Any]

# Where a thing ends up, and how its account is found there.
_ROWS: dict[str, tuple[Any, str]] = {
    "session": (ExerciseSession, "client_id"),
    "log": (ExerciseLog, "session__client_id"),
    "report": (PainReport, "session__client_id"),
    "check_in": (CheckIn, "client_id"),
    "desk": (DeskEvent, "client_id"),
}
_NOT_COMPARED = {"received_at", "id"}
_MOMENTS = {
    *("started_at", "finished_at", "logged_at", "undone_at", "edited_at", "reported_at"),
    *("answered_at", "made_at", "next_day_at", "at", "until"),
}


def verdict(end: dict[str, Any], *, people: list[User], start: str, compares: bool) -> list[str]:
    """Return what is wrong, in sentences; nothing when all is well.

    `end` is what the phones' half left. `start` is a savepoint before everything: the reference is
    sent from there, so nothing of the schedule is in the database afterwards.
    """
    things: list[Thing] = end["things"]
    here = _found(people)
    wrong = [*end["problems"], *_foreign(things, here), *_doubled(things, here)]
    wrong += _lost(things, here, end["phones"])
    # With a clock that was set in between nobody knows any more when something was.
    if wrong or not compares or any(one["hasJumped"] for one in end["phones"]):
        return wrong
    lived = _rows(people)
    connection.savepoint_rollback(start)
    _send_in_order(things, here, people)
    # A clock that is far off is put right by when a request arrived, which takes its time.
    is_off = any(_is_off(one) for one in end["phones"])
    return _differences(lived, _rows(people), without=_MOMENTS if is_off else set())


def _is_off(phone: dict[str, Any]) -> bool:
    # On the way and of the clock together; the longest way is that of `client/network.mjs`.
    return bool(abs(phone["clockError"]) / 1000 + 90 > LONGEST_WAY.total_seconds())


# --- each thing ----------------------------------------------------------------------------


def _found(people: list[User]) -> dict[str, list[str]]:
    """Return under which accounts each key is found, once for its receipt and once for its row."""
    found: dict[str, list[str]] = {}
    keys = [one.pk for one in people]
    for sent_id, account in SyncReceipt.objects.filter(account__in=keys).values_list(
        "sent_id", "account"
    ):
        found.setdefault(str(sent_id), []).append(str(account))
    return found


def _lost(
    things: list[Thing], here: dict[str, list[str]], phones: list[dict[str, Any]]
) -> list[str]:
    excused: set[str] = set()
    wrong = []
    for one in things:  # in the order they were made, so what they belong to comes first
        body = one["body"]
        parent = body.get("session") or body.get("log")
        is_orphan = parent in excused
        arrived = one["id"] in here
        if not arrived and (is_orphan or not one["isKept"] or one["state"] == "refused"):
            excused.add(one["id"])
        if arrived or not one["isKept"] or is_orphan:
            continue
        jumped = phones[int(one["phone"].split()[1]) - 1]["hasJumped"]
        may_be_refused = one["isPoison"] or jumped or abs(one["error"]) > 60_000
        if one["state"] == "refused" and may_be_refused:
            continue
        said = f" The phone says {one['state'] or 'nothing'} of it. {one.get('reason', '')}"
        wrong.append(f"LOST: {one['name']} was kept on {one['phone']} and is not here.{said}")
    return wrong


def _foreign(things: list[Thing], here: dict[str, list[str]]) -> list[str]:
    wrong = [
        f"WRONG ACCOUNT: {one['name']}"
        for one in things
        if any(account != one["owner"] for account in here.get(one["id"], []))
    ]
    for kind, (model, owner) in _ROWS.items():
        made = {one["id"]: one for one in things if one["kind"] == kind}
        for pk, account in model.objects.filter(pk__in=list(made)).values_list("pk", owner):
            if str(account) != made[str(pk)]["owner"]:
                wrong.append(f"WRONG ACCOUNT: the row of {made[str(pk)]['name']}")
    return wrong


def _doubled(things: list[Thing], here: dict[str, list[str]]) -> list[str]:
    wrong = [
        f"DOUBLED: {one['name']} has {len(here[one['id']])} receipts"
        for one in things
        if len(here.get(one["id"], [])) > 1
    ]
    strange = here.keys() - {one["id"] for one in things}
    if strange:
        wrong.append(f"DOUBLED: {len(strange)} receipts of what nobody made")
    owners = {one["owner"] for one in things}
    for kind, (model, owner) in _ROWS.items():
        made = {one["id"] for one in things if one["kind"] == kind and one["id"] in here}
        rows = model.objects.filter(**{f"{owner}__in": owners})
        if model is CheckIn:
            rows = rows.exclude(fingerprint="lasting")
        stored = {str(pk) for pk in rows.values_list("pk", flat=True)}
        if stored - made:
            wrong.append(f"DOUBLED: {len(stored - made)} rows of {kind} that nobody made")
        if made - stored:
            wrong.append(f"LOST: {len(made - stored)} rows of {kind} that have a receipt")
    return wrong


# --- all together --------------------------------------------------------------------------


def _send_in_order(things: list[Thing], here: dict[str, list[str]], people: list[User]) -> None:
    """Take in what arrived, in one batch for each account, by the order in which it was made."""
    now, shapes = timezone.now(), Shapes()
    for person in people:
        sent = []
        for one in things:
            if one["owner"] != str(person.pk) or one["id"] not in here:
                continue
            made_at = dt.datetime.fromtimestamp(one["madeAt"] / 1000, tz=dt.UTC)
            raw = {
                **{name: one[name] for name in ("id", "kind", "order", "body")},
                "v": 1,
                "made_at": made_at.isoformat(),
                "time_zone": one["zone"],
            }
            sent_at = now + dt.timedelta(milliseconds=one["error"])
            sent.append(read(raw, shapes=shapes, sent_at=sent_at, now=now))
        while sent:
            results = [one.result for one in take(account=person, sent=sent, now=now)]
            # One phone's clock may be behind another's, on which it corrects something.
            left = [
                one for one, said in zip(sent, results, strict=True) if said == SyncResult.RETRY
            ]
            if len(left) == len(sent):
                break
            sent = left


def _rows(people: list[User]) -> dict[str, list[dict[str, Any]]]:
    keys = [one.pk for one in people]
    chosen = {
        "session": ExerciseSession.objects.filter(client__in=keys),
        "log": ExerciseLog.objects.filter(session__client__in=keys),
        "report": PainReport.objects.filter(session__client__in=keys),
        "check_in": CheckIn.objects.filter(client__in=keys),
        "desk": DeskEvent.objects.filter(client__in=keys),
        "receipt": SyncReceipt.objects.filter(account__in=keys),
    }
    receipts = list(chosen.pop("receipt").values())
    for row in receipts:
        # Told from what stood when it came, and only shown: see decision 98.
        row["result"] = "aside" if row["is_aside"] else row["result"]
    found = {
        kind: sorted(rows.values(), key=lambda row: str(row["id"])) for kind, rows in chosen.items()
    }
    return {**found, "receipt": sorted(receipts, key=lambda row: str(row["sent_id"]))}


def _differences(lived: Any, plain: Any, *, without: set[str]) -> list[str]:
    wrong = []
    for kind, rows in lived.items():
        if len(rows) != len(plain[kind]):
            wrong.append(f"ORDER: {len(rows)} rows of {kind} instead of {len(plain[kind])}")
            continue
        for row, other in zip(rows, plain[kind], strict=True):
            key = row.get("sent_id") or row["id"]
            for name, value in row.items():
                if name in _NOT_COMPARED:
                    continue
                pair = (value, other[name])
                if name in without:
                    pair = (value is None, other[name] is None)
                if pair[0] != pair[1]:
                    wrong.append(
                        f"ORDER: {name} of {kind} {key} is {value} instead of {other[name]}"
                    )
    return wrong
