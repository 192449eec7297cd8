"""From a message for people to what arrived in their browsers, and what is noted about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import PushSubscription, User
from accounts.push import PushMessage, PushResult, delivery, push_is_ready, send_one, send_to
from accounts.push.sender import Outcome, Sender
from bench.push_service import TAKEN, PushService, Received
from tests.conftest import CountStatements
from tests.factories import NOW, make_user
from tests.push import GOOGLE, PRIVATE_KEY, SITE, SUBJECT, side, subscribe_row

pytestmark = pytest.mark.django_db

MESSAGE = PushMessage(
    title="Time to stand up",
    body="Your 2 minutes are ready",
    path="/desk/",
    tag="desk-1",
    ttl_seconds=600,
    urgency="low",
    occurrence="7",
)


@pytest.fixture(autouse=True)
def _ready(settings: Any, monkeypatch: pytest.MonkeyPatch, sender: Sender) -> Iterator[None]:
    settings.VAPID_PRIVATE_KEY = PRIVATE_KEY
    settings.VAPID_SUBJECT = SUBJECT
    monkeypatch.setattr(delivery, "Sender", lambda *_, **__: sender)
    delivery._made.cache_clear()
    yield
    delivery._made.cache_clear()


@pytest.fixture
def sam() -> User:
    return make_user()


def address(name: str) -> str:
    return f"https://{GOOGLE}/send/{name}"


def answer_by_name(service: PushService) -> None:
    """Let the end of an address say what comes back."""
    words = {"gone": "410 Gone", "busy": "503 Busy\r\nRetry-After: 90", "bad": "403 Forbidden"}

    def respond(received: Received) -> bytes:
        word = words.get(received.path.rpartition("/")[2].partition("-")[0])
        return f"HTTP/1.1 {word}\r\nContent-Length: 0\r\n\r\n".encode() if word else TAKEN

    service.respond = respond


def test_a_message_reaches_each_browser_of_its_person(service: PushService, sam: User) -> None:
    ivan = make_user(display_name="Ivan Petrov", language="en")
    for name in ("sam-1", "sam-2"):
        subscribe_row(sam, address(name))
    subscribe_row(ivan, address("ivan"))
    other = PushMessage(title="Your 8 minutes are ready", body="", path="/", tag="homework-1")

    found = send_to([(sam, MESSAGE), (ivan.pk, other)], now=NOW)

    assert found == [PushResult(sent=2), PushResult(sent=1)]
    arrived = {one.path: (one, side().read(one.body)) for one in service.received}
    assert set(arrived) == {"/send/sam-1", "/send/sam-2", "/send/ivan"}
    request, shown = arrived["/send/sam-1"]
    assert (request.headers["ttl"], request.headers["urgency"], request.headers["topic"]) == (
        "600",
        "low",
        "desk-1",
    )
    assert shown["web_push"] == 8030
    assert shown["notification"]["navigate"] == f"{SITE}/desk/"
    assert shown["notification"]["data"] == {"occurrence": "7", "account": str(sam.pk)}
    assert arrived["/send/ivan"][1]["notification"]["title"] == "Your 8 minutes are ready"


def test_nothing_of_who_somebody_is_can_be_seen_on_the_way(service: PushService, sam: User) -> None:
    subscribe_row(sam)

    send_to([(sam, MESSAGE)], now=NOW)

    [received] = service.received
    seen = f"{received.path} {received.headers}"
    for word in (str(sam.pk), str(sam.email), sam.display_name, "stand up", "desk/", "minutes"):
        assert word not in seen
        assert word.encode() not in received.body


def test_two_messages_for_one_person_have_a_result_each(service: PushService, sam: User) -> None:
    subscribe_row(sam)

    assert send_to([(sam, MESSAGE), (sam.pk, MESSAGE)], now=NOW) == [PushResult(sent=1)] * 2
    assert len(service.received) == 2


def test_what_became_of_each_browser_is_counted_and_noted(service: PushService, sam: User) -> None:
    answer_by_name(service)
    for name in ("fine", "gone", "bad"):
        subscribe_row(sam, address(name), failures=2)
    later = NOW + dt.timedelta(hours=1)

    assert send_to([(sam, MESSAGE)], now=later) == [PushResult(sent=1, gone=1, refused=1)]

    rows = {row.endpoint: (row.sent_at, row.failures) for row in PushSubscription.objects.all()}
    assert rows == {address("fine"): (later, 0), address("bad"): (None, 3)}


def test_who_is_put_off_hears_for_how_long_and_keeps_the_browser(
    service: PushService, sam: User
) -> None:
    answer_by_name(service)
    subscribe_row(sam, address("busy"))

    assert send_to([(sam, MESSAGE)], now=NOW) == [PushResult(later_seconds=90)]
    assert PushSubscription.objects.get().failures == 0


def test_a_browser_that_changed_its_address_meanwhile_is_not_deleted(
    service: PushService, sam: User
) -> None:
    row = subscribe_row(sam, address("gone"))

    def respond(received: Received) -> bytes:
        return b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"

    service.respond = respond
    ways = delivery._ways_of([sam.pk])[sam.pk]
    PushSubscription.objects.update(endpoint=address("new"))
    delivery._note([(ways[0], Outcome.GONE)], now=NOW)

    assert PushSubscription.objects.get().pk == row.pk


def test_who_has_no_browser_and_who_was_shut_out_get_nothing(
    service: PushService, sam: User
) -> None:
    subscribe_row(sam)
    nobody = make_user(display_name="Lena Braun")
    User.objects.filter(pk=sam.pk).update(is_active=False)

    assert send_to([(sam, MESSAGE), (nobody, MESSAGE)], now=NOW) == [PushResult()] * 2
    assert service.received == []


def test_without_a_key_nothing_is_sent_and_nothing_breaks(
    service: PushService, sam: User, settings: Any
) -> None:
    subscribe_row(sam)
    for name, value in (("VAPID_SUBJECT", "mailto:me@localhost"), ("VAPID_PRIVATE_KEY", "")):
        setattr(settings, name, value)

        assert not push_is_ready()
        assert send_to([(sam, MESSAGE)], now=NOW) == [PushResult()]
    assert service.received == []


def test_one_browser_alone_can_be_tried(service: PushService, sam: User) -> None:
    subscribe_row(sam, address("other"))
    row = subscribe_row(sam, address("this"))

    assert send_one(row, MESSAGE, now=NOW) is Outcome.SENT

    assert [one.path for one in service.received] == ["/send/this"]
    row.refresh_from_db()
    assert row.sent_at == NOW


def test_ten_people_cost_the_statements_of_one(
    service: PushService, count_statements: CountStatements
) -> None:
    answer_by_name(service)

    def send(people: int) -> int:
        messages = [(make_user(display_name=f"Person {one}"), MESSAGE) for one in range(people)]
        for number, (user, _) in enumerate(messages):
            for name in ("fine", "gone", "bad"):
                subscribe_row(user, address(f"{name}-{people}-{number}"))
        with count_statements() as statements:
            assert {one.sent for one in send_to(messages, now=NOW)} == {1}
        return len(statements)

    assert send(1) == send(10) <= 4
