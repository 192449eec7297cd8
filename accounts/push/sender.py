"""Sends sealed messages to push services: many at once, over kept connections, no host in the way of another."""

from __future__ import annotations

import enum
import logging
import math
import random
import ssl
import threading
import time
from collections import Counter, deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from accounts.push.breakers import Breaker
from accounts.push.encryption import BadKeysError, read_keys, seal
from accounts.push.endpoints import (
    BadEndpointError,
    ClosedAddressError,
    Dial,
    Endpoint,
    dial,
    read_endpoint,
)
from accounts.push.lines import Answer, Line, LineError, tls_context
from accounts.push.vapid import Signer

logger = logging.getLogger(__name__)

# To one service at most so many at once, and so many in all.
AT_ONCE_PER_HOST = 48
AT_ONCE = 96
# More at once only make each other wait, so a service that answers sooner gets fewer: as many as it
# takes to send one in each so many seconds. That is 10,000 in ten seconds.
_ONE_EACH = 0.001
_LEAST_AT_ONCE = 2
_USUAL_ANSWER_SECONDS = 0.05
# Connecting costs more than sending, so each connection is to carry a few.
_EACH_CARRIES = 4
# Less than a worker's lease on what it has taken to send.
BATCH_SECONDS = 40.0
_LAST_ANSWERS_SECONDS = 16.0
LATER_SECONDS = 30
MOST_LATER_SECONDS = 3600

_GONE = frozenset({404, 410})
_BUSY = frozenset({408, 425, 429})


class Outcome(enum.Enum):
    """What became of one message at the push service."""

    SENT = "sent"
    # The subscription is over for good.
    GONE = "gone"
    LATER = "later"
    # Our mistake or the operator's; trying again changes nothing.
    REFUSED = "refused"


class Delivery(NamedTuple):
    """What became of one message; for `LATER`, not before so many seconds from now."""

    outcome: Outcome
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message for one subscription, not sealed yet."""

    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    ttl_seconds: int
    urgency: str
    topic: str


class Sender:
    """Sends for one site. Keeps connections between calls, and may be shared between threads."""

    def __init__(
        self,
        signer: Signer,
        *,
        extra_hosts: Collection[str] = (),
        dial: Dial = dial,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """`dial` and `context` are what a test puts in place of the network and its authorities."""
        self._signer = signer
        self._extra_hosts = frozenset(extra_hosts)
        self._dial = dial
        self._context = context or tls_context()
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    def send(self, parcels: Sequence[Parcel], *, now: datetime) -> list[Delivery]:
        """Send all, and return what became of each, in the order given.

        Takes at most a minute: what could not be sent until then is for later. Call it outside of
        every transaction.
        """
        batch = _Batch(
            parcels=parcels,
            now=now,
            ends_at=time.monotonic() + BATCH_SECONDS,
            found=[Delivery(Outcome.LATER, LATER_SECONDS)] * len(parcels),
        )
        for number, parcel in enumerate(parcels):
            try:
                endpoint = read_endpoint(parcel.endpoint, extra_hosts=self._extra_hosts)
            except BadEndpointError:
                # Not its host either: it may have been made to carry a message into the log.
                batch.refuse(number, "an address that is not allowed", "no request")
                continue
            batch.waiting.setdefault(endpoint.host, deque()).append((number, endpoint))
        self._run(batch)
        batch.report()
        return list(batch.found)

    def close(self) -> None:
        """Hang up everywhere."""
        with self._lock:
            hosts = list(self._hosts.values())
        for host in hosts:
            while host.idle:
                host.idle.pop().close()

    def _run(self, batch: _Batch) -> None:
        turns = _turns(
            {name: self._host(name).lines(len(jobs)) for name, jobs in batch.waiting.items()}
        )
        if len(turns) == 1:
            self._drain(turns[0], batch)
            return
        queue = deque(turns)

        def work() -> None:
            while True:
                try:
                    host = queue.popleft()
                except IndexError:
                    return
                self._drain(host, batch)

        # Of this call alone: one that hangs keeps nothing from the next call. As daemons they keep
        # nobody from ending either.
        threads = [
            threading.Thread(target=work, name="push", daemon=True)
            for _ in range(min(AT_ONCE, len(turns)))
        ]
        for thread in threads:
            thread.start()
        last = batch.ends_at + _LAST_ANSWERS_SECONDS
        for thread in threads:
            thread.join(max(0.0, last - time.monotonic()))

    def _drain(self, name: str, batch: _Batch) -> None:
        """Send what waits for one host, one after the other, until nothing does."""
        jobs = batch.waiting[name]
        host = self._host(name)
        line = host.take()
        try:
            while True:
                try:
                    number, endpoint = jobs.popleft()
                except IndexError:
                    return
                batch.found[number] = self._deliver(host, line, number, endpoint, batch)
        except Exception:
            logger.exception("Push: sending to %s broke off.", name)
        finally:
            host.keep(line)

    def _deliver(
        self, host: _Host, line: Line, number: int, endpoint: Endpoint, batch: _Batch
    ) -> Delivery:
        at = time.monotonic()
        if at > batch.ends_at:
            return Delivery(Outcome.LATER, LATER_SECONDS)
        pause = host.breaker.wait(at)
        if pause:
            return _later(pause)
        try:
            request = self._request(batch.parcels[number], endpoint, batch.now)
        except (BadKeysError, ValueError) as error:
            return batch.refuse(number, endpoint.host, type(error).__name__)
        sent_at = time.monotonic()
        try:
            answer = _post(line, request)
        except ClosedAddressError:
            return batch.refuse(number, endpoint.host, "an address in a closed network")
        except LineError as error:
            host.breaker.failed(time.monotonic())
            batch.late[endpoint.host, error.reason] += 1
            return _later(LATER_SECONDS)
        host.answered(time.monotonic() - sent_at)
        return self._judge(host, number, answer, endpoint, batch)

    def _judge(
        self, host: _Host, number: int, answer: Answer, endpoint: Endpoint, batch: _Batch
    ) -> Delivery:
        status = answer.status
        if status in _BUSY or status >= 500:
            seconds = _seconds(answer.retry_after, batch.now)
            # 429 may be about one phone alone; 503 with a time is about the whole service.
            host.breaker.failed(time.monotonic(), seconds=seconds if status == 503 else 0)
            batch.late[endpoint.host, str(status)] += 1
            return Delivery(Outcome.LATER, seconds) if seconds else _later(LATER_SECONDS)
        host.breaker.worked()
        if 200 <= status < 300:
            return Delivery(Outcome.SENT)
        if status in _GONE:
            return Delivery(Outcome.GONE)
        return batch.refuse(number, endpoint.host, str(status))

    def _request(self, parcel: Parcel, endpoint: Endpoint, now: datetime) -> bytes:
        body = seal(parcel.payload, read_keys(parcel.p256dh, parcel.auth))
        head = (
            f"POST {endpoint.path} HTTP/1.1\r\n"
            f"Host: {endpoint.host}\r\n"
            f"Authorization: {self._signer.authorization(endpoint.origin, now=now)}\r\n"
            f"TTL: {parcel.ttl_seconds}\r\n"
            f"Urgency: {parcel.urgency}\r\n"
            f"Topic: {parcel.topic}\r\n"
            "Content-Type: application/octet-stream\r\n"
            "Content-Encoding: aes128gcm\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode("ascii") + body

    def _host(self, name: str) -> _Host:
        with self._lock:
            if name not in self._hosts:
                self._hosts[name] = _Host(name, self._dial, self._context)
            return self._hosts[name]


@dataclass(slots=True)
class _Host:
    """The kept connections to one push service, and whether it answers."""

    name: str
    dial: Dial
    context: ssl.SSLContext
    breaker: Breaker = field(default_factory=Breaker)
    idle: list[Line] = field(default_factory=list)
    # How long an answer takes, on the average of the last few dozen.
    answer_seconds: float = _USUAL_ANSWER_SECONDS

    def keep(self, line: Line) -> None:
        self.idle.append(line)
        # The last one that was kept is the first one to be taken, so old ones are in front.
        with suppress(IndexError):
            while self.idle[0].is_old:
                self.idle.pop(0).close()

    def lines(self, messages: int) -> int:
        """Return over how many connections so many messages should go."""
        needed = max(_LEAST_AT_ONCE, math.ceil(self.answer_seconds / _ONE_EACH))
        return min(needed, AT_ONCE_PER_HOST, math.ceil(messages / _EACH_CARRIES))

    def answered(self, seconds: float) -> None:
        self.answer_seconds += (seconds - self.answer_seconds) / 32

    def take(self) -> Line:
        try:
            return self.idle.pop()
        except IndexError:
            return Line(self.name, dial=self.dial, context=self.context)


@dataclass(slots=True, kw_only=True)
class _Batch:
    """One call's messages, what waits for which host, and what became of them."""

    parcels: Sequence[Parcel]
    now: datetime
    ends_at: float
    found: list[Delivery]
    waiting: dict[str, deque[tuple[int, Endpoint]]] = field(default_factory=dict)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    late: Counter[tuple[str, str]] = field(default_factory=Counter)

    def refuse(self, number: int, where: str, why: str) -> Delivery:
        self.refused[where, why] += 1
        self.found[number] = Delivery(Outcome.REFUSED)
        return self.found[number]

    def report(self) -> None:
        """Log what somebody should look at, without an address or a person."""
        for (where, why), count in self.refused.items():
            logger.error("Push: %d not taken by %s (%s).", count, where, why)
        for (where, why), count in self.late.items():
            logger.warning("Push: %d put off by %s (%s).", count, where, why)


def _turns(left: dict[str, int]) -> list[str]:
    """Return the hosts as often as they have lines; first each of them once, then once more."""
    turns: list[str] = []
    while left:
        turns += left
        left = {host: count - 1 for host, count in left.items() if count > 1}
    return turns


def _post(line: Line, request: bytes) -> Answer:
    try:
        return line.post(request)
    except LineError as error:
        # Nothing was wrong but that the connection had been kept for too long. Should the first
        # request have arrived all the same, the second has its topic and takes its place.
        if not error.is_stale:
            raise
        return line.post(request)


def _later(seconds: float) -> Delivery:
    # Those that were put off together do not come back together.
    spread = seconds * random.uniform(1, 2)  # noqa: S311  # no secret
    return Delivery(Outcome.LATER, max(1, min(MOST_LATER_SECONDS, round(spread))))


def _seconds(retry_after: str, now: datetime) -> int:
    """Return what Retry-After asks for, in seconds up to an hour; 0 where it asks for nothing."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:10])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return 0
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return max(0, min(MOST_LATER_SECONDS, round(seconds)))
