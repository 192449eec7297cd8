"""A push service on this machine, with TLS and a certificate of its own, for tests and for measuring."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

TAKEN = b"HTTP/1.1 201 Created\r\nLocation: https://push.example.org/m/1\r\nTTL: 60\r\nContent-Length: 0\r\n\r\n"

# Pieces of an answer, each with the seconds to wait before it; None never answers.
Pieces = Sequence[tuple[float, bytes]]


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came: path, headers by small names, body, and which connection brought it."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


Respond = Callable[[Received], "bytes | Pieces | None"]


def make_certificate(folder: Path, hosts: Sequence[str]) -> Path:
    """Write key and certificate for these hosts into one file, good for an hour, and return it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A push service of our own")])
    now = dt.datetime.now(tz=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Tests of other moments do not move the clock that certificates are read by.
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in hosts]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "push.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


class PushService:
    """Takes requests over kept connections; `respond` says what comes back, `received` what came."""

    def __init__(self, certificate: Path, *, keeps: bool = True, seconds: float = 0) -> None:
        """`keeps` is off for measuring: then nothing is read but its length; `seconds` it thinks."""
        self.certificate = certificate
        self.port = 0
        self.received: list[Received] = []
        self.connections = 0
        self.respond: Respond = lambda _: TAKEN
        self._keeps = keeps
        self._seconds = seconds

    def serve(self, on_ready: Callable[[asyncio.AbstractEventLoop], None]) -> None:
        """Serve in this thread until the loop is stopped; `on_ready` is told once it listens."""
        asyncio.run(self._serve(on_ready))

    @contextmanager
    def running(self) -> Iterator[PushService]:
        """Serve in a thread of its own as long as the block lasts."""
        ready = threading.Event()
        stop: list[Callable[[], object]] = []

        def note(loop: asyncio.AbstractEventLoop) -> None:
            task = asyncio.current_task(loop)
            assert task is not None  # noqa: S101  # for the type checker
            stop.append(lambda: loop.call_soon_threadsafe(task.cancel))
            ready.set()

        def serve() -> None:
            with suppress(asyncio.CancelledError):
                self.serve(note)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        if not ready.wait(10):
            raise RuntimeError("The push service did not start.")
        try:
            yield self
        finally:
            stop[0]()
            thread.join(5)

    async def _serve(self, on_ready: Callable[[asyncio.AbstractEventLoop], None]) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: _Connection(self, keeps=self._keeps, seconds=self._seconds),
            "127.0.0.1",
            0,
            ssl=context,
            backlog=200,
        )
        self.port = server.sockets[0].getsockname()[1]
        on_ready(loop)
        try:
            await asyncio.Event().wait()
        finally:
            server.close()


class _Connection(asyncio.Protocol):
    def __init__(self, service: PushService, *, keeps: bool, seconds: float) -> None:
        self._service = service
        self._keeps = keeps
        self._seconds = seconds
        self._data = b""
        self._number = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # for the type checker
        self._transport = transport
        self._service.connections += 1
        self._number = self._service.connections

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, rest = self._data.partition(b"\r\n\r\n")
        if not found:
            return
        length = _length(head)
        if len(rest) < length:
            return
        self._data = rest[length:]
        if not self._keeps:
            if self._seconds:
                asyncio.get_running_loop().call_later(self._seconds, self._transport.write, TAKEN)
            else:
                self._transport.write(TAKEN)
            return
        received = _read(head, rest[:length], self._number)
        self._service.received.append(received)
        answer = self._service.respond(received)
        if isinstance(answer, bytes):
            self._transport.write(answer)
        elif answer is not None:
            asyncio.get_running_loop().create_task(self._write(answer))

    async def _write(self, pieces: Pieces) -> None:
        for seconds, piece in pieces:
            await asyncio.sleep(seconds)
            if self._transport.is_closing():
                return
            if piece:
                self._transport.write(piece)
            else:
                self._transport.abort()


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"content-length:") + len(b"content-length:")
    end = lower.find(b"\r", start)
    return int(lower[start : end if end > 0 else None])


def _read(head: bytes, body: bytes, connection: int) -> Received:
    first, *lines = head.decode("ascii").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    return Received(first.split(" ")[1], headers, body, connection)


def main(certificate: str, seconds: str) -> None:
    """Serve until the process is ended; the first line that is printed is the port."""
    service = PushService(Path(certificate), keeps=False, seconds=float(seconds))
    service.serve(lambda _: print(service.port, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
