"""A browser's side of Web Push for tests: keys, opening what was sealed, and a service to send to.

Messages are opened by another library than the one that sealed them.
"""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.models import PushSubscription, User
from accounts.push.endpoints import Dial
from accounts.push.lines import tls_context
from accounts.push.sender import Sender
from accounts.push.vapid import Signer, read_private_key
from bench.push_service import PushService, Received
from tests.factories import NOW

# Made for tests, used nowhere else.
PRIVATE_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
SUBJECT = "mailto:reminders@clinic.org"
SITE = "https://clinic.org"
GOOGLE = "fcm.googleapis.com"
APPLE = "web.push.apple.com"
MOZILLA = "updates.push.services.mozilla.com"
WINDOWS = "db5p.notify.windows.com"
HOSTS = (GOOGLE, APPLE, MOZILLA, WINDOWS)


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def padded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class BrowserSide:
    """The keys of one subscription, as a browser holds them."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.p256dh, self.auth = unpadded(point), unpadded(self._auth)

    def open(self, body: bytes) -> bytes:
        """Return what was sealed for this browser."""
        plain: bytes = http_ece.decrypt(
            body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
        )
        return plain

    def read(self, body: bytes) -> dict[str, Any]:
        """Return the JSON that was sealed for this browser."""
        shown: dict[str, Any] = json.loads(self.open(body))
        return shown


@cache
def side() -> BrowserSide:
    """Return a browser that many tests may share."""
    return BrowserSide()


def subscribe_row(
    user: User, endpoint: str = f"https://{GOOGLE}/fcm/send/one", **fields: Any
) -> PushSubscription:
    """Store a subscription whose messages `side` opens."""
    keys = {"p256dh": side().p256dh, "auth": side().auth}
    rest = {"site": SITE, "device": "Chrome on Android", "created_at": NOW, "seen_at": NOW}
    return PushSubscription.objects.create(
        **{"user": user, "endpoint": endpoint, **keys, **rest, **fields}
    )


def token_of(received: Received) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a request's token, once its signature was found to be right."""
    scheme, _, parameters = received.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(one.strip().split("=", 1) for one in parameters.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    r, s = padded(signature)[:32], padded(signature)[32:]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), padded(parts["k"]))
    key.verify(
        encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big")),
        signed.encode(),
        ec.ECDSA(hashes.SHA256()),
    )
    head, claims = (json.loads(padded(one)) for one in signed.split("."))
    return head, claims


def to(service: PushService) -> Dial:
    """Return what takes every host for this service."""
    return lambda host, seconds: socket.create_connection(("127.0.0.1", service.port), seconds)


@contextmanager
def sender_to(service: PushService, *, extra_hosts: Sequence[str] = ()) -> Iterator[Sender]:
    """Give a sender whose network is this service alone."""
    sender = Sender(
        Signer(read_private_key(PRIVATE_KEY), SUBJECT),
        extra_hosts=extra_hosts,
        dial=to(service),
        context=tls_context(str(service.certificate)),
    )
    yield sender
    sender.close()


def forbid_connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let no socket reach out; return the list of what tried to."""
    tried: list[Any] = []

    def connect(line: socket.socket, place: Any) -> None:
        tried.append(place)
        raise AssertionError(f"A connection was made to {place}.")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried
