"""The link to a calendar: one at a time, kept as a hash, closed at once."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from accounts.secrets import hash_secret
from routines.models import ReminderSettings
from routines.services.calendars import close_link, make_link
from tests.factories import NOW, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def test_only_the_hash_of_a_link_is_kept(ivan: User) -> None:
    secret = make_link(client=ivan, at=NOW)

    row = ReminderSettings.objects.get(client=ivan)
    assert (row.calendar_hash, row.calendar_made_at) == (hash_secret(secret), NOW)
    assert len(secret) == 43


def test_a_new_link_stops_the_old_one_and_leaves_the_rest_alone(ivan: User) -> None:
    ReminderSettings.objects.create(client=ivan, most_per_day=3, quiet_from=dt.time(20))
    first = make_link(client=ivan, at=NOW)
    second = make_link(client=ivan, at=NOW + dt.timedelta(days=1))

    row = ReminderSettings.objects.get(client=ivan)
    assert first != second
    assert row.calendar_hash == hash_secret(second)
    assert (row.most_per_day, row.quiet_from) == (3, dt.time(20))


def test_a_closed_link_is_gone_and_closing_none_does_nothing(ivan: User) -> None:
    close_link(client=ivan)
    assert not ReminderSettings.objects.exists()

    make_link(client=ivan, at=NOW)
    close_link(client=ivan)

    row = ReminderSettings.objects.get(client=ivan)
    assert (row.calendar_hash, row.calendar_made_at) == (None, None)
