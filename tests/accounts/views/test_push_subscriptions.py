"""Saying yes and no to reminders in a browser, and trying whether they arrive."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from accounts import push
from accounts.models import PushSubscription, User
from accounts.push import Outcome, PushMessage
from accounts.push.vapid import public_key, read_private_key
from accounts.secrets import hash_secret
from tests.factories import NOW, make_user
from tests.push import GOOGLE, PRIVATE_KEY, SUBJECT, side, subscribe_row

pytestmark = pytest.mark.django_db

ENDPOINT = f"https://{GOOGLE}/send/one"
KEYS = {"p256dh": side().p256dh, "auth": side().auth}


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = PRIVATE_KEY
    settings.VAPID_SUBJECT = SUBJECT
    cache.clear()


@pytest.fixture
def sam() -> User:
    return make_user()


@pytest.fixture
def phone(sam: User) -> Browser:
    phone = Browser(headers={"user-agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/152.0"})
    phone.force_login(sam)
    return phone


def post(phone: Browser, path: str, **body: Any) -> Any:
    return phone.post(path, json.dumps(body), content_type="application/json")


def say_yes(phone: Browser, **changes: Any) -> Any:
    return post(phone, "/push/subscriptions/", **{"endpoint": ENDPOINT, "keys": KEYS, **changes})


def asked(phone: Browser) -> Any:
    return phone.get("/push/").json()


def test_a_page_learns_the_key_and_whether_this_browser_is_known(phone: Browser, sam: User) -> None:
    before = asked(phone)
    say_yes(phone)

    assert before["key"] == public_key(read_private_key(PRIVATE_KEY))
    assert before["account"] == str(sam.pk)
    assert len(before["token"]) == 64
    assert before["here"] is None
    assert asked(phone)["here"] == hash_secret(ENDPOINT)


@pytest.mark.parametrize("missing", ["VAPID_PRIVATE_KEY", "VAPID_SUBJECT"])
def test_without_a_key_push_is_not_offered(phone: Browser, settings: Any, missing: str) -> None:
    setattr(settings, missing, "")

    assert asked(phone)["key"] is None
    assert not push.push_is_ready()


def test_a_browser_says_yes_as_its_own_json(phone: Browser, sam: User) -> None:
    answer = say_yes(phone, expirationTime=None)

    row = PushSubscription.objects.get()
    assert answer.json() == {"device": "Firefox on Android"}
    assert (row.user, row.endpoint, row.site) == (sam, ENDPOINT, "http://testserver")


def test_a_browser_whose_address_changed_says_so(phone: Browser) -> None:
    say_yes(phone)

    say_yes(phone, endpoint=ENDPOINT + "-two", replaces=ENDPOINT)

    assert PushSubscription.objects.get().endpoint == ENDPOINT + "-two"
    assert asked(phone)["here"] == hash_secret(ENDPOINT + "-two")


def test_a_browser_that_was_refused_over_and_over_is_asked_to_begin_anew(phone: Browser) -> None:
    say_yes(phone)
    PushSubscription.objects.update(failures=2)
    assert asked(phone)["here"]

    PushSubscription.objects.update(failures=3)

    assert asked(phone)["here"] is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        json.dumps({"endpoint": 1, "keys": KEYS}),
        json.dumps({"endpoint": ENDPOINT, "keys": []}),
        json.dumps({"endpoint": ENDPOINT, "keys": {"p256dh": None, "auth": {}}}),
        json.dumps({"endpoint": ENDPOINT + "\0", "keys": KEYS}),
        json.dumps({"endpoint": "https://evil.org/x", "keys": KEYS}),
    ],
    # The keys are drawn anew in each process, which has to find the same names.
    ids=[
        "nothing",
        "half",
        "a list",
        "null",
        "deep",
        "a number as address",
        "a list as keys",
        "no keys",
        "a NUL",
        "elsewhere",
    ],
)
def test_what_makes_no_sense_gets_a_sentence(phone: Browser, body: str) -> None:
    answer = phone.post("/push/subscriptions/", body, content_type="application/json")

    assert answer.status_code == 422
    assert len(answer.json()["said"]) > 20
    assert not PushSubscription.objects.exists()


def test_a_request_from_elsewhere_is_not_believed(sam: User) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(sam)
    body = {"endpoint": ENDPOINT, "keys": KEYS}
    assert post(strict, "/push/subscriptions/", **body).status_code == 403

    token = asked(strict)["token"]
    answer = strict.post(
        "/push/subscriptions/",
        json.dumps(body),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert answer.status_code == 200


def test_a_browser_says_no(phone: Browser) -> None:
    say_yes(phone)

    assert post(phone, "/push/subscriptions/delete/", endpoint=ENDPOINT).json() == {"was": True}
    assert post(phone, "/push/subscriptions/delete/", endpoint=ENDPOINT).json() == {"was": False}
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [("/settings/passkeys/", "/settings/passkeys/"), ("//evil.org/", "/settings/"), ("", "/settings/")],
)  # fmt: skip
def test_a_device_is_taken_off_the_list_by_a_form(
    phone: Browser, sam: User, wanted: str, lands: str
) -> None:
    row = subscribe_row(sam)

    answer = phone.post("/push/subscriptions/delete/", {"subscription": row.pk, "next": wanted})

    assert (answer.status_code, answer["Location"]) == (302, lands)
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("key", ["x", "0195d4f0-0000-7000-8000-000000000000"])
def test_a_device_that_is_not_there_is_not_found(phone: Browser, key: str) -> None:
    assert phone.post("/push/subscriptions/delete/", {"subscription": key}).status_code == 404


def test_who_signs_out_is_not_reminded_there_and_still_elsewhere(phone: Browser, sam: User) -> None:
    say_yes(phone)
    other = subscribe_row(sam, ENDPOINT + "-other")

    phone.post("/sign-out/")

    assert list(PushSubscription.objects.all()) == [other]


def test_signing_out_leaves_a_browser_alone_that_is_somebody_elses_now(phone: Browser) -> None:
    say_yes(phone)
    ivan = make_user(display_name="Ivan Petrov")
    PushSubscription.objects.update(user=ivan)

    assert asked(phone)["here"] is None
    phone.post("/sign-out/")

    assert PushSubscription.objects.get().user == ivan


@pytest.mark.parametrize("outcome", Outcome)
def test_a_first_message_is_sent_and_what_became_of_it_is_said(
    outcome: Outcome, phone: Browser, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = subscribe_row(sam, ENDPOINT)
    sent: list[tuple[PushSubscription, PushMessage]] = []

    def send_one(row: PushSubscription, message: PushMessage, *, now: Any) -> Outcome:
        sent.append((row, message))
        return outcome

    monkeypatch.setattr(push, "send_one", send_one)

    answer = post(phone, "/push/test/", endpoint=ENDPOINT)

    assert answer.status_code == 200
    assert answer.json()["result"] == outcome.value
    assert len(answer.json()["said"]) > 20
    [(to, message)] = sent
    assert to == row
    assert (message.title, message.tag) == ("Reminders reach this phone", "test")


def test_a_browser_that_never_said_yes_is_told_so(phone: Browser, settings: Any) -> None:
    subscribe_row(make_user(display_name="Ivan Petrov"), ENDPOINT)

    answer = post(phone, "/push/test/", endpoint=ENDPOINT)

    assert (answer.status_code, answer.json()["result"]) == (404, "unknown")


def test_nobody_is_flooded_with_first_messages(
    phone: Browser, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe_row(sam, ENDPOINT, created_at=NOW)
    monkeypatch.setattr(push, "send_one", lambda *_, **__: Outcome.SENT)

    codes = [post(phone, "/push/test/", endpoint=ENDPOINT).status_code for _ in range(8)]

    assert codes == [200] * 6 + [429] * 2
