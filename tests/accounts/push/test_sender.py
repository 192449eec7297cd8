"""The sender before a push service that opens what it gets, and before ones that misbehave."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from typing import Any

import pytest

from accounts.push import lines
from accounts.push import sender as module
from accounts.push.breakers import FAILURES
from accounts.push.sender import Delivery, Outcome, Parcel, Sender
from bench.push_service import TAKEN, Pieces, PushService, Received
from tests.factories import NOW
from tests.push import APPLE, GOOGLE, MOZILLA, WINDOWS, side, token_of


def parcel(number: int = 1, *, host: str = GOOGLE, **fields: Any) -> Parcel:
    """Return a message to one made-up browser."""
    given = {
        "endpoint": f"https://{host}/send/{number}",
        "p256dh": side().p256dh,
        "auth": side().auth,
        "payload": b'{"web_push":8030}',
        "ttl_seconds": 600,
        "urgency": "low",
        "topic": "desk-1",
    }
    return Parcel(**{**given, **fields})


def answer(status: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def outcomes(deliveries: Sequence[Delivery]) -> list[Outcome]:
    return [one.outcome for one in deliveries]


# Long enough for a hundred messages on a busy machine, in seconds.
SILENCE = 1.5


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for long."""
    monkeypatch.setattr(lines, "ANSWER_SECONDS", 1.0)


# --- what is sent --------------------------------------------------------------------------


def test_a_message_arrives_sealed_and_signed(sender: Sender, service: PushService) -> None:
    assert sender.send([parcel()], now=NOW) == [Delivery(Outcome.SENT)]

    [received] = service.received
    assert received.path == "/send/1"
    assert side().read(received.body) == {"web_push": 8030}
    header, claims = token_of(received)
    assert header["alg"] == "ES256"
    assert claims["aud"] == f"https://{GOOGLE}"
    assert claims["exp"] - NOW.timestamp() == dt.timedelta(hours=12).total_seconds()
    assert claims["sub"].startswith("mailto:")
    expected = {
        "host": GOOGLE,
        "ttl": "600",
        "urgency": "low",
        "topic": "desk-1",
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
    }
    assert {name: received.headers[name] for name in expected} == expected
    # Nothing else about this site or its software.
    assert set(received.headers) - set(expected) == {"authorization", "content-length"}


def test_many_go_over_few_connections_which_are_kept(sender: Sender, service: PushService) -> None:
    found = [
        one
        for _ in range(5)
        for one in sender.send([parcel(number) for number in range(40)], now=NOW)
    ]

    assert outcomes(found) == [Outcome.SENT] * 200
    assert service.connections <= 10
    assert len({one.headers["authorization"] for one in service.received}) == 1


def test_results_come_in_the_order_of_the_messages(sender: Sender, service: PushService) -> None:
    def respond(received: Received) -> bytes:
        return answer("410 Gone") if received.path.endswith(("3", "7")) else TAKEN

    service.respond = respond

    found = outcomes(sender.send([parcel(number) for number in range(20)], now=NOW))

    assert [number for number, one in enumerate(found) if one is Outcome.GONE] == [3, 7, 13, 17]


def test_each_service_gets_a_token_of_its_own(sender: Sender, service: PushService) -> None:
    hosts = [GOOGLE, APPLE, MOZILLA, WINDOWS, "push.clinic.org"]

    found = sender.send([parcel(host=host) for host in hosts], now=NOW)

    assert outcomes(found) == [Outcome.SENT] * len(hosts)
    assert {one.headers["host"]: token_of(one)[1]["aud"] for one in service.received} == {
        host: f"https://{host}" for host in hosts
    }


def test_a_service_that_answers_soon_needs_few_connections(
    sender: Sender, service: PushService
) -> None:
    host = sender._host(GOOGLE)
    far_away = host.lines(10_000)
    for _ in range(200):
        host.answered(0.002)

    assert far_away == module.AT_ONCE_PER_HOST
    assert host.lines(10_000) <= 4
    assert host.lines(1) == 1


def test_connections_that_nobody_uses_are_hung_up(
    sender: Sender, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send([parcel(number) for number in range(40)], now=NOW)
    monkeypatch.setattr(lines, "KEPT_SECONDS", -1.0)

    sender.send([parcel()], now=NOW)

    assert sender._host(GOOGLE).idle == []


def test_nothing_to_send_is_no_work(sender: Sender, service: PushService) -> None:
    assert sender.send([], now=NOW) == []
    assert service.connections == 0


# --- what comes back -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("200 OK", Outcome.SENT),
        ("201 Created", Outcome.SENT),
        ("202 Accepted", Outcome.SENT),
        ("400 Bad Request", Outcome.REFUSED),
        ("401 Unauthorized", Outcome.REFUSED),
        ("403 Forbidden", Outcome.REFUSED),
        ("404 Not Found", Outcome.GONE),
        ("410 Gone", Outcome.GONE),
        ("413 Too Large", Outcome.REFUSED),
        ("429 Too Many Requests", Outcome.LATER),
        ("500 Oops", Outcome.LATER),
        ("503 Busy", Outcome.LATER),
    ],
)
def test_each_status_has_its_meaning(
    status: str, outcome: Outcome, sender: Sender, service: PushService
) -> None:
    service.respond = lambda _: answer(status)

    assert outcomes(sender.send([parcel()], now=NOW)) == [outcome]
    assert len(service.received) == 1


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Again", "308 Gone"])
def test_a_redirect_is_not_followed(status: str, sender: Sender, service: PushService) -> None:
    for target in (f"https://{GOOGLE}/send/2", "http://127.0.0.1/", "http://169.254.169.254/"):
        service.received.clear()
        moved = answer(status, f"Location: {target}")
        service.respond = lambda _, moved=moved: moved  # type: ignore[misc]

        assert outcomes(sender.send([parcel()], now=NOW)) == [Outcome.REFUSED]
        assert len(service.received) == 1


@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [
        ("120", 120, 120),
        ("Tue, 10 Mar 2026 09:32:00 GMT", 120, 120),
        ("999999999999999999999", 3600, 3600),
        ("0", 30, 60),
        ("Tue, 10 Mar 2026 09:00:00 GMT", 30, 60),
        ("soon", 30, 60),
        ("-5", 30, 60),
        ("١٢", 30, 60),
        ("", 30, 60),
    ],
)
def test_a_service_says_when_to_come_back(
    retry_after: str, least: int, most: int, sender: Sender, service: PushService
) -> None:
    head = f"HTTP/1.1 429 Busy\r\nRetry-After: {retry_after}\r\nContent-Length: 0\r\n\r\n"
    service.respond = lambda _: head.encode()

    [found] = sender.send([parcel()], now=NOW)

    assert found.outcome is Outcome.LATER
    assert least <= found.seconds <= most


def test_a_service_that_is_down_is_asked_a_few_times_and_then_left_alone(
    sender: Sender, service: PushService
) -> None:
    service.respond = lambda _: answer("500 Oops")
    for number in range(8):
        sender.send([parcel(number)], now=NOW)
    asked = len(service.received)
    service.respond = lambda _: TAKEN

    found = sender.send([parcel(), parcel(host=APPLE)], now=NOW)

    assert asked == 5
    assert outcomes(found) == [Outcome.LATER, Outcome.SENT]
    assert found[0].seconds > 20


def test_a_service_that_asks_for_a_pause_gets_it_at_once(
    sender: Sender, service: PushService
) -> None:
    service.respond = lambda _: answer("503 Busy", "Retry-After: 90")
    sender.send([parcel()], now=NOW)

    [found] = sender.send([parcel(2)], now=NOW)

    assert len(service.received) == 1
    assert found.outcome is Outcome.LATER
    assert 80 <= found.seconds <= 180


# --- services that misbehave ---------------------------------------------------------------


def drip(_: Received) -> Pieces:
    return [(0.05, bytes([one])) for one in TAKEN * 3]


MISBEHAVING: dict[str, Any] = {
    "never answers": lambda _: None,
    "drips": drip,
    "hangs up": lambda _: [(0, b"")],
    "hangs up in the middle": lambda _: [(0, b"HTTP/1.1 20"), (0, b"")],
    "speaks something else": lambda _: b"220 mail.example.org ESMTP\r\n\r\n",
    "endless head": lambda _: b"HTTP/1.1 201 Created\r\nX: " + b"x" * 100_000,
    "headers without end": lambda _: b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    "goes on and on": lambda _: [(0, b"HTTP/1.1 100 Continue\r\n\r\n")] + [(0.1, b"x")] * 9,
    "promises more": lambda _: b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nx",
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("how", MISBEHAVING)
def test_who_does_not_answer_is_put_off_in_time(
    how: str, sender: Sender, service: PushService
) -> None:
    service.respond = MISBEHAVING[how]
    before = time.monotonic()

    [found] = sender.send([parcel()], now=NOW)

    assert found.outcome is Outcome.LATER
    assert time.monotonic() - before < 2


def test_a_long_answer_is_not_read_to_its_end(sender: Sender, service: PushService) -> None:
    service.respond = lambda _: answer("201 Created", body=b"x" * 2_000_000)

    assert outcomes(sender.send([parcel()], now=NOW)) == [Outcome.SENT]
    service.respond = lambda _: TAKEN
    assert outcomes(sender.send([parcel()], now=NOW)) == [Outcome.SENT]
    assert service.connections == 2


def test_a_kept_connection_that_was_closed_meanwhile_is_made_anew(
    sender: Sender, service: PushService
) -> None:
    service.respond = lambda _: [(0, TAKEN), (0.02, b"")]
    sender.send([parcel()], now=NOW)
    time.sleep(0.1)
    service.respond = lambda _: TAKEN

    assert outcomes(sender.send([parcel(2)], now=NOW)) == [Outcome.SENT]
    assert service.connections == 2


@pytest.mark.usefixtures("hasty")
def test_a_slow_service_holds_up_no_other(
    sender: Sender, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ANSWER_SECONDS", SILENCE)
    arrived: list[float] = []

    def respond(received: Received) -> bytes | None:
        if received.headers["host"] == WINDOWS:
            return None
        arrived.append(time.monotonic())
        return TAKEN

    service.respond = respond
    messages = [parcel(number, host=WINDOWS) for number in range(200)]
    messages += [parcel(number, host=APPLE) for number in range(100)]
    before = time.monotonic()

    found = outcomes(sender.send(messages, now=NOW))

    assert found[:200] == [Outcome.LATER] * 200
    assert found[200:] == [Outcome.SENT] * 100
    # The slow one was left alone after its first silence; a few had begun again before the fifth.
    assert len(service.received) - 100 <= module.AT_ONCE_PER_HOST + FAILURES
    # The other one did not wait for the end of that silence.
    assert max(arrived) - before < SILENCE


def test_what_does_not_fit_into_the_time_is_for_later(
    sender: Sender, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_SECONDS", -1.0)

    assert outcomes(sender.send([parcel(), parcel(2)], now=NOW)) == [Outcome.LATER] * 2
    assert service.connections == 0


def test_a_service_with_a_wrong_certificate_gets_nothing(
    sender: Sender, service: PushService
) -> None:
    found = sender.send([parcel(host="other.notify.windows.com")], now=NOW)

    assert outcomes(found) == [Outcome.LATER]
    assert service.received == []


def test_keys_that_went_bad_refuse_one_message_and_no_other(
    sender: Sender, service: PushService
) -> None:
    found = sender.send([parcel(auth="x"), parcel(2)], now=NOW)

    assert outcomes(found) == [Outcome.REFUSED, Outcome.SENT]


# --- the log -------------------------------------------------------------------------------


@pytest.mark.usefixtures("hasty")
def test_the_log_names_the_service_and_never_an_address_or_what_was_said(
    sender: Sender, service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.respond = lambda got: {
        "/send/canary-1": answer("403 Forbidden", body=b"canary told by the service"),
        "/send/canary-2": answer("503 Busy"),
    }.get(got.path)
    secret: dict[str, Any] = {"payload": b"canary said", "topic": "canary"}
    messages = [
        parcel(endpoint=f"https://{GOOGLE}/send/canary-1", **secret),
        parcel(endpoint=f"https://{APPLE}/send/canary-2", **secret),
        parcel(endpoint=f"https://{MOZILLA}/send/canary-3", **secret),
        parcel(endpoint="https://canary.evil.org/send/canary-4", **secret),
        parcel(endpoint=f"https://{WINDOWS}/send/canary-5", **{**secret, "auth": "canary"}),
    ]

    sender.send(messages, now=NOW)

    assert "canary" not in caplog.text
    errors = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert f"Push: 1 not taken by {GOOGLE} (403)." in errors
    assert len(errors) == 3
    assert f"Push: 1 put off by {APPLE} (503)." in caplog.text
