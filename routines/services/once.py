"""Storing a thing a phone sends exactly once: the phone's own key and a fingerprint of the body."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)

# Made once: `json.dumps` makes another one for each call that asks for more than it does by itself.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str)


class SentBeforeError(ValueError):
    """The key is taken by another body. `stored` is what stands, or None when it is not theirs."""

    def __init__(self, stored: models.Model | None) -> None:
        super().__init__(
            "This was already saved with something else in it. The first one stands; "
            "change it there if it is wrong."
        )
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Stored(Generic[Row]):
    """The row a create ended in, and whether this call wrote it (False for a replay)."""

    row: Row
    is_new: bool


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value, whatever the order of its keys."""
    return _CANONICAL.encode(value)


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return a digest that is the same for the same body, whatever the order of its keys."""
    return digest(canonical(body))


def digest(text: str) -> str:
    """Return the digest of a body that is `canonical` already."""
    return hashlib.sha256(text.encode()).hexdigest()
