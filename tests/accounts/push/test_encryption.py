"""Sealing: the example of the RFC to the byte, and another library opens what we seal."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from accounts.push.encryption import (
    MOST_BYTES,
    BadKeysError,
    from_base64url,
    read_keys,
    seal,
)
from tests.push import BrowserSide, padded, unpadded

# RFC 8291, appendix A.
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
OWN_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
PLAIN = b"When I grow up, I want to be a watermelon"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc_comes_out_to_the_byte() -> None:
    own = ec.derive_private_key(int.from_bytes(padded(OWN_KEY), "big"), ec.SECP256R1())

    sealed = seal(PLAIN, read_keys(P256DH, AUTH), padded_to=1, key=own, salt=padded(SALT))

    assert unpadded(sealed) == SEALED


@pytest.mark.parametrize("length", [0, 1, 511, 512, 513, MOST_BYTES - 1, MOST_BYTES])
def test_another_library_opens_what_was_sealed(length: int) -> None:
    browser = BrowserSide()
    plain = bytes(index % 251 for index in range(length))

    sealed = seal(plain, read_keys(browser.p256dh, browser.auth))

    assert browser.open(sealed) == plain
    assert len(sealed) <= 4096


def test_how_long_a_message_is_cannot_be_seen() -> None:
    browser = BrowserSide()
    keys = read_keys(browser.p256dh, browser.auth)

    assert len({len(seal(b"x" * length, keys)) for length in (1, 200, 400, 512)}) == 1


def test_the_same_message_is_never_sealed_alike() -> None:
    browser = BrowserSide()
    keys = read_keys(browser.p256dh, browser.auth)

    first, second = seal(PLAIN, keys), seal(PLAIN, keys)

    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_a_message_that_no_service_has_to_take_is_not_sealed() -> None:
    browser = BrowserSide()

    with pytest.raises(ValueError, match="3993"):
        seal(b"x" * (MOST_BYTES + 1), read_keys(browser.p256dh, browser.auth))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        (P256DH, ""),
        (P256DH, AUTH[:-2]),
        (P256DH, AUTH + "AAAA"),
        (P256DH[:-4], AUTH),
        (P256DH + "AAAA", AUTH),
        (P256DH[:-2] + "AA", AUTH),
        ("C" + P256DH[1:], AUTH),
        (unpadded(b"\x04" + b"\x00" * 64), AUTH),
        (unpadded(b"\x04" + b"\x01" * 64), AUTH),
        (unpadded(b"\x02" + padded(P256DH)[1:33]), AUTH),
        (P256DH.replace("_", "/"), AUTH),
        (P256DH, AUTH + "\n"),
        (P256DH, "BTBZMqHH6r4Tts7J_aSIé="),
        ("A", AUTH),
    ],
    ids=lambda text: f"{len(text)} characters",
)
def test_keys_that_no_browser_makes_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BadKeysError):
        read_keys(p256dh, auth)


def test_padding_of_base64_makes_no_difference() -> None:
    assert read_keys(P256DH + "=", AUTH + "==") == read_keys(P256DH, AUTH)
    assert from_base64url("_-8") == b"\xff\xef"
