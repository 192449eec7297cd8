"""What `manage.py check` says about the key that reminders are signed with."""

from __future__ import annotations

from typing import Any

import pytest

from config.checks import reminders_can_be_pushed
from tests.push import PRIVATE_KEY, SUBJECT


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.DEBUG = False
    settings.VAPID_PRIVATE_KEY = PRIVATE_KEY
    settings.VAPID_SUBJECT = SUBJECT
    settings.PUSH_EXTRA_HOSTS = ["push.clinic.org"]


def said() -> list[tuple[str | None, str]]:
    return [(one.id, str(one.msg)) for one in reminders_can_be_pushed()]


def test_a_good_key_is_fine() -> None:
    assert said() == []


def test_no_key_at_all_is_fine(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = settings.VAPID_SUBJECT = ""

    assert said() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VAPID_PRIVATE_KEY", ""),
        ("VAPID_PRIVATE_KEY", "not a key"),
        ("VAPID_SUBJECT", ""),
        ("VAPID_SUBJECT", "mailto:me@localhost"),
    ],
)
def test_half_a_pair_or_a_bad_one_is_refused_by_name(name: str, value: str, settings: Any) -> None:
    setattr(settings, name, value)

    [(code, text)] = said()

    assert code == "config.E002"
    assert name in text


def test_an_address_of_documents_is_fine_only_while_developing(settings: Any) -> None:
    settings.VAPID_SUBJECT = "mailto:carryover@example.org"
    assert [code for code, _ in said()] == ["config.W003"]

    settings.DEBUG = True

    assert said() == []


@pytest.mark.parametrize(
    "host",
    [
        "https://push.clinic.org",
        "push.clinic.org:8443",
        "*.clinic.org",
        "10.0.0.1",
        "PUSH.clinic.org",
    ],
)
def test_a_host_that_is_none_is_refused(host: str, settings: Any) -> None:
    settings.PUSH_EXTRA_HOSTS = [host]

    assert [code for code, _ in said()] == ["config.E003"]
