"""A phone's outbox for tests: what it would send, by plain keyword functions."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.identifiers import uuid7
from accounts.models import User
from routines.api.fields import Shapes
from routines.api.sync_kinds import read
from routines.models import (
    Assignment,
    CheckIn,
    DeskEvent,
    ExerciseLog,
    ExerciseSession,
    PainReport,
    Prescription,
    SyncReceipt,
)
from routines.services.sync import Outcome, take
from tests.factories import NOW

ADDRESS = "/api/v1/sync"
BERLIN = "Europe/Berlin"
SECOND, MINUTE, HOUR, DAY = (
    dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")
)
# What comes of what is sent.
SENT_ROWS: list[Any] = [ExerciseSession, ExerciseLog, PainReport, CheckIn, DeskEvent, SyncReceipt]

Item = dict[str, Any]


@dataclass
class Phone:
    """Makes things of an outbox, one after the other; `error` is how far its clock is ahead."""

    error: dt.timedelta = dt.timedelta()
    zone: str = BERLIN
    order: int = 0
    made: list[Item] = field(default_factory=list)

    def make(self, kind: str, /, *, at: dt.datetime = NOW, key: str = "", **body: Any) -> Item:
        """Make one thing at a moment of the true clock."""
        self.order += 1
        one = {
            "id": key or str(uuid7()),
            "v": 1,
            "kind": kind,
            "made_at": (at + self.error).isoformat(),
            "time_zone": self.zone,
            "order": self.order,
            "body": body,
        }
        self.made.append(one)
        return one

    def begin(self, assignment: Assignment, *, at: dt.datetime = NOW, **body: Any) -> Item:
        """Begin a session on the phone's own day."""
        day = (at + self.error).date().isoformat()
        said = {"assignment": str(assignment.pk), "day": day, **body}
        return self.make("session", at=at, **said)

    def log(
        self,
        session: Item | ExerciseSession,
        prescription: Prescription,
        *,
        at: dt.datetime = NOW,
        key: str = "",
        **body: Any,
    ) -> Item:
        """Log an exercise as prescribed unless the body says otherwise."""
        said = {
            "session": key_of(session),
            "prescription": str(prescription.pk),
            "outcome": "performed",
            **body,
        }
        return self.make("log", at=at, key=key, **said)

    def undo(self, log: Item, *, at: dt.datetime = NOW) -> Item:
        """Take a log back."""
        return self.make("undo", at=at, log=log["id"])

    def correct(self, log: Item, *, at: dt.datetime = NOW, **body: Any) -> Item:
        """Correct a log."""
        return self.make("correction", at=at, log=log["id"], **body)

    def about(self, kind: str, session: Item, *, at: dt.datetime = NOW, **body: Any) -> Item:
        """Rate a session, end it, or report something in it."""
        return self.make(kind, at=at, session=key_of(session), **body)

    def batch(self, items: Iterable[Item] | None = None, *, now: dt.datetime = NOW) -> Item:
        """Return the body that sends these, or all."""
        chosen = self.made if items is None else list(items)
        return {"sent_at": (now + self.error).isoformat(), "items": chosen}


def send(
    client: Any, items: list[Item], *, now: dt.datetime = NOW, phone: Phone | None = None
) -> Any:
    """Send these at a moment."""
    return client.post(ADDRESS, (phone or Phone()).batch(items, now=now))


def one_of(client: Any, item: Item, **options: Any) -> Item:
    """Send one thing and return its result."""
    answer = send(client, [item], **options)
    assert answer.status_code == 200, answer.json()
    found: Item = answer.json()["results"][0]
    return found


def key_of(session: Item | ExerciseSession) -> str:
    """Return the key of a session, sent or stored."""
    return str(session.pk) if isinstance(session, ExerciseSession) else str(session["id"])


def take_in(
    person: User, items: Sequence[Item], *, now: dt.datetime = NOW, phone: Phone | None = None
) -> list[Outcome]:
    """Take these in without a request around them."""
    sent_at = now + (phone or Phone()).error
    shapes = Shapes()
    read_ones = [read(one, shapes=shapes, sent_at=sent_at, now=now) for one in items]
    return take(account=person, sent=read_ones, now=now)


def results(answer: Any) -> list[str]:
    """Return the word for each thing, in the order sent."""
    assert answer.status_code == 200, answer.json()
    return [one["result"] for one in answer.json()["results"]]


def deliver(client: Any, phone: Phone, items: Sequence[Item], *, now: dt.datetime) -> list[Item]:
    """Send until nothing answers `retry`; return the last result of each, by the order sent."""
    last: dict[str, Item] = {}
    waiting = list(items)
    for _ in range(len(items) + 1):
        answer = client.post(ADDRESS, phone.batch(waiting, now=now))
        assert answer.status_code == 200, answer.json()
        found = answer.json()["results"]
        last |= {one["id"]: one for one in found}
        left = [one for one, said in zip(waiting, found, strict=True) if said["result"] == "retry"]
        if not left or len(left) == len(waiting):
            break
        waiting = left
    return list(last.values())


def shuffled_deliveries(
    client: Any, phone: Phone, *, chance: random.Random, now: dt.datetime
) -> None:
    """Send all in any order, in pieces of any size, some twice, until nothing waits any more."""
    waiting = [*phone.made, *chance.sample(phone.made, k=len(phone.made) // 2)]
    chance.shuffle(waiting)
    for _ in range(200):
        if not waiting:
            return
        piece = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 5)))]
        answer = client.post(ADDRESS, phone.batch(piece, now=now))
        assert answer.status_code == 200, answer.json()
        for one, said in zip(piece, answer.json()["results"], strict=True):
            if said["result"] == "retry":
                waiting.insert(0, one)
    raise AssertionError(f"These never arrived: {waiting}")
