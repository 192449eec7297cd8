"""Where nothing is ever pushed to: addresses of other shapes, other hosts, and closed networks.

A guard on every socket fails the test if a connection is so much as tried.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest

from accounts.push.endpoints import (
    BadEndpointError,
    ClosedAddressError,
    dial,
    is_public,
    read_endpoint,
)
from accounts.push.sender import Delivery, Outcome, Parcel, Sender
from accounts.push.vapid import Signer, read_private_key
from tests.factories import NOW
from tests.push import PRIVATE_KEY, SUBJECT, forbid_connections, side

REAL = [
    "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91bH-x_y",
    "https://fcm.googleapis.com/wp/dQw4w9WgXcQ:APA91bH",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk-x_y==",
    "https://web.push.apple.com/QJm0Cq5mP2lQ-x_y",
    "https://db5p.notify.windows.com/w/?token=BQYAAAC%2fx%3d%3d",
    "https://jmt17.google.com/fcm/send/x",
]
BAD_ADDRESSES = [
    "",
    "https://",
    "https:///fcm/send/x",
    "https://fcm.googleapis.com",
    "fcm.googleapis.com/fcm/send/x",
    "//fcm.googleapis.com/fcm/send/x",
    "http://fcm.googleapis.com/fcm/send/x",
    "HTTPS://fcm.googleapis.com/fcm/send/x",
    "ftp://fcm.googleapis.com/fcm/send/x",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/x",
    "https://FCM.googleapis.com/fcm/send/x",
    "https://fcm.googleapis.com:443/fcm/send/x",
    "https://fcm.googleapis.com:22/fcm/send/x",
    "https://fcm.googleapis.com./fcm/send/x",
    "https://user@fcm.googleapis.com/fcm/send/x",
    "https://user:word@fcm.googleapis.com/fcm/send/x",
    "https://fcm.googleapis.com@127.0.0.1/fcm/send/x",
    "https://127.0.0.1/fcm/send/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0177.0.0.1/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/x",
    "https://localhost/x",
    "https://localhost.localdomain/x",
    "https://127.0.0.1.nip.io/x",
    "https://fcm.googleapis.com.evil.org/fcm/send/x",
    "https://evil.org/fcm.googleapis.com/x",
    "https://evil.org?fcm.googleapis.com/x",
    "https://evil.org#fcm.googleapis.com/x",
    "https://evil.org\\@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\@evil.org/x",
    "https://evilfcm.googleapis.com/x",
    "https://googleapis.com/x",
    "https://storage.googleapis.com/x",
    "https://google.com/x",
    "https://evilpush.apple.com/x",
    "https://push.apple.com/x",
    "https://.push.apple.com/x",
    "https://apple.com/x",
    "https://notify.windows.com/x",
    "https://evil-notify.windows.com/x",
    "https://-x.notify.windows.com/x",
    "https://a..notify.windows.com/x",
    "https://a_b.notify.windows.com/x",
    "https://push.services.mozilla.com.evil.org/x",
    "https://fcm.googleapis.com/x#y",
    "https://fcm.googleapis.com/x y",
    "https://fcm.googleapis.com/x\ty",
    "https://fcm.googleapis.com/x\n",
    "https://fcm.googleapis.com/x\r\nHost: evil.org",
    "https://fcm.googleapis.com/x\x00y",
    "https://fcm.googleapis.com/x\\y",
    'https://fcm.googleapis.com/x"y',
    "https://fcm.googleapis.com/<x>",
    "https://fcm.googleapis.com/é",
    "https://fcm。googleapis.com/x",
    "https://ｆcm.googleapis.com/x",
    "https://fcm.googleapis.com%2f@evil.org/x",
    "https://fcm.googleapis.com%00.evil.org/x",
    " https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/" + "x" * 1000,
    "https://" + "a." * 200 + "push.apple.com/x",
    "javascript:alert(1)",
    "data:text/plain,x",
]
CLOSED = [
    "0.0.0.0",  # noqa: S104  # looked at, not bound
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
]
OPEN = ["8.8.8.8", "142.250.74.106", "17.188.143.34", "2a00:1450:4001:80b::200a", "2620:149:a44::1"]


@pytest.fixture(autouse=True)
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    tried = forbid_connections(monkeypatch)
    yield tried
    assert tried == []


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> list[str]:
    """Let a name lead to these addresses, one answer after the other; return the names asked for."""
    asked: list[str] = []
    left = list(answers)

    def look_up(host: str, port: int, **options: Any) -> list[Any]:
        asked.append(host)
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in left.pop(0)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@cache
def sender() -> Sender:
    """Return a sender with the true network; reading the authorities takes a while."""
    return Sender(Signer(read_private_key(PRIVATE_KEY), SUBJECT))


def send(address: str) -> Delivery:
    parcel = Parcel(
        endpoint=address,
        p256dh=side().p256dh,
        auth=side().auth,
        payload=b"{}",
        ttl_seconds=60,
        urgency="normal",
        topic="x",
    )
    [delivery] = sender().send([parcel], now=NOW)
    return delivery


@pytest.mark.parametrize("address", REAL)
def test_addresses_as_browsers_give_them_are_taken(address: str) -> None:
    endpoint = read_endpoint(address)

    assert endpoint.origin + endpoint.path == address


@pytest.mark.parametrize("address", BAD_ADDRESSES, ids=lambda text: repr(text[:60]))
def test_no_other_address_is_sent_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve_to(monkeypatch, ["8.8.8.8"])

    assert send(address).outcome is Outcome.REFUSED
    assert asked == []
    with pytest.raises(BadEndpointError) as refused:
        read_endpoint(address)
    assert not address.strip() or address not in str(refused.value)


@pytest.mark.parametrize("address", CLOSED)
def test_a_name_that_leads_into_a_closed_network_is_not_connected_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_public(address)
    for answer in ([address], ["8.8.8.8", address], [address, "8.8.8.8"]):
        resolve_to(monkeypatch, answer)

        assert send(REAL[0]).outcome is Outcome.REFUSED


@pytest.mark.parametrize("address", OPEN)
def test_addresses_of_the_internet_are_open(address: str) -> None:
    assert is_public(address)


def test_what_was_checked_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, tried: list[Any]
) -> None:
    asked = resolve_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])

    with pytest.raises(AssertionError, match="connection"):
        dial("fcm.googleapis.com", 1)

    assert asked == ["fcm.googleapis.com"]
    assert tried == [("8.8.8.8", 443)]
    tried.clear()
    with pytest.raises(ClosedAddressError):
        dial("fcm.googleapis.com", 1)


def test_an_operators_host_is_checked_like_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "https://push.clinic.org/x"

    assert read_endpoint(address, extra_hosts=["push.clinic.org"]).host == "push.clinic.org"
    with pytest.raises(BadEndpointError):
        read_endpoint("https://a.push.clinic.org/x", extra_hosts=["push.clinic.org"])
    resolve_to(monkeypatch, ["10.1.2.3"])
    with pytest.raises(ClosedAddressError):
        dial("push.clinic.org", 1)


def test_no_proxy_of_the_environment_is_asked(
    monkeypatch: pytest.MonkeyPatch, tried: list[Any]
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    resolve_to(monkeypatch, ["8.8.8.8"])

    with pytest.raises(AssertionError, match="connection"):
        dial("fcm.googleapis.com", 1)

    assert tried == [("8.8.8.8", 443)]
    tried.clear()
