"""Guessing codes of invitations: it stops, and it stops nobody else."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from accounts import guessing
from accounts.guessing import network_of
from tests.factories import make_clinic, make_invitation, make_therapist

pytestmark = pytest.mark.django_db
WRONG = "ACDEFH"


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"code": "4/10m/ip", "code_wrong": "6/h/key", "code_wary": "3/d/key"}
    monkeypatch.setattr(guessing, "RATE_LIMITS", limits)


@pytest.fixture
def code() -> str:
    return make_invitation(therapist=make_therapist(clinic=make_clinic())).code


def send(code: str, *, address: str) -> int:
    return Browser(REMOTE_ADDR=address).post("/join/", {"code": code}).status_code


def attack() -> None:
    """Guess from many networks, until it counts as an attack."""
    for number in range(6):
        assert send(WRONG, address=f"198.51.{number}.7") == 422


def test_one_address_is_stopped_and_the_next_one_is_not(code: str) -> None:
    assert [send(WRONG, address="192.0.2.1") for _ in range(5)] == [422] * 4 + [429]

    assert send(code, address="192.0.2.1") == 429
    assert send(code, address="192.0.2.2") == 302


def test_an_attack_from_everywhere_shuts_out_nobody_with_a_right_code(code: str) -> None:
    attack()

    for number in range(20):
        assert send(code, address=f"203.0.{number}.1") == 302
    assert [send(code, address="203.0.113.1") for _ in range(6)] == [302] * 6


def test_under_attack_a_network_has_few_guesses_however_many_addresses_it_has(code: str) -> None:
    attack()

    answers = [send(WRONG, address=f"203.0.113.{number}") for number in range(1, 6)]

    assert answers == [422, 422, 422, 429, 429]
    assert send(code, address="203.0.113.9") == 429
    assert send(code, address="203.0.114.9") == 302


def test_a_stopped_guess_is_told_what_works(code: str) -> None:
    for _ in range(4):
        send(WRONG, address="192.0.2.1")

    page = Browser(REMOTE_ADDR="192.0.2.1").post("/join/", {"code": code})

    assert "Open the link of your invitation" in page.text


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_belongs_to_a_network(address: str, network: str) -> None:
    assert network_of(address) == network
