"""How often one person may call: generous for a phone that catches up, a stop for a loop.

Counted for people, not addresses: a request without a person is refused before it costs anything.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle


class ReadThrottle(UserRateThrottle):
    """The limit for reads."""

    scope = "reads"
    # Not the database cache: it would turn every read into a write.
    cache: Any = ConnectionProxy(caches, "throttles")

    def allow_request(self, request: Request, view: Any) -> bool:
        """Tell whether this request is within the limit; writes have their own."""
        return request.method not in SAFE_METHODS or super().allow_request(request, view)


class WriteThrottle(UserRateThrottle):
    """The limit for writes; a week without a network is sent in one minute with room to spare."""

    scope = "writes"
    cache: Any = ConnectionProxy(caches, "throttles")

    def allow_request(self, request: Request, view: Any) -> bool:
        """Tell whether this request is within the limit; reads have their own."""
        return request.method in SAFE_METHODS or super().allow_request(request, view)
