"""Where messages may be pushed to, for the address of a push service comes from a browser.

Three fences one behind the other: the shape of the address, the list of known push services, and
at each connection the network address behind the name. docs/decisions/0100-web-push-by-our-own-sender.md.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

MOST_CHARACTERS = 1024
HTTPS_PORT = 443
_MOST_ADDRESSES = 4

# Chrome, Edge on phones, Samsung, Opera, Brave; Chromium without Google's keys; Firefox; Safari.
HOSTS = frozenset(
    {
        "fcm.googleapis.com",
        "jmt17.google.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
    }
)
# Apple's and Mozilla's other names, and the regions of Edge on Windows.
SUFFIXES = (".push.apple.com", ".push.services.mozilla.com", ".notify.windows.com")

HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    re.ASCII,
)
# No port, user, fragment, backslash, space, quote or control character can stand in it.
_ADDRESS = re.compile(
    r"https://(?P<host>[a-z0-9.-]+)(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)", re.ASCII
)

# Nothing in these is a push service: this machine, its network, and forms that hide either.
_CLOSED = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]
# Everything else of version 6 is local, or a version 4 address in disguise.
_OPEN_V6 = ipaddress.ip_network("2000::/3")

Dial = Callable[[str, float], socket.socket]


class BadEndpointError(ValueError):
    """The address is none of a push service that we send to."""


class ClosedAddressError(OSError):
    """The name leads into a network that is not the public internet."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A checked address: a host in small letters, and a path with its query."""

    host: str
    path: str

    @property
    def origin(self) -> str:
        """Scheme and host, which a token is made out to."""
        return f"https://{self.host}"


def read_endpoint(address: str, *, extra_hosts: Collection[str] = ()) -> Endpoint:
    """Return the address of a known push service, or of a host that the operator added.

    Raises `BadEndpointError`, whose text does not repeat the address.
    """
    if len(address) > MOST_CHARACTERS:
        raise BadEndpointError("The address is too long.")
    found = _ADDRESS.fullmatch(address)
    if found is None or HOST.fullmatch(found["host"]) is None:
        raise BadEndpointError("The address has not the shape of a push service's.")
    host = found["host"]
    if not (host in HOSTS or host.endswith(SUFFIXES) or host in extra_hosts):
        raise BadEndpointError("The address is of no push service that is known here.")
    return Endpoint(host, found["path"])


def is_public(address: str) -> bool:
    """Tell whether a network address, as text, belongs to the public internet."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address) and one not in _OPEN_V6:
        return False
    return not any(one in network for network in _CLOSED)


def dial(host: str, seconds: float) -> socket.socket:
    """Connect to a host's https port within so many seconds, at an address that was checked.

    The name is looked up once, and what came of it is what is connected to: a name that answers
    otherwise the second time gains nothing. Raises `ClosedAddressError` when any address is not
    public, and `OSError`.
    """
    end = time.monotonic() + seconds
    found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    if not all(is_public(str(place[0])) for *_, place in found):
        raise ClosedAddressError("The name leads into a closed network.")
    failed: OSError = TimeoutError("Nobody answered in time.")
    for family, kind, protocol, _, place in found[:_MOST_ADDRESSES]:
        left = end - time.monotonic()
        if left <= 0:
            break
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(left)
            line.connect(place)
        except OSError as error:
            line.close()
            failed = error
        else:
            return line
    raise failed
