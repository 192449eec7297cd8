"""Seeded bugs: each is what somebody might well get wrong, and the simulator has to notice it.

Bugs of the phones replace a text of the modules; bugs of the server replace a function of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from django.db import transaction

from routines.api.base import body_of
from routines.models import SyncReceipt
from routines.models.sync import EventKey
from routines.services import sessions
from routines.services.sync import Sent, take
from tests.simulator.server import Server

_ADDRESS = "routines.api.sync"

Change = Callable[[ExitStack, Server], None]


@dataclass(frozen=True)
class Bug:
    """One bug. `patches`: texts of the modules and what stands in their place. `server`: what it
    changes there. `kind`: how it shows. `options`: of the schedules in which it is looked for.
    `first`: where it was caught last; looked at before all others, which saves a minute.
    """

    name: str
    kind: str
    patches: Sequence[tuple[str, str]] = ()
    server: Change | None = None
    options: dict[str, Any] = field(default_factory=dict)
    first: int = 0

    @contextmanager
    def on(self, server: Server) -> Iterator[None]:
        """Let the server have it."""
        with ExitStack() as stack:
            if self.server is not None:
                self.server(stack, server)
            yield


# --- of the server -------------------------------------------------------------------------


def _forgets_keys(stack: ExitStack, server: Server) -> None:
    # What comes once more is stored once more, as something new.
    def fresh(*, sent: Sequence[Sent], **rest: Any) -> Any:
        keys = [one.sent_id for one in sent]
        here = set(SyncReceipt.objects.filter(sent_id__in=keys).values_list("sent_id", flat=True))
        anew = [replace(one, sent_id=uuid.uuid4()) if one.sent_id in here else one for one in sent]
        return take(sent=anew, **rest)

    stack.enter_context(mock.patch(f"{_ADDRESS}.take", fresh))


def _commits_later(stack: ExitStack, server: Server) -> None:
    def early(**given: Any) -> Any:
        whole = transaction.atomic()
        whole.__enter__()

        def finish(is_killed: bool) -> None:
            error = RuntimeError() if is_killed else None
            whole.__exit__(type(error) if error else None, error, None)

        server.later.append(finish)
        return take(**given)

    stack.enter_context(mock.patch(f"{_ADDRESS}.take", early))


def _ignores_the_account(stack: ExitStack, server: Server) -> None:
    def without(*given: Any) -> Any:
        return {name: said for name, said in body_of(*given).items() if name != "account"}

    stack.enter_context(mock.patch(f"{_ADDRESS}.body_of", without))


def _orders_by_arrival(stack: ExitStack, server: Server) -> None:
    def newest(one: Sent) -> EventKey:
        return EventKey(2**60, one.made_at, one.sent_id)

    stack.enter_context(mock.patch.object(Sent, "key", property(newest)))


def _undoes_by_two_clocks(stack: ExitStack, server: Server) -> None:
    undo = sessions.undo

    def by_ours(**given: Any) -> Any:
        return undo(**{**given, "tapped_at": None})

    stack.enter_context(mock.patch.object(sessions, "undo", by_ours))


# --- all of them ---------------------------------------------------------------------------

# Nothing but taps in several tabs.
_CALM = {
    "weather": 0,
    "kinds": {"tap": 60, "open a tab": 40},
}
# Several phones change their mind about the same, or pages die while a server is restored: in the
# usual schedules these bugs take up to 300, and here some ten.
_SECOND_THOUGHTS = {
    "taps": {"session": 10, "log": 25, "correction": 40, "rating": 25},
    "kinds": {"tap": 60, "no signal": 25, "signal": 5},
}
_RESTORES = {"kinds": {"tap": 40, "restore": 20, "kill the browser": 20, "close a tab": 10}}
# Homework says whose it is, a check-in does not.
_CHECK_INS = {"taps": {"session": 10, "check_in": 40}}
_NO_LOCK = ("await (navigator.locks ? navigator.locks.request(NAME, all) : all())", "await all()")
_COPY = (
    "        this.#try(async () => (await caches.open(COPY)).put(COPY_PATH + entry.id,"
    " new Response(JSON.stringify(entry)))),\n"
)
_REFUSES = (
    'else if (result === "conflict" || result === "invalid") this.#refuse(letter, reason, stored);'
)

BUGS = [
    Bug(name="no unique key", kind="DOUBLED", server=_forgets_keys),
    Bug(name="acknowledges before it commits", first=67, kind="LOST", server=_commits_later),
    Bug(
        name="orders by arrival",
        first=65,
        kind="ORDER",
        server=_orders_by_arrival,
        options=_SECOND_THOUGHTS,
    ),
    Bug(name="judges an undo by two clocks", first=46, kind="LOST", server=_undoes_by_two_clocks),
    Bug(
        name="nobody asks whose it is",
        first=48,
        kind="WRONG ACCOUNT",
        server=_ignores_the_account,
        patches=[("if (account !== this.owner) return false;", "")],
        options=_CHECK_INS,
    ),
    Bug(
        name="sends what another person did",
        kind="WRONG ACCOUNT",
        patches=[
            ("return entries.filter((entry) => entry.owner === this.#owner);", "return entries;"),
        ],
        options=_CHECK_INS,
    ),
    Bug(
        name="relaxed durability",
        kind="LOST",
        patches=[('{ durability: "strict" }', '{ durability: "relaxed" }')],
    ),
    Bug(name="no copy", first=18, kind="LOST", patches=[(_COPY, "")]),
    Bug(
        name="the copy is never put back",
        first=18,
        kind="LOST",
        patches=[("    await shelf.#heal();\n", "")],
    ),
    Bug(
        name="marks before the answer",
        kind="LOST",
        patches=[
            (
                "      let answer = await this.#request(batch);\n",
                '      for (const each of batch) this.#letters.change(each, { state: "sent" });\n'
                "      let answer = await this.#request(batch);\n",
            )
        ],
    ),
    Bug(
        name="takes retry for stored",
        kind="LOST",
        patches=[
            ("else tried.add(letter.id);", 'else this.#letters.change(letter, { state: "sent" });')
        ],
    ),
    Bug(
        name="ignores the epoch",
        kind="LOST",
        patches=[("      await this.#letters.offerAgain();\n", "")],
    ),
    Bug(
        name="marks what was stored before it looks at the epoch",
        first=18,
        kind="LOST",
        options=_RESTORES,
        patches=[
            (
                "    await this.heardOf(epoch);\n    const heardAt",
                "    const heardAt",
            ),
            (
                "    this.#announce();\n    return null;",
                "    this.#announce();\n    await this.heardOf(epoch);\n    return null;",
            ),
            (
                "localStorage.getItem(name) === epoch) return;",
                "localStorage.getItem(name) === epoch) return;\n"
                "      if (!localStorage.getItem(name)) return localStorage.setItem(name, epoch);",
            ),
        ],
    ),
    Bug(
        name="lets go of what was sent by the phone's own clock",
        first=14,
        kind="LOST",
        options={"kinds": {"tap": 40, "clock": 20, "restore": 20, "backup": 5, "close a tab": 10}},
        patches=[
            (
                "this.heardAt - entry.heardAt > KEPT_MS",
                "now - entry.madeAt > KEPT_MS",
            ),
        ],
    ),
    Bug(
        name="a poisoned thing holds up the rest",
        kind="LOST",
        patches=[
            (_REFUSES, 'else if (result === "conflict" || result === "invalid") return "unsent";')
        ],
    ),
    Bug(
        name="a batch that cannot be read is not halved",
        first=111,
        kind="LOST",
        patches=[("return await this.#tooMuch(batch, answer);", 'return "unsent";')],
    ),
    Bug(
        name="no lock, and a server that takes everything anew",
        kind="DOUBLED",
        server=_forgets_keys,
        patches=[_NO_LOCK],
        options=_CALM,
    ),
]

# The same server and the same calm, with the lock: there must be nothing to find.
LOCKED = replace(BUGS[-1], name="the same with the lock", patches=[])
