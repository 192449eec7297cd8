"""Tokens: who may be said to send, and that one is signed for hours and not for each message."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.push.vapid import (
    BadVapidError,
    Signer,
    is_example,
    new_private_key,
    public_key,
    read_private_key,
    require_subject,
)
from bench.push_service import Received
from tests.factories import NOW
from tests.push import PRIVATE_KEY, SUBJECT, padded, token_of, unpadded

ORIGIN = "https://fcm.googleapis.com"


@pytest.fixture
def signer() -> Signer:
    return Signer(read_private_key(PRIVATE_KEY), SUBJECT)


def read(header: str) -> tuple[dict[str, object], dict[str, object]]:
    return token_of(Received("/", {"authorization": header}, b"", 1))


def test_a_token_is_made_out_to_one_service_and_for_half_a_day(signer: Signer) -> None:
    header, claims = read(signer.authorization(ORIGIN, now=NOW))

    assert header == {"typ": "JWT", "alg": "ES256"}
    assert claims == {
        "aud": ORIGIN,
        "exp": int((NOW + dt.timedelta(hours=12)).timestamp()),
        "sub": SUBJECT,
    }


def test_a_token_is_used_for_hours_and_then_renewed(signer: Signer) -> None:
    first = signer.authorization(ORIGIN, now=NOW)

    assert signer.authorization(ORIGIN, now=NOW + dt.timedelta(hours=5, minutes=59)) == first
    late = NOW + dt.timedelta(hours=6)
    _, claims = read(signer.authorization(ORIGIN, now=late))
    assert claims["exp"] == int((late + dt.timedelta(hours=12)).timestamp())


def test_a_clock_that_was_put_back_gets_another_token(signer: Signer) -> None:
    first = signer.authorization(ORIGIN, now=NOW)

    assert signer.authorization(ORIGIN, now=NOW - dt.timedelta(days=1)) != first


def test_each_service_gets_its_own_token(signer: Signer) -> None:
    other = "https://web.push.apple.com"

    assert read(signer.authorization(other, now=NOW))[1]["aud"] == other
    assert read(signer.authorization(ORIGIN, now=NOW))[1]["aud"] == ORIGIN


def test_tokens_of_made_up_services_do_not_pile_up(signer: Signer) -> None:
    for number in range(1100):
        signer.authorization(f"https://x{number}.notify.windows.com", now=NOW)

    assert len(signer._kept) <= 500


def test_a_new_key_can_be_read_and_says_its_public_half() -> None:
    text = new_private_key()

    assert len(text) == 43
    assert len(padded(public_key(read_private_key(text)))) == 65
    assert new_private_key() != text


@pytest.mark.parametrize(
    "key",
    ["", "x", "no key", PRIVATE_KEY[:-1], PRIVATE_KEY + "AA", unpadded(bytes(32)), unpadded(b"\xff" * 32)],
    ids=["empty", "short", "words", "one less", "one more", "zero", "beyond the curve"],
)  # fmt: skip
def test_a_bad_key_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(BadVapidError, match="VAPID_PRIVATE_KEY") as refused:
        read_private_key(key)

    assert not key or key not in str(refused.value)


@pytest.mark.parametrize(
    "subject",
    ["mailto:me@clinic.org", "mailto:a.b+c@sub.clinic.co.uk", "https://clinic.org", "https://clinic.org/contact"],
)  # fmt: skip
def test_a_subject_that_can_be_somebodys_is_taken(subject: str) -> None:
    require_subject(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "clinic.org",
        "me@clinic.org",
        "mailto:",
        "mailto:me",
        "mailto:me@localhost",
        "mailto:me@clinic",
        "mailto:me@clinic.local",
        "mailto:me@clinic.invalid",
        "mailto:me@clinic.test",
        "mailto:me@127.0.0.1",
        "mailto:me@clinic.org?subject=x",
        "mailto: me@clinic.org",
        "mailto:me@clinic.org\r\nX: y",
        "http://clinic.org",
        "https://localhost",
        "https://localhost:8000",
        "https://10.0.0.1/",
        "https:///nowhere",
        "https://clinic.org\n",
    ],
)
def test_a_subject_that_some_services_refuse_is_refused_here(subject: str) -> None:
    with pytest.raises(BadVapidError, match="VAPID_SUBJECT"):
        require_subject(subject)


def test_an_address_of_documents_is_known_as_one() -> None:
    assert is_example("mailto:carryover@example.org")
    assert is_example("https://clinic.example.com/")
    assert not is_example(SUBJECT)
