"""Seals what is pushed for one browser alone: RFC 8291 over the aes128gcm coding of RFC 8188.

The push service that carries a message sees neither what it says nor, thanks to the padding, how
long that is.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# RFC 8291, section 4: a push service has to take 4096 bytes, of which 103 are head, tag and mark.
MOST_BYTES = 3993
PADDED_TO = 512
_RECORD_SIZE = 4096
_SALT_BYTES = 16
_AUTH_BYTES = 16
_POINT_BYTES = 65
_LAST_RECORD = b"\x02"
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class BadKeysError(ValueError):
    """The keys of a subscription are not what a browser would have made."""


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """What seals messages for one subscription: a P-256 point, also as its 65 bytes, and 16 secret bytes."""

    key: ec.EllipticCurvePublicKey
    point: bytes
    auth: bytes


def read_keys(p256dh: str, auth: str) -> BrowserKeys:
    """Return the keys as a browser gives them, each in base64url. Raises `BadKeysError`."""
    point, secret = from_base64url(p256dh), from_base64url(auth)
    if len(secret) != _AUTH_BYTES:
        raise BadKeysError("The secret of a subscription has 16 bytes.")
    if len(point) != _POINT_BYTES:
        raise BadKeysError("The key of a subscription has 65 bytes.")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadKeysError("The key of a subscription is no point on P-256.") from error
    return BrowserKeys(key, point, secret)


def seal(
    plain: bytes,
    keys: BrowserKeys,
    *,
    padded_to: int = PADDED_TO,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """Return the body of a request that only this browser can open.

    `plain` is filled up to a multiple of `padded_to` bytes. `key` and `salt` are made anew for each
    message, as they have to be; a test gives those of the RFC. Raises `ValueError` for more than
    `MOST_BYTES`.
    """
    if len(plain) > MOST_BYTES:
        raise ValueError(f"A push message has at most {MOST_BYTES} bytes, not {len(plain)}.")
    own = key or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(_SALT_BYTES)
    own_point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), keys.key)
    secret = _derive(shared, keys.auth, b"WebPush: info\0" + keys.point + own_point, 32)
    content_key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    room = min(-len(plain) % padded_to, MOST_BYTES - len(plain))
    record = plain + _LAST_RECORD + b"\0" * room
    head = salt + struct.pack("!IB", _RECORD_SIZE, len(own_point)) + own_point
    return head + AESGCM(content_key).encrypt(nonce, record, None)


def to_base64url(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Return what base64url stands for, padded or not. Raises `BadKeysError`."""
    if not _BASE64URL.fullmatch(text):
        raise BadKeysError("This is not base64url.")
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise BadKeysError("This is not base64url.") from error


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
