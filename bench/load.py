"""The load: threads with kept connections that send prepared requests and time the answers."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

CONNECTIONS = 8


class UnexpectedAnswerError(RuntimeError):
    """A measured page did not answer as it should, so its time means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: what is sent, and the status that must come back."""

    method: str
    path: str
    cookie: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/x-www-form-urlencoded"
    expected: int = 200

    def as_bytes(self, host: str) -> bytes:
        """Return the request as it goes over the wire."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"Host: {host}",
            f"Cookie: {self.cookie}",
            # The product runs as behind a proxy that speaks https, and so trusts this.
            "X-Forwarded-Proto: https",
            "X-Forwarded-For: 127.0.0.1",
            f"Origin: https://{host}",
            "Accept-Encoding: gzip, br",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        if self.method == "POST":
            lines.append(f"Content-Type: {self.content_type}")
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


@dataclass(slots=True)
class Sample:
    """What one figure took, over all its rounds."""

    seconds: float = 0
    cpu_seconds: float = 0
    latencies: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, *, seconds: float, cpu_seconds: float, latencies: Sequence[float]) -> None:
        """Add one round."""
        self.latencies += latencies
        self.rates.append(len(latencies) / seconds)
        self.cpu.append(cpu_seconds * 1000 / len(latencies))

    def milliseconds(self, percent: int) -> float:
        """Return the percentile of all latencies, in milliseconds."""
        ordered = sorted(self.latencies)
        return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 2)

    @property
    def rate(self) -> float:
        """The median of the rounds' requests a second."""
        return statistics.median(self.rates)

    @property
    def cpu_milliseconds(self) -> float:
        """The median of the rounds' processor milliseconds for each request."""
        return statistics.median(self.cpu)


class Connection:
    """One kept connection that sends prepared bytes; a fraction of `http.client`'s own work."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def send(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Return status, head and body of the answer."""
        self._socket.sendall(request)
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        lower = head.lower()
        start = lower.find(b"content-length:")
        if start < 0:
            raise UnexpectedAnswerError(f"an answer without a length: {head.decode()}")
        length = int(
            lower[start + 15 : lower.find(b"\r", start) if b"\r" in lower[start:] else None]
        )
        while len(body) < length:
            body += self._receive()
        self._rest = body[length:]
        return int(head[9:12]), head, body[:length]

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _receive(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise UnexpectedAnswerError("the server closed the connection")
        return data


def usage(port: int) -> dict[str, Any]:
    """Ask the server what it has used so far."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", "/bench/usage")
    answer: dict[str, Any] = json.loads(client.getresponse().read())
    client.close()
    return answer


def run(port: int, host: str, calls: Sequence[Call], sample: Sample | None = None) -> None:
    """Send the calls over CONNECTIONS kept connections, each a share; add the round to `sample`.

    Raises `UnexpectedAnswerError` when an answer has another status than expected.
    """
    shares = [calls[number::CONNECTIONS] for number in range(CONNECTIONS)]
    prepared = [[(call.as_bytes(host), call.expected) for call in share] for share in shares]
    latencies: list[list[float]] = [[] for _ in shares]
    faults: list[Exception] = []
    connections = [Connection(port) for _ in shares]
    barrier = threading.Barrier(CONNECTIONS + 1)

    def work(number: int) -> None:
        connection, times = connections[number], latencies[number]
        barrier.wait()
        try:
            for request, expected in prepared[number]:
                before = time.perf_counter()
                status, head, _ = connection.send(request)
                times.append(time.perf_counter() - before)
                if status != expected:
                    first = request.split(b"\r\n", 1)[0].decode()
                    raise UnexpectedAnswerError(f"{first} answered {status}\n{head.decode()}")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    cpu = usage(port)["cpu_seconds"]
    barrier.wait()
    before = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - before
    cpu = usage(port)["cpu_seconds"] - cpu
    for connection in connections:
        connection.close()
    if faults:
        raise faults[0]
    if sample is not None:
        sample.add(
            seconds=seconds,
            cpu_seconds=cpu,
            latencies=[time for times in latencies for time in times],
        )


def statements(port: int, host: str, call: Call) -> tuple[int, int]:
    """Send one call and return how many SQL statements it took and how long its answer is."""
    counted = Call(
        method=call.method,
        path=call.path,
        cookie=call.cookie,
        body=call.body,
        headers=(*call.headers, ("X-Count-Statements", "1")),
        content_type=call.content_type,
    )
    connection = Connection(port)
    status, head, body = connection.send(counted.as_bytes(host))
    connection.close()
    if status != call.expected:
        raise UnexpectedAnswerError(f"{call.path} answered {status}")
    found = [line for line in head.split(b"\r\n") if line.lower().startswith(b"x-statements:")]
    return int(found[0].split(b":")[1]), len(body)
