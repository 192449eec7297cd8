"""One kept TLS connection to one push service: a request goes out, a short answer comes back.

The request is put together beforehand and the answer is read by the standard library; why not by
urllib3: docs/decisions/0100-web-push-by-our-own-sender.md.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from typing import Any, NamedTuple

from accounts.push.endpoints import ClosedAddressError, Dial

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
# Push services say all in the status; what else they write is read only to keep the connection.
MOST_ANSWER_BYTES = 4096
# Before most servers close a connection that nobody uses.
KEPT_SECONDS = 50.0


class LineError(Exception):
    """No answer came, or none that is HTTP; `is_stale` where a kept connection was closed meanwhile."""

    def __init__(self, reason: str, *, is_stale: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_stale = is_stale


class Answer(NamedTuple):
    """The status of an answer, and its Retry-After as it was written, or nothing."""

    status: int
    retry_after: str


class _TimedSocket(ssl.SSLSocket):
    """Reads until a moment, however slowly the bytes come; a timeout alone begins anew with each."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **options: Any) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("The answer came too slowly.")
        self.settimeout(left)
        return super().recv_into(*args, **options)


def tls_context(cafile: str | None = None) -> ssl.SSLContext:
    """Return how servers are recognized: by the system's authorities, or by the given file alone."""
    context = ssl.create_default_context(cafile=cafile)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _TimedSocket
    return context


class Line:
    """A connection to a host, made with the first request. For one thread at a time."""

    def __init__(self, host: str, *, dial: Dial, context: ssl.SSLContext) -> None:
        self._host = host
        self._dial = dial
        self._context = context
        self._socket: ssl.SSLSocket | None = None
        self._used_at = time.monotonic()

    def post(self, request: bytes) -> Answer:
        """Send a whole request and return its answer. Raises `LineError`, `ClosedAddressError`.

        Redirects are answers like any other: nobody follows them.
        """
        if self.is_old:
            self.close()
        was_kept = self._socket is not None
        try:
            line = self._socket or self._connect()
            return self._ask(line, request)
        except ClosedAddressError:
            raise
        except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            # `RemoteDisconnected` is one of these.
            self.close()
            raise LineError(type(error).__name__, is_stale=was_kept) from error
        except (http.client.HTTPException, OSError) as error:
            self.close()
            raise LineError(type(error).__name__) from error
        except BaseException:
            self.close()
            raise

    @property
    def is_old(self) -> bool:
        """Whether the other side has probably hung up meanwhile."""
        return time.monotonic() - self._used_at > KEPT_SECONDS

    def close(self) -> None:
        """Hang up; the next request connects again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connect(self) -> ssl.SSLSocket:
        end = time.monotonic() + CONNECT_SECONDS
        raw = self._dial(self._host, CONNECT_SECONDS)
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw.settimeout(max(0.1, end - time.monotonic()))
            self._socket = self._context.wrap_socket(raw, server_hostname=self._host)
        except BaseException:
            raw.close()
            raise
        return self._socket

    def _ask(self, line: ssl.SSLSocket, request: bytes) -> Answer:
        line.settimeout(ANSWER_SECONDS)
        if isinstance(line, _TimedSocket):
            line.deadline = time.monotonic() + ANSWER_SECONDS
        line.sendall(request)
        response = http.client.HTTPResponse(line, method="POST")
        try:
            response.begin()
            response.read(MOST_ANSWER_BYTES)
            answer = Answer(response.status, response.headers.get("Retry-After", ""))
            is_over = response.isclosed() and not response.will_close
        finally:
            response.close()
        if is_over:
            self._used_at = time.monotonic()
        else:
            self.close()
        return answer
