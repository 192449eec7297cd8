"""How often codes of invitations may be guessed, so that nobody can shut the others out.

Wrong codes count for each address. When many come in from everywhere at once, each network has a
few tries left instead of none: docs/decisions/0021-invitations-and-their-secrets.md.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest

RATE_LIMITS = {"code": "10/10m/ip", "code_wrong": "100/h/key", "code_wary": "3/d/key"}
# What one household, clinic or phone company hands out: taking many of these is expensive.
NETWORK_BITS = {4: 24, 6: 48}


def begin_try(request: HttpRequest) -> Any:
    """Count a try for this address; None when it has none left.

    The caller rolls back what comes back when the code was right, else calls `count_wrong`.
    """
    tries = _consume(request, "code")
    if tries is None:
        return None
    is_under_attack = not _consume(request, "code_wrong", key="everybody", dry_run=True)
    if is_under_attack:
        few = _consume(request, "code_wary", key=network_of(ratelimit.get_ip(request)))
        if few is None:
            return None
        tries.usage += few.usage
    return tries


def count_wrong(request: HttpRequest) -> None:
    """Count a wrong code against everybody together."""
    _consume(request, "code_wrong", key="everybody")


def network_of(address: str) -> str:
    """Return the network an address belongs to, as in 192.0.2.0/24; odd ones are their own."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{one}/{NETWORK_BITS[one.version]}", strict=False))


def _consume(request: HttpRequest, action: str, **options: Any) -> Any:
    return ratelimit.consume(request, app="accounts", action=action, config=RATE_LIMITS, **options)
