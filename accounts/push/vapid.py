"""Says to a push service who sends: RFC 8292, a short token signed with the key of this site."""

from __future__ import annotations

import json
import re
import threading
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.push.encryption import BadKeysError, from_base64url, to_base64url

# At most 24 hours by the RFC; with less, a clock that is off does no harm.
TOKEN_LASTS = timedelta(hours=12)
TOKEN_IS_USED = timedelta(hours=6)
_MOST_ORIGINS = 500
_SCALAR_BYTES = 32

_EMAIL = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<host>[A-Za-z0-9.-]+)")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
# Names that nobody can be reached under. Apple's service answers 403 to tokens with such a subject.
_NOWHERE = (
    "localhost", "local", "localdomain", "invalid", "test", "example", "internal", "lan", "home.arpa",
)  # fmt: skip
_EXAMPLES = ("example.com", "example.net", "example.org")


class BadVapidError(ValueError):
    """The key or the subject cannot be used; the sentence says why, without the key."""


def new_private_key() -> str:
    """Return a new private key as 43 characters of base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return to_base64url(number.to_bytes(_SCALAR_BYTES, "big"))


def read_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Return the key behind 43 characters of base64url. Raises `BadVapidError`."""
    try:
        number = from_base64url(text)
    except BadKeysError as error:
        raise BadVapidError("VAPID_PRIVATE_KEY is not base64url.") from error
    if len(number) != _SCALAR_BYTES:
        raise BadVapidError("VAPID_PRIVATE_KEY must be 43 characters long, which are 32 bytes.")
    try:
        return ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())
    except ValueError as error:
        raise BadVapidError("VAPID_PRIVATE_KEY is no key of the curve P-256.") from error


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public key as browsers want it: 65 bytes in base64url."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return to_base64url(point)


def require_subject(subject: str) -> None:
    """Raise `BadVapidError` unless this is a mailto: or https: address that can be somebody's."""
    email = _EMAIL.fullmatch(subject)
    if email:
        host = email["host"].lower()
    elif subject.startswith("https://") and subject.isascii() and subject.isprintable():
        host = (urlsplit(subject).hostname or "").lower()
    else:
        raise BadVapidError(
            "VAPID_SUBJECT must say who runs this site, as in mailto:you@clinic.org or"
            " https://clinic.org."
        )
    if not _HOST.fullmatch(host) or any(
        host == one or host.endswith(f".{one}") for one in _NOWHERE
    ):
        raise BadVapidError(
            "VAPID_SUBJECT leads nowhere: some push services refuse names like localhost."
        )


def is_example(subject: str) -> bool:
    """Tell whether the subject is one that stands in documents, and is nobody's."""
    return subject.lower().rstrip("/").endswith(_EXAMPLES)


class Signer:
    """Signs for one key and subject, and uses a token for hours. Safe to share between threads."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, subject: str) -> None:
        """Raise `BadVapidError` for a bad subject."""
        require_subject(subject)
        self._key = key
        self._subject = subject
        self._public = public_key(key)
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[datetime, str]] = {}

    def authorization(self, origin: str, *, now: datetime) -> str:
        """Return the Authorization header for an origin such as https://push.example.org."""
        header = self._kept_for(origin, now)
        if header:
            return header
        # Signed once, not by each of the threads that find it missing.
        with self._lock:
            header = self._kept_for(origin, now)
            if not header:
                header = f"vapid t={self._token(origin, now)}, k={self._public}"
                if len(self._kept) >= _MOST_ORIGINS:
                    self._kept.clear()
                self._kept[origin] = now, header
        return header

    def _kept_for(self, origin: str, now: datetime) -> str:
        at, header = self._kept.get(origin, (now, ""))
        # A clock that was put back would keep a token that is from the future.
        return header if timedelta(0) <= now - at < TOKEN_IS_USED else ""

    def _token(self, origin: str, now: datetime) -> str:
        claims = {
            "aud": origin,
            "exp": int((now + TOKEN_LASTS).timestamp()),
            "sub": self._subject,
        }
        parts = ({"typ": "JWT", "alg": "ES256"}, claims)
        text = ".".join(
            to_base64url(json.dumps(one, separators=(",", ":")).encode()) for one in parts
        )
        r, s = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(_SCALAR_BYTES, "big") + s.to_bytes(_SCALAR_BYTES, "big")
        return f"{text}.{to_base64url(signature)}"
