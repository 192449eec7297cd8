"""Secrets people hold: how they are made, and the hashes that stand for them in the database."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from accounts.models import User

# Without pairs that look alike on paper: I L 1, O 0 Q, S 5, Z 2, B 8, G.
CODE_ALPHABET = "ACDEFHJKMNPRTUVWXY34679"
CODE_LENGTH = 6


def new_secret() -> str:
    """Return 256 random bits as 43 characters that are safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return six letters and digits that can be read from paper and typed."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a secret; enough because nobody can guess 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hash_code(code: str, *, key: str | None = None) -> str:
    """Return a code's HMAC under the site's key, as six letters alone could be tried through."""
    return salted_hmac(
        "accounts.invitation.code", tidy_code(code), secret=key, algorithm="sha256"
    ).hexdigest()


def code_hashes(code: str) -> list[str]:
    """Return the hashes a code may be stored under, old keys of the site included."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hash_code(code, key=key) for key in keys]


def outbox_keys(person: User) -> list[bytes]:
    """Return the AES keys, 32 bytes each, of what waits on this person's phones; the first one seals.

    Made from the site's key, so nothing is stored; after a change of that key the old ones still open.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac(
            "accounts.secrets.outbox_keys", str(person.pk), secret=key, algorithm="sha256"
        ).digest()
        for key in keys
    ]


def tidy_code(code: str) -> str:
    """Drop what people add when they type a code: spaces, hyphens, lower case."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def show_code(code: str) -> str:
    """Return the code as it is printed, in two groups of three."""
    return f"{code[:3]}-{code[3:]}"
