"""One small page for each setting of the reminders."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from routines.models import ReminderSettings
from tests.factories import make_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan(client: Client) -> User:
    ivan = make_client()
    client.force_login(ivan)
    return ivan


def path(name: str) -> str:
    return f"/reminders/settings/{name}/"


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        (
            "quiet-hours",
            {"quiet_from": "22:00", "quiet_until": "06:00"},
            {"quiet_from": dt.time(22), "quiet_until": dt.time(6)},
        ),
        (
            "days-off",
            {"off_from": "2026-12-24", "off_until": "2027-01-01"},
            {"off_from": dt.date(2026, 12, 24), "off_until": dt.date(2027, 1, 1)},
        ),
        ("days-off", {"off_from": "", "off_until": ""}, {"off_from": None, "off_until": None}),
        ("most-per-day", {"most_per_day": "3"}, {"most_per_day": 3}),
        ("email", {"by_email": "on"}, {"by_email": True}),
        ("email", {}, {"by_email": False}),
    ],
    ids=["quiet-hours", "days-off", "no-days-off", "most-per-day", "email", "no-email"],
)
def test_it_is_kept_and_shown_with_its_present_value(
    client: Client, ivan: User, name: str, typed: dict[str, str], kept: dict[str, object]
) -> None:
    assert client.get(path(name)).status_code == 200

    response = client.post(path(name), typed)

    assert response.headers["Location"] == "/reminders/"
    own = ReminderSettings.objects.get(client=ivan)
    assert {field: getattr(own, field) for field in kept} == kept


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("quiet-hours", {"quiet_from": "22:00"}, "Pick a time, such as 8:00."),
        ("days-off", {"off_from": "2026-12-24"}, "Pick this day too, or leave both empty."),
        (
            "days-off",
            {"off_from": "2026-12-24", "off_until": "2026-12-20"},
            "The last day off is before the first. Swap them.",
        ),
        ("most-per-day", {"most_per_day": "0"}, "Choose a number from 1 to 20."),
    ],
    ids=["quiet-hours", "one-day", "backwards", "most-per-day"],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(
    client: Client, ivan: User, name: str, typed: dict[str, str], sentence: str
) -> None:
    response = client.post(path(name), typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert all(f'value="{one}"' in page for one in typed.values())
    assert not ReminderSettings.objects.exists()


def test_other_settings_and_email_without_an_address_are_not_found(
    client: Client, ivan: User
) -> None:
    User.objects.filter(pk=ivan.pk).update(email=None)

    assert client.get(path("colours")).status_code == 404
    assert client.post(path("email"), {"by_email": "on"}).status_code == 404
